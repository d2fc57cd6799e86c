"""Somebody is erased: their copy is empty, what is owed to them is taken back, and what was sent to
providers goes once its end is known."""

from uuid import UUID

import pytest
from tests.rewards_worker.use_cases.payouts import ONE, approved, impatient, open_and_die, opened
from tests.rewards_worker.world import World

from goodword import ids
from goodword.bus import Said, say
from goodword.bus.delivery import Deliverer
from goodword.bus.retrying import Retrier
from goodword.events import PersonErased
from goodword.testing.events import pump
from goodword.testing.jobs import move_clock, run_due
from rewards_worker.db.payouts.payouts import payout_by_id
from rewards_worker.main import HANDLERS, job_kinds
from rewards_worker.ports import Rejected
from rewards_worker.use_cases.payouts.close_payout import close_payout
from rewards_worker.use_cases.payouts.forget_requests import forget_requests


def erased(world: World, person_id: UUID) -> Said:
    version = world._next(person_id)
    event = PersonErased(business_id=world.business_id, person_id=person_id, version=version)
    return Said(event, version)


async def requests_of(world: World) -> list[bytes]:
    return [row["request"] for row in await world.rows("select request from payout order by id")]


async def test_the_copy_keeps_only_that_they_are_erased(world: World):
    await world.begin()

    await world.tell(erased(world, world.ana))

    rows = {row["person_id"]: row for row in await world.rows("select * from person")}
    kept = {name: value for name, value in rows[world.ana].items() if value is not None}
    assert kept == {
        "business_id": world.business_id,
        "person_id": world.ana,
        "version": 2,
        "accepts": "nothing",
        "erased": True,
    }
    assert rows[world.ben]["name"] == "Ben"


async def test_an_older_change_that_comes_late_brings_nothing_back(world: World):
    await world.tell(world.person(world.ana, "Ana"))
    late = world.person(world.ana, "Ana")

    await world.tell(erased(world, world.ana))
    await world.tell(late)

    [row] = await world.rows("select * from person")
    assert (row["name"], row["email"], row["erased"]) == (None, None, True)


async def test_what_is_owed_to_them_is_revoked_and_the_others_is_not(world: World):
    await world.begin()
    await world.tell(world.sale("100.00"))

    await world.tell(erased(world, world.ana))

    assert await world.states() == {"referrer": "revoked", "friend": "pending"}
    last = (await world.snapshots())[-1]
    assert (last.name, last.rule, last.reason) == ("reward-revoked", "referrer", "erased")
    assert await world.balances(world.ana) == {}
    await world.check()


@pytest.mark.parametrize("state", ["approved", "needs_action", "in_review", "failed", "returned"])
async def test_it_is_revoked_from_every_state_in_which_nothing_is_out(world: World, state: str):
    await approved(world)
    await world.execute("update reward set state = $1", state)

    await world.tell(erased(world, world.ana))

    [row] = await world.rows("select state, reason from reward")
    assert tuple(row) == ("revoked", "erased")


async def test_what_was_issued_stays_and_its_request_goes(world: World):
    await approved(world)
    await world.run_jobs()
    assert await world.states() == {"referrer": "issued"}
    [request] = await requests_of(world)
    assert b"ana@example.com" in request

    await world.tell(erased(world, world.ana))

    assert await world.states() == {"referrer": "issued"}
    assert await requests_of(world) == [b""]
    assert [row["detail"] for row in await world.rows("select detail from payout_attempt")] == [
        None
    ]
    await world.check()


async def test_a_request_stays_while_its_end_is_open_and_goes_within_an_hour_of_it(world: World):
    """The same bytes may have to go out again, and nobody may be paid twice."""
    await approved(world)
    payout = await open_and_die(world)

    await world.tell(erased(world, world.ana))

    assert b"ana@example.com" in (await requests_of(world))[0]
    assert await world.states() == {"referrer": "issuing"}
    await world.run_jobs(impatient(world))
    assert await world.states() == {"referrer": "issued"}
    assert b"ana@example.com" in (await requests_of(world))[0]
    await world.advance(days=0.05)
    await world.run_jobs()
    assert await requests_of(world) == [b""]
    assert payout["request"]
    left = await world.rows("select kind from job where state not in ('done', 'unknown')")
    assert [row["kind"] for row in left] == ["survey_payouts"]
    await world.check()


async def test_a_request_that_stays_open_is_looked_at_again_and_again(world: World):
    await approved(world)
    await opened(world)
    await world.tell(erased(world, world.ana))
    only = {"forget_person": job_kinds(world.desk)["forget_person"]}

    for _ in range(3):
        await move_clock(world.db, world.business_id, 3700)
        await run_due(world.db, only)

    looks = await world.rows("select dedupe_key, state from job where kind = 'forget_person'")
    shown = ids.show("per", world.ana)
    assert sorted((row["dedupe_key"], row["state"]) for row in looks) == [
        (f"forget:{shown}:1", "done"),
        (f"forget:{shown}:2", "done"),
        (f"forget:{shown}:3", "done"),
        (f"forget:{shown}:4", "ready"),
    ]


async def test_what_the_provider_refused_afterwards_is_revoked(world: World):
    await approved(world)
    job = await opened(world)
    await world.tell(erased(world, world.ana))
    payout_id = UUID(job.payload["payout_id"])
    refused = Rejected(final=True, code="unknown", reason="", http_status=400)
    async with world.db.begin([world.business_id]) as session:
        payout = await payout_by_id(session, world.business_id, payout_id)
        sealer = world.desk.sealer
        await close_payout(payout, refused, attempt=None, sealer=sealer, session=session)
    assert await world.states() == {"referrer": "failed"}

    await world.advance(days=0.05)
    await world.run_jobs()

    assert await world.states() == {"referrer": "revoked"}
    assert await requests_of(world) == [b""]
    await world.check()


async def test_money_that_may_be_out_is_left_to_a_person(world: World):
    await approved(world)
    await opened(world)
    await world.execute(
        "update payout set state = 'rejected', attention = 'late', attention_at = now()"
    )
    await world.execute("update reward set state = 'failed'")

    await world.tell(erased(world, world.ana))

    assert await world.states() == {"referrer": "failed"}
    assert b"ana@example.com" in (await requests_of(world))[0]


async def test_an_approved_reward_of_somebody_erased_meanwhile_is_never_opened(world: World):
    """Approved again in the moment of the erasure, and only its job comes afterwards."""
    await approved(world)
    await world.execute(
        "update person set erased = true, email = null where person_id = $1", world.ana
    )

    await world.run_jobs()

    [row] = await world.rows("select state, reason from reward")
    assert tuple(row) == ("revoked", "erased")
    assert await requests_of(world) == []


async def test_a_sale_that_waited_for_somebody_goes_on_without_them(world: World):
    await world.tell(world.business(), world.person(world.ben, "Ben"), world.program())
    sale = world.sale("100.00")
    async with world.db.begin([world.business_id]) as session:
        await say(session, [sale])
    await pump(world.db, HANDLERS)
    assert [row["state"] for row in await world.rows("select state from parked_event")] == [
        "waiting"
    ]

    await world.tell(erased(world, world.ana))
    await Retrier(world.db, Deliverer(HANDLERS)).retry()

    assert await world.rows("select 1 from parked_event") == []
    assert await world.states() == {"referrer": "denied", "friend": "pending"}


async def test_requests_are_forgotten_after_their_days_once_the_end_is_known(world: World):
    await approved(world, ONE, {**ONE, "rule": "second"})
    await world.run_jobs()
    first, second = await world.rows("select id from payout order by id")
    await world.execute("update payout set opened_at = now() - interval '401 days'")
    await world.execute("update payout set state = 'unknown' where id = $1", second["id"])

    assert await forget_requests(world.db, keep_days=402) == 0
    assert await forget_requests(world.db, keep_days=400) == 1

    left = await world.rows("select id from payout where request <> ''")
    assert [row["id"] for row in left] == [second["id"]]
    assert first["id"] != second["id"]
