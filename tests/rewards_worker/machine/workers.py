"""Those who work off what is due, who may be slow or die, and the provider that they pay."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from tests.rewards_worker.use_cases.payouts import impatient
from tests.rewards_worker.world import World

from goodword.bus import Said
from goodword.events import ProviderReported
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds
from rewards_worker.ports import Further, Issued, NotFound, Outcome
from rewards_worker.providers.sandbox.client import SandboxProvider
from rewards_worker.use_cases.payouts.timers import HAND_OVER, NOTICE, RECONCILE, REREAD, SURVEY
from rewards_worker.use_cases.rewards.timers import RECALL

SENDING = (RECALL, HAND_OVER, NOTICE, RECONCILE, REREAD, SURVEY)
FATES = {
    "open": {"status": "OPEN"},
    "held": {"status": "PENDING APPROVAL"},
    "failed": {"status": "FAILED"},
    "canceled": {"status": "CANCELED"},
    "returned": {"refunded": True},
}
TRIED_BEFORE = """
    update job set run_at = now() where business_id = $1 and state = 'ready' and attempts > 0
"""
SOON = """
    update job set run_at = now() where business_id = $1 and state = 'ready' and run_at > now()
    and kind = any($2::text[]) returning id
"""
DIED = """
    update job set state = 'unknown'
    where business_id = $1 and state = 'ready' and attempts = 0 and kind = 'hand_over'
"""


class FollowedSandbox(SandboxProvider):
    """The sandbox at a provider that also knows what became of a gift: its own orders, asked
    over HTTP, and beside them what the sandbox has no words for."""

    further: dict[UUID, Further]

    async def inquire(self, key: UUID) -> Outcome | NotFound:
        outcome = await super().inquire(key)
        if isinstance(outcome, Issued) and key in self.further:
            return replace(outcome, further=self.further[key])
        return outcome


@dataclass
class Workers:
    world: World
    connection: asyncpg.Connection
    sandbox: FollowedSandbox = field(init=False)

    def __post_init__(self) -> None:
        server = self.world.sandbox
        self.sandbox = FollowedSandbox(server.base_url, "TEST_machine", server.client)
        self.sandbox.further = {}
        self.world.desk = replace(self.world.desk, providers={"sandbox": self.sandbox})

    async def fate(self, key: UUID, word: str) -> None:
        """What the provider says of an order from now on."""
        self.sandbox.further.pop(key, None)
        await self.world.sandbox.fate(key, **FATES.get(word, {}))
        if word not in FATES and word != "issued":
            self.sandbox.further[key] = word  # type: ignore[assignment]

    async def report(self, provider_ref: str) -> None:
        told = ProviderReported(
            business_id=self.world.business_id, provider="sandbox", object_ids=(provider_ref,)
        )
        await self.world.tell(Said(told, 1))
        kinds = job_kinds(self.world.desk)
        await run_due(self.world.db, {REREAD: kinds[REREAD]})

    async def prepare(self) -> None:
        """What is due before anything is sent, and no more: the worker is slow, or about to die."""
        kinds = job_kinds(self.world.desk)
        for kind, one in kinds.items():
            if kind not in SENDING:
                await run_due(self.world.db, {kind: one})

    async def die(self) -> None:
        """Whoever was to send what is open is gone, and long enough for others to notice."""
        await self.connection.execute(DIED, self.world.business_id)
        await self._soon(NOTICE)
        self.world.desk = impatient(self.world)

    async def work(self, fault: dict[str, Any] | None) -> None:
        server = self.world.sandbox
        if fault:
            assert await server.fault(percent=100, **fault) == 201
        kinds = job_kinds(self.world.desk)
        for _ in range(2):  # what failed once is tried again
            await self.connection.execute(TRIED_BEFORE, self.world.business_id)
            await run_due(self.world.db, kinds)
        while await self._soon(REREAD):  # questions are spread over time
            await run_due(self.world.db, kinds)
        await server.client.delete(f"{server.base_url}/faults")
        self.world.desk = replace(self.world.desk, lost_after=timedelta(seconds=75))

    async def _soon(self, *kinds: str) -> list[Any]:
        return await self.connection.fetch(SOON, self.world.business_id, list(kinds))
