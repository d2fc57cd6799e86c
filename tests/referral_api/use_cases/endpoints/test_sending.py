"""What happens is sent to whoever listens: signed, under its id, once for each of them."""

import asyncio

import orjson
import pytest
from sqlalchemy import text
from standardwebhooks.webhooks import WebhookVerificationError
from tests.referral_api.use_cases.endpoints.conftest import shown_id

from goodword.errors import TransientError
from goodword.events import Envelope
from goodword.jobs.outside import Leases
from goodword.jobs.upkeep import Upkeep
from goodword.outbound import open_client
from referral_api.main import sending_kinds
from referral_api.use_cases.endpoints import post as posting
from referral_api.use_cases.endpoints.dispatch_events import SEND
from referral_api.use_cases.endpoints.sending import AT_ONCE_EACH, AT_ONCE_FAILING, Sending
from referral_api.use_cases.projections.feed_events import feed_events


async def test_a_fact_is_told_as_the_api_shows_it_and_signed_as_the_standard_says(
    house, office, receiver, listen
):
    endpoint = await listen()

    happened = await office.happens()
    await office.send()

    [told] = receiver.told
    event = (await house.get(f"/v1/events/{shown_id(happened)}")).json()
    assert told.read(endpoint["secret"]) == {
        "type": "reward_earned",
        "timestamp": event["created_at"],
        "data": event["data"],
    }
    assert (told.id, told.path) == (shown_id(happened), "/told")
    assert told.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        told.read("whsec_" + "A" * 43 + "=")
    [dispatch] = await office.dispatches(endpoint)
    assert (dispatch["status"], dispatch["attempts"], dispatch["next_at"]) == ("delivered", 1, None)
    [attempt] = await office.attempts(endpoint)
    assert (attempt["status_code"], attempt["failure"], attempt["answer"]) == (204, None, "")


async def test_however_often_an_event_comes_each_endpoint_is_told_once(
    house, office, receiver, listen, referral_db
):
    first, second = await listen(), await listen(name="Bookkeeping")
    happened = await office.happens()
    await office.send()

    for _ in range(2):
        async with referral_db.begin([house.business_id]) as session:
            await feed_events([happened, happened], session=session)
        await office.send()

    assert [told.id for told in receiver.told] == [shown_id(happened)] * 2
    for endpoint in (first, second):
        [dispatch] = await office.dispatches(endpoint)
        assert dispatch["event_id"] == shown_id(happened)


async def test_only_what_an_endpoint_wants_is_sent_to_it(office, receiver, listen):
    sales = await listen(event_types=["sale_closed"])
    rewards = await listen(event_types=["reward_earned", "sale_closed"])

    await office.happens()
    await office.send()

    assert len(receiver.told) == 1
    assert await office.dispatches(sales) == []
    assert len(await office.dispatches(rewards)) == 1


async def test_nobody_is_told_what_happens_in_another_house(office, receiver, listen, open_house):
    await listen()

    await office.happens(await open_house())
    await office.send()

    assert receiver.told == []


async def test_who_is_killed_after_sending_sends_again_the_same_under_the_same_id(
    office, receiver, listen, referral_db, watch, sending
):
    endpoint = await listen()
    await office.happens()
    receiver.lets_wait = asyncio.Event()
    kinds = sending_kinds(sending)
    [leased] = await Leases(referral_db, watch).take(SEND, kinds[SEND], 1)
    calling = asyncio.create_task(kinds[SEND].call(leased.job))
    await asyncio.wait_for(receiver.heard.wait(), 60)

    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)
    receiver.lets_wait.set()
    await office.change("update job set lease_until = now() - interval '1 second'")
    await Upkeep(referral_db, kinds, watch).reap()
    await office.send_later()

    first, again = receiver.told
    assert (first.id, first.body) == (again.id, again.body)
    [dispatch] = await office.dispatches(endpoint)
    assert (dispatch["status"], dispatch["attempts"]) == ("delivered", 1)


async def test_both_secrets_sign_until_the_old_one_has_run_out(house, office, receiver, listen):
    endpoint = await listen()
    path = f"/v1/webhook_endpoints/{endpoint['id']}/rotate_secret"
    old, new = endpoint["secret"], (await house.post(path)).json()["secret"]

    await office.happens()
    await office.send()
    await office.change("update webhook_endpoint set previous_until = now()")
    await office.happens()
    await office.send()

    during, after = receiver.told
    assert old != new
    assert during.read(old) == during.read(new)
    assert after.read(new)["type"] == "reward_earned"
    with pytest.raises(WebhookVerificationError):
        after.read(old)


async def test_a_redirect_is_not_followed(office, receiver, listen):
    endpoint = await listen()
    receiver.will_answer(307, headers=f"Location: {receiver.url}\r\n")

    await office.happens()
    await office.send()

    assert len(receiver.told) == 1
    [attempt] = await office.attempts(endpoint)
    assert (attempt["status_code"], attempt["failure"]) == (307, "redirect")


async def test_a_name_that_leads_into_our_network_is_not_called(office, receiver, listen):
    endpoint = await listen(url=receiver.url.replace("127.0.0.1", "localhost"))

    await office.happens()
    async with open_client(private=False) as http:
        outside = Sending(office.db, office.sending.sealer, http, office.sending.meters)
        await type(office)(office.house, office.db, outside).send()

    assert receiver.told == []
    [attempt] = await office.attempts(endpoint)
    assert (attempt["status_code"], attempt["failure"]) == (None, "private_address")
    [dispatch] = await office.dispatches(endpoint)
    assert (dispatch["status"], dispatch["reason"]) == ("pending", "private_address")


async def test_of_an_answer_the_beginning_is_kept_as_text(office, receiver, listen):
    endpoint = await listen()
    receiver.will_answer(500, body=b"no\x00\xff" + b"x" * 5000)

    await office.happens()
    await office.send()

    [attempt] = await office.attempts(endpoint)
    assert attempt["answer"] == "no\ufffd\ufffd" + "x" * (posting.KEPT_BYTES - 4)


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("http://127.0.0.1:1/", "unreachable"),
        ("http://" + "a" * 70 + ".example/", "unreachable"),
    ],
)
async def test_who_cannot_be_reached_is_an_attempt_in_vain(office, listen, url, failure):
    endpoint = await listen(url=url)

    await office.happens()
    await office.send()

    [attempt] = await office.attempts(endpoint)
    assert (attempt["status_code"], attempt["failure"]) == (None, failure)


async def test_who_does_not_answer_in_time_is_an_attempt_in_vain(
    office, receiver, listen, monkeypatch
):
    endpoint = await listen()
    receiver.lets_wait = asyncio.Event()
    monkeypatch.setattr(posting, "TIMEOUT_S", 0.05)

    await office.happens()
    await office.send()

    [attempt] = await office.attempts(endpoint)
    assert (attempt["status_code"], attempt["failure"]) == (None, "timeout")


async def test_one_endpoint_leaves_hands_for_others_and_one_that_fails_leaves_most(sending, house):
    endpoint = house.business_id

    def takes(turns: int, *, failing: bool) -> None:
        if turns:
            with sending.turn(endpoint, failing=failing):
                takes(turns - 1, failing=failing)

    takes(AT_ONCE_EACH, failing=False)
    takes(AT_ONCE_FAILING, failing=True)
    with pytest.raises(TransientError):
        takes(AT_ONCE_EACH + 1, failing=False)
    with pytest.raises(TransientError):
        takes(AT_ONCE_FAILING + 1, failing=True)
    takes(AT_ONCE_EACH, failing=False)


async def test_where_nobody_listens_an_event_costs_one_statement_more(
    house, office, statements, referral_db
):
    happened: Envelope = await office.happens()

    with statements() as executed:
        async with referral_db.begin([house.business_id]) as session:
            await feed_events([happened] * 50, session=session)

    asked = [each for each in executed if "webhook_endpoint" in each]
    assert len(asked) == 1
    assert not [each for each in executed if "insert into dispatch" in each]


async def test_what_is_secret_is_sent_to_nobody(house, office, listen, referral_db):
    endpoint = await listen()

    async with referral_db.begin([house.business_id]) as session:
        kept = (await session.execute(text("select secret from webhook_endpoint"))).scalar_one()

    listed = await house.get("/v1/webhook_endpoints")
    assert endpoint["secret"].startswith("whsec_")
    assert endpoint["secret"] not in kept
    assert "secret" not in orjson.dumps(listed.json()["data"]).decode()
