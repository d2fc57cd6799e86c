"""What does not come through is sent again, and who cannot be reached is told nothing more."""

import asyncio

import pytest
from tests.referral_api.said import said
from tests.referral_api.use_cases.endpoints.conftest import shown_id

from goodword import ids
from goodword.events import TaskClosed, TaskOpened
from goodword.jobs.outside import Leases
from referral_api.domain.endpoints.attempt import RETRY_AFTER_S
from referral_api.main import sending_kinds
from referral_api.use_cases.endpoints.dispatch_events import SEND

LONG_AGO = "update webhook_endpoint set failing_since = now() - interval '6 days'"


async def test_what_fails_comes_again_under_its_id_with_a_new_signature(office, receiver, listen):
    endpoint = await listen()
    receiver.will_answer(500, 204)

    happened = await office.happens()
    await office.send()
    [waiting] = await office.dispatches(endpoint)
    failing = (await office.shown(endpoint))["failing_since"]
    await office.send_later()

    first, second = receiver.told
    assert first.id == second.id == shown_id(happened)
    assert first.body == second.body
    assert second.read(endpoint["secret"]) == first.read(endpoint["secret"])
    assert (waiting["status"], waiting["reason"], waiting["attempts"]) == ("pending", "status", 1)
    assert waiting["next_at"] is not None
    assert failing is not None
    [dispatch] = await office.dispatches(endpoint)
    assert (dispatch["status"], dispatch["reason"], dispatch["attempts"]) == ("delivered", None, 2)
    assert [each["status_code"] for each in await office.attempts(endpoint)] == [500, 204]
    assert (await office.shown(endpoint))["failing_since"] is None


async def test_its_job_waits_as_long_as_the_schedule_says(office, receiver, listen, referral_db):
    await listen()
    receiver.will_answer(500)
    await office.happens()
    waits = []

    for _ in range(3):
        await office.send_later()
        async with referral_db.begin([office.house.business_id]) as session:
            found = await session.connection()
            job = await found.exec_driver_sql(
                "select extract(epoch from run_at - now())::float8 as wait_s from job"
                " where state = 'ready' and kind = 'send_dispatch'"
            )
            waits.append(job.scalar_one())

    # The database's clock went on since it was reckoned.
    for least, wait in zip(RETRY_AFTER_S, waits, strict=False):
        assert least - 60 < wait <= least * 1.2


async def test_after_the_last_attempt_in_vain_it_has_failed(office, receiver, listen):
    endpoint = await listen()
    receiver.will_answer(503)

    await office.happens()
    for _ in range(len(RETRY_AFTER_S) + 3):
        await office.send_later()

    assert len(receiver.told) == len(RETRY_AFTER_S) + 1
    [dispatch] = await office.dispatches(endpoint)
    assert (dispatch["status"], dispatch["reason"], dispatch["next_at"]) == (
        "failed",
        "status",
        None,
    )


async def test_after_five_days_in_vain_it_is_disabled_and_somebody_is_asked_to_mend_it(
    house, office, receiver, listen, referral_db
):
    endpoint = await listen()
    receiver.will_answer(500)
    await office.happens()
    await office.happens()
    await office.send()
    await office.change(LONG_AGO)

    await office.send_later()
    told = len(receiver.told)
    await office.happens()
    await office.send_later()

    shown = await office.shown(endpoint)
    assert (shown["status"], shown["disabled_reason"]) == ("disabled", "failing")
    assert len(receiver.told) == told
    assert {each["status"] for each in await office.dispatches(endpoint)} == {"failed"}
    [task] = await said(referral_db, TaskOpened)
    assert (task.kind, task.subjects) == ("mend_endpoint", (endpoint["id"],))

    receiver.will_answer(204)
    active = await house.patch(f"/v1/webhook_endpoints/{endpoint['id']}", {"status": "active"})
    assert (active.json()["status"], active.json()["failing_since"]) == ("active", None)
    [closed] = await said(referral_db, TaskClosed)
    assert (closed.task_id, closed.outcome, closed.reason) == (task.task_id, "cancelled", "mended")


async def test_two_calls_at_once_disable_it_once_and_ask_once(
    office, receiver, listen, referral_db, watch, sending
):
    await listen()
    receiver.will_answer(410)
    receiver.lets_wait = asyncio.Event()
    await office.happens()
    await office.happens()
    outside = sending_kinds(sending)[SEND]
    both = await Leases(referral_db, watch).take(SEND, outside, 2)
    calls = [asyncio.create_task(outside.call(leased.job)) for leased in both]

    async with asyncio.timeout(60):
        while len(receiver.told) < 2:
            receiver.heard.clear()
            await receiver.heard.wait()
    receiver.lets_wait.set()
    await asyncio.gather(*calls)

    assert len(await said(referral_db, TaskOpened)) == 1


async def test_who_says_to_be_gone_is_told_nothing_more(office, receiver, listen, referral_db):
    endpoint = await listen()
    receiver.will_answer(410)

    await office.happens()
    await office.send()

    shown = await office.shown(endpoint)
    assert (shown["status"], shown["disabled_reason"]) == ("disabled", "gone")
    assert [each["status"] for each in await office.dispatches(endpoint)] == ["failed"]
    assert len(await said(referral_db, TaskOpened)) == 1


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("update webhook_endpoint set status = 'disabled'", "endpoint_disabled"),
        ("update webhook_endpoint set status = 'removed'", "endpoint_removed"),
        ("delete from event_feed", "event_forgotten"),
    ],
)
async def test_what_cannot_be_sent_any_more_has_failed_without_a_call(
    office, receiver, listen, before, reason, referral_db
):
    await listen()
    await office.happens()

    await office.change(before)
    await office.send()

    assert receiver.told == []
    async with referral_db.begin([office.house.business_id]) as session:
        connection = await session.connection()
        row = (await connection.exec_driver_sql("select status, reason from dispatch")).one()
    assert (row.status, row.reason) == ("failed", reason)


async def test_a_test_is_sent_once_to_a_disabled_endpoint_too_and_changes_nothing(
    house, office, receiver, listen
):
    endpoint = await listen(event_types=["sale_closed"])
    path = f"/v1/webhook_endpoints/{endpoint['id']}"
    await house.patch(path, {"status": "disabled"})
    receiver.will_answer(500)

    asked = await house.post(f"{path}/test")
    await office.send()
    await office.send_later()

    [told] = receiver.told
    assert told.read(endpoint["secret"])["type"] == "endpoint_tested"
    assert told.read(endpoint["secret"])["data"] == {"endpoint_id": endpoint["id"]}
    assert asked.status_code == 202
    [dispatch] = await office.dispatches(endpoint)
    assert dispatch["id"] == asked.json()["id"]
    assert (dispatch["test"], dispatch["status"], dispatch["reason"]) == (True, "failed", "status")
    shown = await office.shown(endpoint)
    assert (shown["status"], shown["failing_since"]) == ("disabled", None)
    assert told.id == ids.show("evt", ids.read("evt", dispatch["event_id"]))
