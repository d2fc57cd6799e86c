"""Whoever runs it all, afterwards: looks at what waits for a person, and lets time pass."""

import asyncio
from collections import Counter

import httpx
from tests.chaos.stage import WORKER, Stage
from tests.chaos.traffic import Told

from goodword.errors import GoodwordError

ROUND_S = 2.0
SURVEY_EVERY = 5
CALLS = ("open_payout", "hand_over", "reconcile_payout", "reread_payout", "resend_gift", "send")
RETRIED = ("failed", "returned")


class Operator:
    """Repeats what a person would do until nothing is left to be done."""

    def __init__(self, stage: Stage, shops: list[Told]) -> None:
        self._stage = stage
        self._shops = shops
        self._rounds = 0
        self.counts: Counter[str] = Counter()

    async def round(self) -> None:
        """One look at everything."""
        for told in self._shops:
            try:
                await self._settle(told)
                await self._retry(told)
            except (httpx.HTTPError, GoodwordError) as error:
                self.counts[type(error).__name__] += 1
        # Callbacks got lost; asking about everything, as it is done daily, finds what they said.
        if self._rounds % SURVEY_EVERY == 0:
            await self._stage.command(WORKER, "payouts", "survey", "--provider", "tremendous")
        self._rounds += 1
        await self._let_time_pass()
        await asyncio.sleep(ROUND_S)

    async def _settle(self, told: Told) -> None:
        """Have the provider asked again about what only a person may decide."""
        for task in await told.shop.all_of("/v1/tasks", kind="settle_payout", status="open"):
            await told.shop.post(f"/v1/tasks/{task['id']}/done", {"outcome": "ask_again"})
            self.counts["payouts asked about again"] += 1

    async def _retry(self, told: Told) -> None:
        """What was refused, or came back, is still owed."""
        for status in RETRIED:
            for reward in await told.shop.all_of("/v1/rewards", status=status):
                await told.shop.post(f"/v1/rewards/{reward['id']}/retry", {"reason": "still owed"})
                self.counts[f"{status} rewards retried"] += 1

    async def _let_time_pass(self) -> None:
        """The pauses between tries are minutes by now, and nothing but pauses."""
        for schema in ("rewards", "notifier"):
            kinds = ", ".join(f"'{kind}'" for kind in CALLS)
            await self._stage.execute(
                schema, f"update job set run_at = now() where state = 'ready' and kind in ({kinds})"
            )
