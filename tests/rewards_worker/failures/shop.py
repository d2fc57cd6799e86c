"""What the failure cases are told of: a business, its money at Tremendous, and what came of it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from tests.rewards_worker.use_cases.payouts import ONE
from tests.rewards_worker.world import World, a_desk

from goodword.bus import Said
from goodword.events import ProviderReported, SettingsChanged, TaskClosed, TaskOpened
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds
from rewards_worker.providers import PROVIDERS
from rewards_worker.providers.change.opening import ChangeOpener
from rewards_worker.providers.tremendous.opening import TremendousOpener
from rewards_worker.use_cases.following.begin_surveys import begin_surveys
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.payouts.timers import HAND_OVER, SURVEY
from rewards_worker.use_cases.rewards.timers import OPEN_PAYOUT, RELEASE

TOKEN = "TEST_tremendous"
PRODUCTS = {"gift_card": ["OKMHM2X2OHYV"]}


@dataclass
class Shop:
    """A business of which Ana earns $50 with each sale of $100."""

    world: World
    reports: int = 0
    has_begun: bool = False

    async def owe(self, *rules: dict[str, Any]) -> None:
        """One more sale, whose rewards are due at once."""
        world = self.world
        if not self.has_begun:
            self.has_begun = True
            await world.begin(*(rules or [ONE]), hold_days=0)
        await world.tell(world.sale("100.00"))

    async def work(self, desk: Desk | None = None) -> None:
        """A worker does what is due, each try once."""
        await run_due(self.world.db, job_kinds(desk or self.world.desk))

    async def send(self) -> None:
        """A worker sends what is due, and is gone before anybody looks for lost answers."""
        kinds = job_kinds(self.world.desk)
        sending = (RELEASE, OPEN_PAYOUT, HAND_OVER)
        await run_due(self.world.db, {kind: kinds[kind] for kind in sending})

    async def opened(self) -> Any:
        """The payout of what is due, which nobody has sent yet."""
        kinds = job_kinds(self.world.desk)
        await run_due(self.world.db, {kind: kinds[kind] for kind in (RELEASE, OPEN_PAYOUT)})
        return await self.payout()

    async def again(self) -> None:
        """Time passes: another worker, which knows nothing of the first, tries what is open."""
        await self.world.execute(
            "update job set run_at = now() where state = 'ready' and kind <> $1", SURVEY
        )
        self.world.desk = new_desk(self.world, lost_after=timedelta(0))
        await self.work()

    async def survey(self) -> None:
        """Everything is asked about, as it is each day."""
        assert await begin_surveys(self.world.db, business_id=self.world.business_id) == 1
        await self.work()
        await self.world.execute(
            "update job set run_at = now() where state = 'ready' and kind = 'reread_payout'"
        )
        await self.work()

    async def call_back(
        self, object_id: str, business_id: UUID | None = None, **undelivered: Any
    ) -> None:
        """Tremendous says that something happened to one of its objects."""
        self.reports += 1
        told = ProviderReported(
            business_id=business_id or self.world.business_id,
            provider="tremendous",
            object_ids=(object_id,),
            **undelivered,
        )
        await self.world.tell(Said(told, self.reports))
        await self.work()

    async def payouts(self) -> list[Any]:
        return await self.world.rows("select * from payout order by opened_at, id")

    async def payout(self) -> Any:
        [payout] = await self.payouts()
        return payout

    async def states(self) -> list[str]:
        """Of all rewards."""
        rows = await self.world.rows("select state from reward order by earned_at, id")
        return [row["state"] for row in rows]

    async def attempts(self) -> int:
        """How often an order was sent."""
        return len(await self.world.rows("select 1 from payout_attempt"))

    async def tasks(self) -> list[str]:
        """What was asked of people and how it ended, in order: `settle_payout`, `cancelled`."""
        events = [one.event for one in await events_of(self.world.db)]
        return [
            one.kind if isinstance(one, TaskOpened) else one.outcome
            for one in events
            if isinstance(one, TaskOpened | TaskClosed)
        ]

    async def paid(self, times: int = 1) -> None:
        """So many orders are in the provider's books, each under a key of its own that is ours;
        each was announced once, and the ledger balances."""
        orders = [one["external_id"] for one in await self.world.sandbox.orders()]
        ours = {str(one["idem_key"]) for one in await self.payouts()}
        assert len(orders) == len(set(orders)) == times
        assert set(orders) <= ours
        facts = await self.world.facts()
        assert len([fact for fact in facts if fact.startswith("reward-issued")]) == times
        await self.world.check()


def new_desk(world: World, **changes: Any) -> Desk:
    url = world.sandbox.base_url
    opener = TremendousOpener({"production": url, "testflight": url})
    openers = {**PROVIDERS, "tremendous": opener, "change": ChangeOpener(url)}
    desk = a_desk(world.db, world.sandbox, openers=openers)
    return replace(desk, **changes)


async def open_shop(world: World, **form: Any) -> Shop:
    """The business, live, with Tremendous set up; `form` changes its settings."""
    world.mode = "live"
    world.desk = new_desk(world)
    await world.tell(world.business())
    await set_up(world, 1, **form)
    return Shop(world)


async def set_up(world: World, version: int, **form: Any) -> None:
    sealed = world.desk.sealer.seal(orjson.dumps({"api_key": TOKEN}).decode())
    changed = SettingsChanged(
        business_id=world.business_id,
        kind="provider-tremendous",
        version=version,
        body={"products": PRODUCTS} | form,
        sealed=sealed,
    )
    await world.tell(Said(changed, version))
