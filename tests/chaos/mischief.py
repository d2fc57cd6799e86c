"""Somebody who kills, freezes and restarts everything, one thing at a time."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from tests.journeys.cluster import SERVICES, Cluster

from standalone.kafka import LocalKafka

FREEZE_S = (0.2, 2.5)
PAUSE_S = (1.0, 3.5)


class Mischief:
    """Does harm until told to stop, from a seed; afterwards everything runs again."""

    def __init__(self, cluster: Cluster, broker: LocalKafka | None, seed: int) -> None:
        self.cluster = cluster
        self.broker = broker
        self.dice = random.Random(seed)
        self.done: list[str] = []

    async def run(self, stop: asyncio.Event) -> None:
        deeds: list[tuple[int, Callable[[], Awaitable[str]]]] = [
            (4, self._kill_service),
            (3, self._freeze_service),
            (2, self._kill_postgres),
            (1, self._freeze_postgres),
            (1, self._kill_sandbox),
        ]
        if self.broker:
            deeds += [(1, self._kill_kafka), (1, self._freeze_kafka)]
        weights = [weight for weight, _ in deeds]
        while not stop.is_set():
            await asyncio.sleep(self.dice.uniform(*PAUSE_S))
            await self._revive()
            ((_, deed),) = self.dice.choices(deeds, weights)
            self.done.append(await deed())
        await self._revive()

    async def _revive(self) -> None:
        """Start what ended by itself, as a supervisor would."""
        for name, process in list(self.cluster.processes.items()):
            if process.returncode is not None:
                self.done.append(f"restarted {name}")
                await self.cluster.start(name)

    async def _kill_service(self) -> str:
        name = self.dice.choice(SERVICES)
        await self.cluster.kill9(name)
        await self.cluster.start(name)
        return f"killed {name}"

    async def _freeze_service(self) -> str:
        name = self.dice.choice(SERVICES)
        self.cluster.freeze(name)
        await asyncio.sleep(self.dice.uniform(*FREEZE_S))
        self.cluster.thaw(name)
        return f"froze {name}"

    async def _kill_sandbox(self) -> str:
        await self.cluster.kill9("sandbox")
        await self.cluster.start("sandbox")
        return "killed sandbox"

    async def _kill_postgres(self) -> str:
        await self.cluster.server.kill9()
        await self.cluster.server.start()
        return "killed PostgreSQL"

    async def _freeze_postgres(self) -> str:
        self.cluster.server.freeze()
        await asyncio.sleep(self.dice.uniform(*FREEZE_S))
        self.cluster.server.thaw()
        return "froze PostgreSQL"

    async def _kill_kafka(self) -> str:
        assert self.broker
        await self.broker.kill9()
        await self.broker.start()
        return "killed Kafka"

    async def _freeze_kafka(self) -> str:
        assert self.broker
        self.broker.freeze()
        await asyncio.sleep(self.dice.uniform(*FREEZE_S))
        self.broker.thaw()
        return "froze Kafka"
