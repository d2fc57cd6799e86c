"""What is owed once somebody was named or introduced: a contact within an hour of work (R-SLA-02),
thanks within a day (R-THX-01), and a card at the end of the year (R-THX-02)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.notifier.introductions import BEN, REFERRAL, at, begin, made, said
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    PersonErased,
    ReferralContacted,
    ReferralCreated,
    ReferralLost,
    ReferralNamed,
    TaskClosed,
    TaskOpened,
)

MONDAY = datetime(2031, 6, 2, 10, tzinfo=UTC)
FRIDAY = datetime(2031, 6, 6, 16, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
RITA = ids.show("per", ids.new())
CONTACT, LATE, THANK, CARD = "contact_prospect", "late_contact", "thank_referrer", "yearly_card"


async def tasks(world: World, kind: str) -> list[TaskOpened]:
    return [one for one in await said(world, TaskOpened) if one.kind == kind]


async def ends(world: World, kind: str) -> list[tuple[str, str | None, str | None]]:
    """How tasks of a kind ended: outcome, reason and actor."""
    of_kind = {one.task_id for one in await tasks(world, kind)}
    closed = [one for one in await said(world, TaskClosed) if one.task_id in of_kind]
    return [(one.outcome, one.reason, one.actor) for one in closed]


def contacted(world: World, moment: datetime, seq: int = 4) -> Said:
    event = ReferralContacted(
        business_id=world.business_id,
        referral_id=REFERRAL,
        was="introduced",
        actor=RITA,
        contacted_at=moment,
    )
    return Said(event, seq)


async def introduced(world: World, moment: datetime) -> None:
    """Ana, whose rep is Rita, has introduced Ben."""
    await begin(world, moment)
    rita = ids.new()
    await world.tell(world.person(rita, "Rita"), world.person(world.ana, "Ana", rep_id=rita))
    await world.tell(made(world, moment))


@pytest.mark.parametrize(
    ("moment", "due"),
    [(MONDAY, MONDAY + HOUR), (FRIDAY, datetime(2031, 6, 9, 9, 30, tzinfo=UTC))],
)
async def test_r_sla_02_whoever_was_introduced_is_contacted_within_an_hour_of_work(
    world: World, moment: datetime, due: datetime
) -> None:
    await introduced(world, moment)
    await world.tell(made(world, moment))

    [task] = await tasks(world, CONTACT)
    [copy] = await world.rows("select rep_id from person where person_id = $1", world.ana)
    assert (task.due_at, task.assignee_id) == (due, copy["rep_id"])
    shown = ids.show("ref", REFERRAL), ids.show("per", BEN), ids.show("per", world.ana)
    assert task.subjects == shown


async def test_r_sla_02_a_late_contact_is_told_to_the_owner_and_after_a_day_to_the_business(
    world: World,
) -> None:
    await introduced(world, MONDAY)
    [task] = await tasks(world, CONTACT)

    await at(world, MONDAY + HOUR - timedelta(minutes=1))
    before = await tasks(world, LATE)
    await at(world, MONDAY + HOUR)
    owner = await tasks(world, LATE)
    await at(world, MONDAY + 24 * HOUR)
    both = await tasks(world, LATE)

    assert before == []
    assert [one.assignee_id for one in owner] == [task.assignee_id]
    assert [one.assignee_id for one in both] == [task.assignee_id, None]
    assert await ends(world, CONTACT) == [("overdue", None, None)]


async def test_r_sla_02_a_contact_in_time_ends_the_task_and_nobody_is_told(world: World) -> None:
    await introduced(world, MONDAY)

    await world.tell(contacted(world, MONDAY + HOUR / 2))
    await at(world, MONDAY + 24 * HOUR)

    assert await ends(world, CONTACT) == [("done", "contacted", RITA)]
    assert await tasks(world, LATE) == []


async def test_r_sla_02_a_contact_at_last_ends_all_that_asked_for_it(world: World) -> None:
    await introduced(world, MONDAY)
    await at(world, MONDAY + 24 * HOUR)

    await world.tell(contacted(world, MONDAY + 25 * HOUR))

    assert [one for one, *_ in await ends(world, CONTACT)] == ["overdue", "done"]
    assert [one for one, *_ in await ends(world, LATE)] == ["done", "done"]


async def test_r_sla_02_who_is_lost_needs_no_contact(world: World) -> None:
    await introduced(world, MONDAY)
    lost = ReferralLost(
        business_id=world.business_id,
        referral_id=REFERRAL,
        was="introduced",
        actor=RITA,
        lost_at=MONDAY,
    )

    await world.tell(Said(lost, 4))
    await at(world, MONDAY + 24 * HOUR)

    assert await ends(world, CONTACT) == [("cancelled", "referral_lost", None)]
    assert await tasks(world, LATE) == []


async def test_r_sla_02_an_introduction_of_which_more_was_heard_before_asks_for_nothing(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await world.tell(contacted(world, MONDAY + HOUR, seq=4))

    await world.tell(made(world, MONDAY, seq=3))

    assert await tasks(world, CONTACT) == []
    assert len(await tasks(world, THANK)) == 1


async def test_r_sla_02_nobody_is_alerted_about_who_was_erased(world: World) -> None:
    await introduced(world, MONDAY)

    await world.tell(Said(PersonErased(business_id=world.business_id, person_id=BEN, version=9), 9))
    await at(world, MONDAY + 24 * HOUR)

    assert await ends(world, CONTACT) == [("cancelled", "erased", None)]
    assert await tasks(world, LATE) == []


async def test_r_sla_02_a_prospect_still_waits_where_who_introduced_them_was_erased(
    world: World,
) -> None:
    await introduced(world, MONDAY)

    erased = PersonErased(business_id=world.business_id, person_id=world.ana, version=9)
    await world.tell(Said(erased, 9))
    await at(world, MONDAY + HOUR)

    assert len(await tasks(world, LATE)) == 1


def created(world: World, moment: datetime, seq: int = 1, **changes: Any) -> Said:
    given = {
        "business_id": world.business_id,
        "referral_id": REFERRAL,
        "referrer_id": world.ana,
        "prospect_id": BEN,
        "referral_class": "named_referral",
        "how": "named",
        "created_at": moment,
    }
    return Said(ReferralCreated(**given | changes), seq)


async def test_r_thx_01_whoever_names_somebody_is_to_be_thanked_within_a_day_and_once(
    world: World,
) -> None:
    await begin(world, MONDAY)

    await world.tell(created(world, MONDAY))
    await world.tell(made(world, MONDAY + HOUR))
    await world.tell(contacted(world, MONDAY + 2 * HOUR))

    [task] = await tasks(world, THANK)
    assert task.due_at == MONDAY + 24 * HOUR
    assert task.subjects == (ids.show("ref", REFERRAL), ids.show("per", world.ana))
    assert await ends(world, THANK) == []


async def test_r_thx_01_a_lead_is_thanked_for_once_its_prospect_may_be_named(world: World) -> None:
    await begin(world, MONDAY)
    await world.tell(created(world, MONDAY, referral_class="passive_lead", how="code"))
    lead = await tasks(world, THANK)
    named = ReferralNamed(
        business_id=world.business_id,
        referral_id=REFERRAL,
        referrer_id=world.ana,
        prospect_id=BEN,
        referral_class="named_referral",
        how="named",
        program_id=ids.new(),
        program_version=1,
        actor="operator",
        agreed_at=MONDAY + HOUR,
    )

    await world.tell(Said(named, 2))

    assert lead == []
    assert [one.due_at for one in await tasks(world, THANK)] == [MONDAY + 25 * HOUR]


async def test_r_thx_02_who_referred_somebody_in_a_year_gets_one_card_at_its_end(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await world.tell(created(world, MONDAY))
    await world.tell(created(world, MONDAY + HOUR, referral_id=ids.new()))

    await at(world, datetime(2031, 11, 15, 8, 59, tzinfo=UTC))
    before = await tasks(world, CARD)
    await at(world, datetime(2031, 11, 15, 9, tzinfo=UTC))
    first = await tasks(world, CARD)
    await world.tell(created(world, datetime(2031, 12, 20, tzinfo=UTC), referral_id=ids.new()))
    await at(world, datetime(2032, 11, 20, tzinfo=UTC))

    assert before == []
    assert [(one.due_at, one.subjects) for one in first] == [
        (datetime(2031, 12, 31, 23, 59, tzinfo=UTC), (ids.show("per", world.ana),))
    ]
    assert await tasks(world, CARD) == first


async def test_r_thx_02_who_refers_somebody_in_december_gets_the_card_at_once(world: World) -> None:
    december = datetime(2031, 12, 20, 12, tzinfo=UTC)
    await begin(world, december)

    await world.tell(created(world, december))
    await at(world, december)

    assert len(await tasks(world, CARD)) == 1


@pytest.mark.parametrize("why", ["erased", "the year is over"])
async def test_r_thx_02_who_was_erased_and_who_refers_in_a_past_year_gets_none(
    world: World, why: str
) -> None:
    await begin(world, MONDAY)
    if why == "erased":
        await world.tell(created(world, MONDAY))
        await world.tell(
            Said(PersonErased(business_id=world.business_id, person_id=world.ana, version=9), 9)
        )
    else:
        await world.tell(created(world, MONDAY - timedelta(days=365)))

    await at(world, datetime(2031, 11, 16, tzinfo=UTC))

    assert await tasks(world, CARD) == []
