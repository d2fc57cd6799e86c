"""What businesses set up at providers: applied, opened when something is paid, tried on request."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from tests.rewards_worker.use_cases.payouts import ONE
from tests.rewards_worker.world import World

from goodword import setups
from goodword.bus import Said
from goodword.errors import PermanentError
from goodword.events import SettingsChanged, SettingsChecked, SettingsTestRequested
from goodword.ids import new, show
from goodword.programs import GiftKind
from goodword.seal import Sealer
from goodword.setups.gifts import ProviderSetUp
from goodword.testing.events import events_of
from rewards_worker.ports import Means, OpenedFor
from rewards_worker.use_cases.payouts.desk import Desk

KIND = "provider-cards"


class CardsSetUp(ProviderSetUp):
    issues = frozenset({GiftKind.GIFT_CARD})
    by_default = issues

    token: SecretStr


@pytest.fixture
def desk(world: World, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """One that knows a provider with a secret, behind which is our sandbox."""
    monkeypatch.setitem(setups.SET_UPS, KIND, CardsSetUp)  # type: ignore[arg-type]

    def cards(opened: OpenedFor, means: Means) -> Any:
        assert isinstance(opened.form, CardsSetUp)
        provider = world.sandbox.provider(token=opened.form.token.get_secret_value())
        provider.name = "cards"  # type: ignore[misc]
        return provider

    world.desk = replace(world.desk, openers={"cards": cards})
    return world.desk


def settings(world: World, version: int, token: str = "TEST_cards", **more: Any) -> Said:
    sealed = world.desk.sealer.seal(orjson.dumps({"token": token}).decode())
    ordinary = {"kind": KIND, "body": {}, "sealed": sealed}
    changed = SettingsChanged(business_id=world.business_id, version=version, **ordinary | more)
    return Said(changed, version)


async def checks(world: World) -> list[tuple[int, bool, tuple[str, ...], bool]]:
    events = [one.event for one in await events_of(world.db)]
    return [
        (one.version, one.ok, one.errors, one.tested)
        for one in events
        if isinstance(one, SettingsChecked)
    ]


async def test_a_live_business_pays_through_what_it_has_set_up(world: World, desk: Desk):
    await world.begin(ONE, hold_days=0)
    await world.tell(world.business(mode="live"), settings(world, 1))
    await world.tell(world.sale())

    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    [payout] = await world.rows("select * from payout")
    assert payout["provider"] == "cards"
    assert len(await world.sandbox.orders()) == 1
    assert await checks(world) == [(1, True, (), False)]


@pytest.mark.parametrize("body", [{}, {"kinds": ["gift_card"]}], ids=["made for it", "named"])
async def test_a_test_business_never_pays_through_it(world: World, desk: Desk, body):
    await world.begin(ONE, hold_days=0)
    await world.tell(settings(world, 1, body=body))
    await world.tell(world.sale())

    await world.run_jobs()

    [payout] = await world.rows("select * from payout")
    assert payout["provider"] == "sandbox"


async def test_another_businesss_credentials_are_never_used(world: World, desk: Desk):
    other = replace(world, business_id=new(), program_id=new(), ana=new(), ben=new(), _versions={})
    await world.begin(ONE, hold_days=0)
    await world.tell(world.business(mode="live"), settings(world, 1))
    await other.begin(ONE, hold_days=0)
    await other.tell(other.business(mode="live"))
    await other.tell(other.sale())

    await world.run_jobs()

    assert await world.sandbox.orders() == []


async def test_what_is_older_changes_nothing(world: World, desk: Desk):
    await world.begin(ONE)
    await world.tell(settings(world, 2, body={"kinds": ["gift_card"]}))
    await world.tell(settings(world, 1))

    [row] = await world.rows("select * from set_up")

    assert (row["version"], orjson.loads(row["body"])) == (2, {"kinds": ["gift_card"]})
    assert await checks(world) == [(2, True, (), False)]


async def test_a_set_up_that_cannot_be_opened_is_told_and_pays_nobody(world: World, desk: Desk):
    await world.begin(ONE, hold_days=0)
    stranger = Sealer([Fernet.generate_key().decode()])
    await world.tell(
        world.business(mode="live"), settings(world, 1, sealed=stranger.seal('{"token": "x"}'))
    )
    await world.tell(world.sale())

    await world.run_jobs()

    [(version, ok, errors, _)] = await checks(world)
    assert (version, ok) == (1, False)
    assert "GOODWORD_SECRET_KEYS" in errors[0]
    assert (await world.snapshots())[-1].reason == "provider_unusable"


async def test_in_test_mode_a_set_up_that_cannot_be_opened_stops_nobody(world: World, desk: Desk):
    await world.begin(ONE, hold_days=0)
    stranger = Sealer([Fernet.generate_key().decode()])
    await world.tell(settings(world, 1, sealed=stranger.seal('{"token": "x"}')))
    await world.tell(world.sale())

    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}


async def test_refused_credentials_are_told_once_and_mended_ones_go_on(world: World, desk: Desk):
    await world.begin(ONE, hold_days=0)
    await world.tell(world.business(mode="live"), settings(world, 1, token="LIVE_wrong"))
    await world.tell(world.sale())
    for _ in range(2):
        with pytest.raises(AssertionError, match="again and again"):
            await world.run_jobs()
    assert world.desk.watch.health.ready

    await world.tell(settings(world, 2))
    await world.run_jobs()

    assert await world.states() == {"referrer": "issued"}
    assert len(await world.sandbox.orders()) == 1
    refused = "the provider refuses our credentials (401)"
    assert await checks(world) == [
        (1, True, (), False),
        (1, False, (refused,), False),
        (2, True, (), False),
    ]


async def test_a_payout_whose_set_up_is_taken_away_waits_for_it(world: World, desk: Desk):
    await world.begin(ONE, hold_days=0)
    await world.tell(world.business(mode="live"), settings(world, 1))
    await world.tell(world.sale())
    await world.sandbox.fault(kind="drop_after")
    with pytest.raises(PermanentError):
        async with world.db.begin([world.business_id]) as session:
            known = await desk.set_ups.of(session, [world.business_id])
        desk.open(world.business_id, "nobody", known[world.business_id])

    await world.tell(settings(world, 2, body=None, sealed=None))
    [row] = await world.rows("select * from set_up")

    assert (row["body"], row["sealed"]) == (None, None)


async def requested(world: World, version: int = 1) -> None:
    actor = show("key", new())
    asked = SettingsTestRequested(
        business_id=world.business_id, kind=KIND, version=version, actor=actor
    )
    await world.tell(Said(asked, 1))
    await world.run_jobs()


async def test_a_set_up_is_tried_on_request_and_makes_nothing(world: World, desk: Desk):
    await world.begin(ONE)
    await world.tell(settings(world, 1))
    await requested(world)
    await world.tell(settings(world, 2, token="LIVE_wrong"))
    await requested(world)

    assert await checks(world) == [
        (1, True, (), False),
        (1, True, (), True),
        (2, True, (), False),
        (2, False, ("the provider refuses our credentials (401)",), True),
    ]
    assert await world.sandbox.orders() == []


async def test_a_channels_settings_are_another_workers(world: World, desk: Desk):
    await world.begin(ONE)
    await world.tell(settings(world, 1, kind="channel-smtp"))

    assert await checks(world) == []
    assert await world.rows("select * from set_up") == []
