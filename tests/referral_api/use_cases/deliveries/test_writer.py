"""One commit for all requests that come at the same time."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.referral_api.use_cases.deliveries.conftest import running

from goodword import ids
from goodword.database import Database
from goodword.errors import TransientError
from referral_api.use_cases.deliveries.writer import MAX_GROUP, DeliveryWriter


@pytest.fixture
async def writer(referral_db):
    made = DeliveryWriter(referral_db)
    async with running(made.run):
        yield made


async def kept(db, house, column="external_id"):
    async with db.begin([house.business_id]) as session:
        return sorted(await session.scalars(text(f"select {column} from delivery")))


async def test_requests_at_once_share_a_commit(writer, delivery, referral_db, house):
    asked = [writer.keep(delivery(f"d{number}")) for number in range(64)]

    assert await asyncio.gather(*asked) == [True] * 64
    transactions = set(await kept(referral_db, house, "xmin::text"))
    assert len(transactions) <= 2


async def test_the_answer_comes_after_the_commit(
    writer, delivery, referral_db, house, slow_commits
):
    assert await writer.keep(delivery("d1"))

    assert await kept(referral_db, house) == ["d1"]


async def test_duplicates_at_once_are_kept_once(writer, delivery, referral_db, house):
    answers = await asyncio.gather(*[writer.keep(delivery("same")) for _ in range(20)])

    assert sorted(answers) == [False] * 19 + [True]
    assert await kept(referral_db, house) == ["same"]


async def test_duplicates_in_two_processes_at_once_are_kept_once(delivery, referral_db, house):
    writers = [DeliveryWriter(referral_db) for _ in range(2)]
    async with running(writers[0].run), running(writers[1].run):
        answers = await asyncio.gather(
            *[writer.keep(delivery(f"d{n}")) for n in range(20) for writer in writers]
        )

    assert sum(answers) == 20
    assert len(await kept(referral_db, house)) == 20


async def test_one_that_is_wrong_does_not_cost_the_others(writer, delivery, referral_db, house):
    wrong = delivery("wrong", connection=ids.new())
    asked = [writer.keep(delivery(f"d{number}")) for number in range(5)]
    asked.insert(2, writer.keep(wrong))

    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert isinstance(answers.pop(2), IntegrityError)
    assert answers == [True] * 5
    assert await kept(referral_db, house) == [f"d{number}" for number in range(5)]


async def test_a_request_that_goes_away_does_not_cost_the_others(
    writer, delivery, referral_db, house, held_commits
):
    asked = [asyncio.create_task(writer.keep(delivery(f"d{number}"))) for number in range(3)]
    await held_commits.until_waited_for()

    asked[1].cancel()
    await held_commits.let_go()
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert answers[0] is answers[2] is True
    assert isinstance(answers[1], asyncio.CancelledError)
    assert await kept(referral_db, house) == ["d0", "d1", "d2"]


async def test_too_many_at_once_are_asked_to_come_back(delivery, referral_db, held_commits):
    writer = DeliveryWriter(referral_db, max_waiting=2)
    async with running(writer.run):
        first = asyncio.create_task(writer.keep(delivery("d0")))
        await held_commits.until_waited_for()
        waiting = [asyncio.create_task(writer.keep(delivery(f"d{n}"))) for n in (1, 2)]
        await asyncio.sleep(0)

        with pytest.raises(TransientError) as refused:
            await writer.keep(delivery("d3"))

        assert refused.value.retry_after_s
        await held_commits.let_go()
        assert await asyncio.gather(first, *waiting) == [True] * 3


async def test_a_group_is_bounded(writer, delivery, referral_db, house, slow_commits):
    asked = [writer.keep(delivery(f"d{number}")) for number in range(3)]
    bulky = [writer.keep(delivery(f"b{number}", bytes(5 << 20))) for number in range(5)]

    await asyncio.gather(*asked, *bulky)

    assert len(set(await kept(referral_db, house, "xmin::text"))) > 1
    assert MAX_GROUP >= 64


async def test_what_waits_is_written_before_it_stops(delivery, referral_db, house, slow_commits):
    writer = DeliveryWriter(referral_db)
    async with running(writer.run):
        asked = [asyncio.create_task(writer.keep(delivery(f"d{n}"))) for n in range(3)]
        await asyncio.sleep(0.05)

    assert await asyncio.gather(*asked) == [True] * 3
    assert await kept(referral_db, house) == ["d0", "d1", "d2"]


async def test_nothing_is_taken_before_it_runs_and_after_it_stopped(delivery, referral_db):
    writer = DeliveryWriter(referral_db)

    with pytest.raises(TransientError):
        await writer.keep(delivery("early"))
    async with running(writer.run):
        pass
    with pytest.raises(TransientError):
        await writer.keep(delivery("late"))


async def test_whoever_waits_when_it_is_killed_is_told(delivery, referral_db, held_commits):
    writer = DeliveryWriter(referral_db)
    async with running(writer.run) as task:
        asked = [asyncio.create_task(writer.keep(delivery(f"d{n}"))) for n in range(3)]
        await held_commits.until_waited_for()
        late = asyncio.create_task(writer.keep(delivery("late")))
        await asyncio.sleep(0)

        task.cancel()
        answers = await asyncio.gather(*asked, late, return_exceptions=True)

    assert [type(each) for each in answers] == [TransientError] * 4


@pytest.mark.parametrize("turns", range(6))
async def test_killed_just_as_a_request_is_taken_it_tells_it(delivery, referral_db, turns):
    """The trap: what was taken out of the queue, and not yet into a group, was never answered."""
    writer = DeliveryWriter(referral_db)
    async with running(writer.run) as task:
        asked = asyncio.create_task(writer.keep(delivery("d1")))
        for _ in range(turns):
            await asyncio.sleep(0)

        task.cancel()
        async with asyncio.timeout(5):
            [answer] = await asyncio.gather(asked, return_exceptions=True)

    assert isinstance(answer, TransientError)


async def test_a_database_that_is_away_is_no_loss(delivery):
    away = Database(
        "postgresql://nobody@127.0.0.1:1/none", service="referral-api", schema="referral"
    )
    writer = DeliveryWriter(away)
    async with running(writer.run):
        answers = await asyncio.gather(
            *[writer.keep(delivery(f"d{n}")) for n in range(3)], return_exceptions=True
        )

    assert [type(each) for each in answers] == [TransientError] * 3
    await away.close()
