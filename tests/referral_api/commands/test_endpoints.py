"""`goodword endpoints …`: made, tried, looked at and replayed, each noted for the audit."""

import asyncio

import pytest
from cryptography.fernet import Fernet
from tests.referral_api.commands.conftest import SECRET_KEY
from tests.referral_api.receiver import a_receiver
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.errors import GoodwordError, RejectedError
from goodword.events import RewardEarned
from goodword.outbound import open_client
from goodword.seal import Sealer
from goodword.testing.events import deliver
from goodword.testing.jobs import run_due
from referral_api.main import HANDLERS, sending_kinds
from referral_api.use_cases.endpoints.sending import Meters, Sending


@pytest.fixture
async def receiver():
    async with a_receiver() as made:
        yield made


@pytest.fixture
def private(monkeypatch):
    monkeypatch.setenv("GOODWORD_PRIVATE_ENDPOINTS", "true")


@pytest.fixture
async def send(referral_db, watch):
    """Sends what is due, as the running service does."""
    async with open_client(private=True) as http:
        sealer = Sealer([Fernet.generate_key().decode(), SECRET_KEY])
        kinds = sending_kinds(Sending(referral_db, sealer, http, Meters(watch.registry)))
        yield lambda: run_due(referral_db, kinds)


async def test_an_endpoint_lives_from_its_secret_to_its_end(
    private, receiver, house, ask, give, send, audited, referral_db
):
    made = await give("endpoints", "create", receiver.url, "Warehouse")
    endpoint, secret = made[0].removeprefix("id "), made[1].removeprefix("secret ")
    receiver.will_answer(500, 204)
    earned = told_reward(house, RewardEarned, 1)
    [happened] = await deliver(referral_db, HANDLERS, [Said(earned, 1)])
    event = ids.show("evt", happened.id)

    await send()
    dispatches = await ask("endpoints", "dispatches", endpoint, "--status", "pending")
    replayed = await give("endpoints", "replay", endpoint, "--event", event)
    await send()
    attempts = await ask("endpoints", "attempts", endpoint)

    assert [told.read(secret)["type"] for told in receiver.told] == ["reward_earned"] * 2
    assert [(each["event_id"], each["attempts"]) for each in dispatches] == [(event, 1)]
    assert replayed == ["sent again: 1"]
    assert [each["status_code"] for each in attempts] == [204, 500]

    rotated = await give("endpoints", "rotate-secret", endpoint)
    assert rotated[0].startswith("secret whsec_")
    assert rotated[0] != f"secret {secret}"
    assert await give("endpoints", "disable", endpoint) == [f"{endpoint} is disabled"]
    with pytest.raises(RejectedError, match="disabled"):
        await give("endpoints", "replay", endpoint, "--since", "2026-01-01T00:00:00Z")
    assert await give("endpoints", "enable", endpoint) == [f"{endpoint} is active"]
    assert [each["id"] for each in await ask("endpoints", "list")] == [endpoint]
    assert await give("endpoints", "delete", endpoint) == [f"{endpoint} is deleted"]
    assert await ask("endpoints", "list") == []
    verbs = ("create", "replay", "rotate-secret", "disable", "enable", "delete")
    assert await audited() == [(f"goodword endpoints {verb}", endpoint) for verb in verbs]


async def test_a_test_waits_for_what_the_running_service_makes_of_it(
    private, receiver, ask, give, send
):
    endpoint = (await give("endpoints", "create", receiver.url, "Warehouse"))[0].split()[1]
    waiting = asyncio.create_task(ask("endpoints", "test", endpoint))

    async with asyncio.timeout(60):
        while not receiver.told:
            await send()
    told = await asyncio.wait_for(waiting, 60)

    assert (told["status"], told["type"], told["attempts"]) == ("delivered", "endpoint_tested", 1)


async def test_a_mistake_is_told_by_its_option(give):
    with pytest.raises(RejectedError, match="https"):
        await give("endpoints", "create", "http://hooks.example.com/", "Warehouse")
    with pytest.raises(RejectedError, match="sale_closed"):
        types = ("--event-type", "sale-closed")
        await give("endpoints", "create", "https://hooks.example.com/", "Warehouse", *types)
    with pytest.raises(GoodwordError, match="either event_id or since"):
        await give("endpoints", "replay", ids.show("wep", ids.new()))
    with pytest.raises(GoodwordError, match="since"):
        await give("endpoints", "replay", ids.show("wep", ids.new()), "--since", "yesterday")
