"""Every client is considered at night (R-ASK-01), and check-ins come due (R-ASK-05)."""

from datetime import UTC, date, datetime, timedelta

from tests.notifier.asks.clients import MONDAY, Asking, counting

from goodword import ids
from goodword.events import AsksConsidered, CheckInDue, TaskOpened
from notifier.use_cases.asks.plan_nights import plan_missing_nights

NIGHT = datetime(2031, 6, 3, 4, 0, 5, tzinfo=UTC)


async def test_a_night_considers_everyone_and_says_so_once(asking: Asking) -> None:
    await asking.begin()
    cleo, rep = ids.new(), ids.new()
    await asking.tell(
        asking.world.person(cleo, "Cleo", first_purchase_at=MONDAY),
        asking.world.person(rep, "Rita", roles=("rep",)),
    )
    await asking.at(NIGHT - timedelta(minutes=2))
    assert await asking.said(AsksConsidered) == []

    await asking.at(NIGHT)
    await asking.later(hours=1)

    [said] = await asking.said(AsksConsidered)
    assert (said.on, said.considered, said.eligible, said.asked) == (date(2031, 6, 3), 2, 0, 0)
    assert said.withheld == {
        "no_story": 1,
        "no_value_since_last_ask": 1,
        "not_delivered": 1,
        "not_promoter": 2,
    }


async def test_nights_say_no_only_where_the_reasons_changed(asking: Asking) -> None:
    await asking.begin()
    for day in range(3):
        await asking.at(NIGHT + timedelta(days=day))
    assert await asking.at_night() == [["not_promoter"]]
    await asking.tell(asking.complained(ids.new()))

    await asking.at(NIGHT + timedelta(days=3))

    assert await asking.at_night() == [["not_promoter"], ["not_promoter", "open_issue"]]
    assert len(await asking.said(AsksConsidered)) == 4


async def test_a_clock_that_jumps_over_nights_considers_the_day_it_came_to(asking: Asking) -> None:
    await asking.begin()

    await asking.at(NIGHT + timedelta(days=40, hours=-2))
    await asking.at(NIGHT + timedelta(days=40))
    await asking.at(NIGHT + timedelta(days=41))

    dates = [one.on for one in await asking.said(AsksConsidered)]
    assert dates == [date(2031, 7, 13), date(2031, 7, 14)]


async def test_a_night_is_one_of_the_business_and_not_of_utc(asking: Asking) -> None:
    asking.business = {}
    await asking.begin()
    asking.business |= {"time_zone": "America/Los_Angeles"}

    await asking.at(datetime(2031, 6, 4, 11, 0, 5, tzinfo=UTC))

    assert date(2031, 6, 4) in [one.on for one in await asking.said(AsksConsidered)]


async def test_a_business_without_a_night_gets_one(asking: Asking) -> None:
    """Such as one that was known before there were nights."""
    await asking.begin()
    await asking.world.execute("delete from job where kind = 'consider_everyone'")

    await plan_missing_nights(asking.world.db)
    await plan_missing_nights(asking.world.db)

    waiting = "select from job where kind = 'consider_everyone' and state = 'ready'"
    assert len(await asking.world.rows(waiting)) == 1


async def test_who_may_be_asked_is_asked_by_the_usual_cadence(asking: Asking) -> None:
    """A promoter's score of two months ago: no window any more, and nothing says no."""
    await asking.begin()
    await asking.tell(asking.scored(9, answered_at=MONDAY - timedelta(days=20)))
    assert await asking.states() == []

    await asking.at(NIGHT)

    [ask] = await asking.asked()
    assert ask.signal is not None
    assert ask.signal.kind == "survey_answer"
    [said] = await asking.said(AsksConsidered)
    assert (said.eligible, said.asked, said.withheld) == (1, 1, {})


async def test_another_ask_takes_a_check_in_with_a_good_word(asking: Asking) -> None:
    """R-ASK-05: a score that was asked about once does not do for a second ask."""
    await asking.begin(min_days=10, value_per_ask=0)
    await asking.tell(asking.scored(9, answered_at=MONDAY - timedelta(days=20)))
    await asking.at(NIGHT)
    assert len(await asking.asked()) == 1
    await asking.later(days=11)
    await asking.tell(asking.valued())

    await asking.later(days=1)
    assert (await asking.at_night())[-1] == ["check_in_first"]
    assert len(await asking.asked()) == 1
    await asking.later(days=20)
    await asking.tell(asking.checked_in())
    await asking.later(hours=2)

    assert len(await asking.asked()) == 2


async def test_a_night_takes_the_same_statements_for_one_client_and_for_many(
    asking: Asking,
) -> None:
    await asking.begin()
    with counting(asking.world) as one:
        await asking.at(NIGHT)
    people = [asking.world.person(ids.new(), roles=("client",)) for _ in range(60)]
    await asking.world.tell(*people)
    with counting(asking.world) as many:
        await asking.at(NIGHT + timedelta(days=1))

    assert len(many) == len(one)
    assert [said.considered for said in await asking.said(AsksConsidered)] == [1, 61]


async def test_a_night_of_many_clients_is_considered_in_pages(asking: Asking) -> None:
    await asking.begin()
    people = [asking.world.person(ids.new(), roles=("client",)) for _ in range(401)]
    await asking.world.tell(*people)

    await asking.at(NIGHT)

    [said] = await asking.said(AsksConsidered)
    assert said.considered == 402
    assert said.withheld["not_promoter"] == 402


async def test_reports_take_the_same_statements_for_one_and_for_fifty(asking: Asking) -> None:
    await asking.begin()
    people = [ids.new() for _ in range(50)]
    await asking.world.tell(*(asking.world.person(one, roles=("client",)) for one in people))
    with counting(asking.world) as one:
        await asking.world.tell(asking.review())
    with counting(asking.world) as many:
        await asking.world.tell(*(asking.review(person_id=each) for each in people))

    assert len(many) == len(one) <= 25


async def test_looking_at_windows_takes_the_same_statements_for_one_and_for_fifty(
    asking: Asking,
) -> None:
    await asking.begin()
    people = [ids.new() for _ in range(50)]
    await asking.world.tell(*(asking.world.person(one, roles=("client",)) for one in people))
    await asking.world.tell(asking.review())
    with counting(asking.world) as one:
        await asking.later(hours=2)
    await asking.world.tell(*(asking.review(person_id=each) for each in people))
    with counting(asking.world) as many:
        await asking.later(hours=2)

    assert len(many) <= len(one)
    assert len(await asking.withheld()) == 50


async def test_a_check_in_is_due_four_months_after_a_delivery_and_overdue_after_six(
    asking: Asking,
) -> None:
    asking.now = datetime(2031, 8, 31, 15, 0, tzinfo=UTC)
    await asking.begin()
    rep = ids.new()
    await asking.change(rep_id=rep)
    await asking.tell(asking.world.person(rep, "Rita", roles=("rep",)), asking.delivered())
    await asking.at(datetime(2031, 12, 31, 8, 58, 0, tzinfo=UTC))
    assert await asking.said(CheckInDue) == []

    await asking.at(datetime(2031, 12, 31, 9, 0, 5, tzinfo=UTC))
    [due] = await asking.said(CheckInDue)
    assert (due.due_on, due.overdue, due.rep_id) == (date(2031, 12, 31), False, rep)
    [task] = await asking.said(TaskOpened)
    assert (task.kind, task.assignee_id) == ("check_in", rep)
    assert task.subjects == (ids.show("per", asking.world.ana),)
    assert task.due_at == datetime(2032, 2, 29, 9, 0, tzinfo=UTC)
    await asking.at(datetime(2032, 2, 29, 9, 0, 5, tzinfo=UTC))

    assert [one.overdue for one in await asking.said(CheckInDue)] == [False, True]
    await asking.later(days=40)
    assert len(await asking.said(CheckInDue)) == 2


async def test_a_check_in_puts_the_next_one_off(asking: Asking) -> None:
    await asking.begin()
    await asking.later(days=60)
    await asking.tell(asking.checked_in())

    await asking.later(days=100)

    assert await asking.said(CheckInDue) == []
    await asking.later(days=30)
    assert len(await asking.said(CheckInDue)) == 1
