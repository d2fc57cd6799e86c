"""A good word opens a window, in which its client is asked once."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.notifier.asks.clients import MONDAY, OPEN, STORY, Asking, somebody_waits

from goodword import ids
from goodword.jobs import Job
from notifier.use_cases.asks.consider_asks import consider_asks

HOUR = timedelta(hours=1)
SOON = timedelta(seconds=5)
"""A moment that is surely past, although the database's clock goes on while a test runs."""


async def test_a_good_review_is_followed_by_one_ask_an_hour_later(asking: Asking) -> None:
    """R-ASK-04: nothing in its 59th minute, and then an ask."""
    await asking.begin()
    review = asking.review()
    await asking.tell(review)
    await asking.at(MONDAY + HOUR - timedelta(minutes=1))
    assert await asking.asked() == []

    await asking.at(MONDAY + HOUR + SOON)

    [ask] = await asking.asked()
    assert ask.signal is not None
    assert (ask.signal.kind, ask.signal.id) == ("review", review.event.subject)
    assert (ask.person_id, ask.wanted) == (asking.world.ana, "introduction")
    assert ask.template == "referral_ask"
    assert timedelta(0) <= ask.sent_at - asking.now < timedelta(minutes=1)
    assert await asking.withheld() == []
    assert STORY in await asking.letter()


async def test_an_ask_is_written_in_the_name_of_its_rep(asking: Asking) -> None:
    await asking.begin()
    rep = ids.new()
    await asking.tell(asking.world.person(rep, "Rita", roles=("rep",)))
    await asking.change(rep_id=rep)
    await asking.tell(asking.review())

    await asking.at(MONDAY + HOUR + SOON)

    [ask] = await asking.asked()
    assert ask.rep_id == rep
    letter = await asking.letter()
    assert "From      Rita Ruiz <hello@harbor.example>" in letter
    [token] = re.findall(r"https://api\.example/a/(\S+)", letter)
    assert asking.world.mailroom.signer.read("answer", token) == {
        "business": ids.show("biz", asking.world.business_id),
        "ask": ids.show("ask", ask.ask_id),
        "person": ids.show("per", asking.world.ana),
        "language": "en",
    }


async def test_however_often_a_review_arrives_it_is_followed_by_one_ask(asking: Asking) -> None:
    await asking.begin()
    review = asking.review()
    for _ in range(3):
        await asking.tell(review)
    await asking.at(MONDAY + HOUR + SOON)
    for version in (2, 3):
        await asking.tell(asking.review(**_same(review), version=version))
    await asking.at(MONDAY + 49 * HOUR)

    assert len(await asking.asked()) == 1
    assert await asking.states() == ["sent"]
    assert await asking.withheld() == []


async def test_a_second_signal_joins_the_window_that_is_open(asking: Asking) -> None:
    await asking.begin()
    await asking.tell(asking.review(), asking.scored(10))
    await asking.later(minutes=30)
    await asking.tell(asking.review(), asking.checked_in())

    await asking.later(hours=47)

    assert len(await asking.asked()) == 1
    assert await asking.states() == ["sent"]


async def test_two_signals_at_once_open_one_window(asking: Asking) -> None:
    await asking.begin()

    await asyncio.gather(*(asking.world.tell(asking.review()) for _ in range(4)))
    assert await asking.states() == ["open"]
    await asking.at(MONDAY + HOUR + SOON)
    await asking.at(MONDAY + 49 * HOUR)

    assert len(await asking.asked()) == 1
    assert await asking.states() == ["sent"]


async def test_two_runners_that_look_at_a_window_at_once_send_one_ask(asking: Asking) -> None:
    await asking.begin()
    await asking.tell(asking.review())
    await asking.world.execute("update ask set opens_at = opens_at - interval '2 h'")
    await asking.world.tell(asking.valued(), asking.world.person(asking.world.ana, **asking.ana))
    await asking.world.execute("update job set run_at = now() where kind = 'consider_ask'")

    await asyncio.gather(*(asking.run() for _ in range(3)))

    assert len(await asking.asked()) == 1


async def test_whoever_looks_second_sees_what_the_first_decided(asking: Asking) -> None:
    """The second one begins before the first has committed, and waits for it."""
    await asking.begin()
    await asking.tell(asking.review(), asking.complained(ids.new()))
    await asking.world.execute("update ask set opens_at = opens_at - interval '2 h'")
    [row] = await asking.world.rows("select id from ask")
    job = _job(asking, row["id"])
    hasher = asking.world.mailroom.hasher

    async def look() -> None:
        async with asking.world.db.begin([job.business_id]) as session:
            await consider_asks([job], hasher=hasher, session=session)

    async with asking.world.db.begin([job.business_id]) as first:
        await consider_asks([job], hasher=hasher, session=first)
        second = asyncio.create_task(look())
        await somebody_waits(asking)
    await second

    assert len(await asking.withheld()) == 1


async def test_a_bad_edit_closes_the_window_for_good(asking: Asking) -> None:
    await asking.begin()
    review = asking.review()
    await asking.tell(review)
    await asking.later(minutes=20)

    await asking.tell(asking.review(2, **_same(review), version=2))

    assert await asking.why() == (["signal_withdrawn", "not_promoter"], True)
    assert await asking.states() == ["withheld"]
    await asking.later(hours=47)
    assert await asking.asked() == []
    assert len(await asking.withheld()) == 1


async def test_a_review_that_is_taken_back_closes_its_window(asking: Asking) -> None:
    await asking.begin()
    review = asking.review()
    await asking.tell(review)

    await asking.tell(asking.review(**_same(review), version=2, withdrawn=True))
    await asking.later(hours=2)

    assert (await asking.why())[0][0] == "signal_withdrawn"
    assert await asking.asked() == []


async def test_an_older_version_that_comes_late_changes_nothing(asking: Asking) -> None:
    await asking.begin()
    review = asking.review()
    await asking.tell(asking.review(1, **_same(review), version=2))

    await asking.tell(review)
    await asking.later(hours=2)

    assert await asking.states() == []
    assert await asking.asked() == []


async def test_what_said_no_is_said_once_until_it_changes(asking: Asking) -> None:
    """R-ASK-06: every reason, again when they changed, and at last for good."""
    await asking.begin()
    complaint = ids.new()
    await asking.tell(asking.review(), asking.complained(complaint))
    await asking.later(hours=1, seconds=5)
    assert await asking.why() == (["open_issue"], False)
    await asking.tell(asking.valued())
    assert len(await asking.withheld()) == 1
    await asking.change(do_not_ask=True)
    assert await asking.why() == (["open_issue", "do_not_ask"], False)

    await asking.at(MONDAY + 48 * HOUR + SOON)

    assert await asking.why() == (["open_issue", "do_not_ask"], True)
    assert len(await asking.withheld()) == 3
    first = (await asking.withheld())[0].reasons[0]
    assert (first.actual, first.required) == ("complaint", "resolved")


async def test_a_new_fact_lets_the_gate_run_again(asking: Asking) -> None:
    await asking.begin()
    complaint = ids.new()
    await asking.tell(asking.scored(9), asking.complained(complaint))
    await asking.later(hours=3)

    await asking.tell(asking.resolved(complaint))
    assert await asking.why() == (["not_promoter"], False)
    await asking.later(minutes=1)
    await asking.tell(asking.scored(10))

    assert len(await asking.asked()) == 1


@pytest.mark.parametrize(
    ("after", "asked"), [(48 * HOUR - timedelta(minutes=2), 1), (48 * HOUR, 0)]
)
async def test_a_window_is_open_for_48_hours(asking: Asking, after: timedelta, asked: int) -> None:
    await asking.begin()
    await asking.change(story=None)
    await asking.tell(asking.review())
    await asking.at(MONDAY + after)

    await asking.change(story=STORY)

    assert len(await asking.asked()) == asked
    assert await asking.states() == (["sent"] if asked else ["withheld"])


async def test_a_review_of_long_ago_opens_no_window(asking: Asking) -> None:
    await asking.begin()

    await asking.tell(asking.review(written_at=MONDAY - 48 * HOUR))

    assert await asking.states() == []


HOURS = {"opens": "08:00", "closes": "20:00"}


async def test_an_ask_waits_for_the_readers_morning(asking: Asking) -> None:
    """R-MSG-06: at 19:30 in Berlin, the gate would run at 20:30; so at 8 the next morning."""
    asking.now = datetime(2031, 6, 2, 17, 30, tzinfo=UTC)
    await asking.begin(hours=HOURS)
    await asking.change(time_zone="Europe/Berlin")
    await asking.tell(asking.review())
    await asking.at(datetime(2031, 6, 3, 5, 58, 0, tzinfo=UTC))
    assert await asking.asked() == []
    assert await asking.states() == ["open"]

    await asking.at(datetime(2031, 6, 3, 6, 0, 5, tzinfo=UTC))

    assert len(await asking.asked()) == 1


async def test_the_morning_is_that_of_the_day_on_which_clocks_change(asking: Asking) -> None:
    """In Berlin, 26 October 2031 has 25 hours: 8 o'clock is 7 in UTC, and was 6 the day before."""
    asking.now = datetime(2031, 10, 25, 18, 30, tzinfo=UTC)
    await asking.begin(hours=HOURS)
    await asking.change(time_zone="Europe/Berlin")
    await asking.tell(asking.review())
    await asking.at(datetime(2031, 10, 26, 6, 58, 0, tzinfo=UTC))
    assert await asking.asked() == []

    await asking.at(datetime(2031, 10, 26, 7, 0, 5, tzinfo=UTC))

    assert len(await asking.asked()) == 1


async def test_a_window_that_ends_before_the_morning_ends_without_an_ask(asking: Asking) -> None:
    asking.now = datetime(2031, 6, 2, 21, 0, tzinfo=UTC)
    await asking.begin(hours=HOURS, window_hours=6)
    await asking.tell(asking.review())

    await asking.later(hours=2)
    assert await asking.why() == (["outside_hours"], False)
    await asking.later(hours=4, seconds=5)

    assert await asking.asked() == []
    assert await asking.why() == (["outside_hours"], True)


async def test_an_ask_that_waits_for_the_morning_says_so_and_moves_with_the_hours(
    asking: Asking,
) -> None:
    asking.now = datetime(2031, 6, 2, 21, 0, tzinfo=UTC)
    await asking.begin(hours=HOURS)
    await asking.tell(asking.review())
    await asking.later(hours=2)
    for _ in range(2):
        await asking.change()
    waiting, asked = await asking.why(), await asking.asked()

    asking.business["parameters"]["mail_hours"] = OPEN
    await asking.later(minutes=1)

    assert (waiting, asked) == ((["outside_hours"], False), [])
    assert len(await asking.withheld()) == 1
    assert len(await asking.asked()) == 1


async def test_a_request_is_decided_by_the_gate(asking: Asking) -> None:
    """Whoever asks by hand is told every reason that says no; nothing overrules an objection."""
    await asking.begin()
    await asking.change(do_not_ask=True)
    request = asking.requested()
    await asking.tell(request)

    [said] = await asking.withheld()
    assert said.ask_id == request.event.ask_id
    assert [reason.code for reason in said.reasons] == ["not_promoter", "do_not_ask"]
    assert said.signal is not None
    assert said.signal.kind == "requested"
    assert await asking.asked() == []


async def test_a_request_is_sent_at_once_where_nothing_says_no(asking: Asking) -> None:
    await asking.begin()
    await asking.tell(asking.scored(10, answered_at=MONDAY - timedelta(days=5)))
    request = asking.requested(wanted="name")

    await asking.tell(request)

    [ask] = await asking.asked()
    assert (ask.ask_id, ask.wanted) == (request.event.ask_id, "name")


async def test_a_request_opens_no_second_window(asking: Asking) -> None:
    await asking.begin()
    await asking.tell(asking.review())
    request = asking.requested()

    await asking.tell(request)

    assert await asking.why() == (["window_open"], True)
    assert (await asking.withheld())[0].ask_id == request.event.ask_id
    await asking.later(hours=2)
    assert len(await asking.asked()) == 1


async def test_a_review_waits_for_its_person_to_be_known(asking: Asking) -> None:
    await asking.begin()
    unknown = ids.new()

    await asking.tell(asking.review(person_id=unknown))

    assert await asking.world.waits() == [f"person:{ids.show('per', unknown)}"]
    assert await asking.states() == []


def _job(asking: Asking, ask_id: UUID) -> Job:
    payload = {"ask_id": ids.show("ask", ask_id)}
    return Job(
        id=ids.new(),
        business_id=asking.world.business_id,
        kind="consider_ask",
        dedupe_key="test",
        payload=payload,
        attempts=1,
        max_attempts=10,
        run_at=asking.now,
    )


def _same(review: Any) -> dict[str, Any]:
    return {"review_id": review.event.review_id, "written_at": review.event.written_at}
