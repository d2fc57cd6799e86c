"""The watchdog of a consumer: aiokafka may be stuck and show no sign of it (issues 847 and 1154).

A consumer that makes no progress, though there is something to read, ends the process.
"""

import asyncio
import time
from collections.abc import Mapping

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from goodword.bus.kafka.ending import end_process
from goodword.bus.kafka.limits import Limits
from goodword.bus.kafka.member import Member
from goodword.observability.watch import Watch
from goodword.process import pause

PART = "kafka"
"""Our name in health."""

POSITION_S = 0.1
"""A partition that we read has a position; whoever must wait for one has none."""

log = structlog.get_logger()


class Watchdog:
    """Looks after one consumer, and says how far behind it is."""

    def __init__(
        self, consumer: AIOKafkaConsumer, member: Member, limits: Limits, watch: Watch
    ) -> None:
        self._consumer = consumer
        self._member = member
        self._limits = limits
        self._watch = watch
        self._still: dict[tuple[TopicPartition, int | None], float] = {}
        self._answers_since: float | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`. The process ends where the consumer is stuck."""
        while True:
            stuck = await self.look()
            if stuck:
                end_process(
                    f"The Kafka consumer of {self._watch.service} is stuck ({stuck}), so this "
                    "process ends. Nothing is lost: the next one begins where it had committed"
                )
            if await pause(stop, self._limits.stall_s / 6):
                return

    async def look(self) -> str | None:
        """What is stuck, if anything; None also where Kafka itself does not answer."""
        try:
            async with asyncio.timeout(self._limits.answer_s):
                behind = await self._behind()
        except (KafkaError, TimeoutError) as error:
            self._watch.health.say(PART, False, f"Kafka does not answer: {error!r}")
            self._answers_since = None
            self._still.clear()
            return None
        trouble = self._member.trouble
        self._watch.health.say(PART, not trouble, trouble, good_for_s=self._limits.stall_s)
        return self._stuck(behind, time.monotonic())

    async def _behind(self) -> dict[TopicPartition, int | None]:
        """Where we are in each partition that has more to read; None: nowhere yet."""
        partitions = list(self._consumer.assignment())
        ends = await self._consumer.end_offsets(partitions) if partitions else {}
        behind: dict[TopicPartition, int | None] = {}
        unread = 0
        for partition, end in ends.items():
            position = await self._position(partition)
            if position is None or position < end:
                behind[partition] = position
                unread += end - (position or 0)
        self._watch.metrics.outbox_unread.labels(self._watch.service).set(unread)
        return behind

    async def _position(self, partition: TopicPartition) -> int | None:
        try:
            return int(await asyncio.wait_for(self._consumer.position(partition), POSITION_S))
        except (TimeoutError, IllegalStateError):
            return None

    def _stuck(self, behind: Mapping[TopicPartition, int | None], now: float) -> str | None:
        limits, member = self._limits, self._member
        if self._for_s(member.bereft_since, now) > limits.rejoin_s:
            return "its partitions were taken away, and it got none again"
        if self._for_s(member.uncommitted_since, now) > limits.stall_s:
            return "Kafka answers, but takes no offsets"
        watched = {} if member.busy else behind
        before, self._still = self._still, {}
        for partition, at in watched.items():
            if partition in member.resting:
                continue
            since = before.get((partition, at), now)
            self._still[partition, at] = since
            if now - since > limits.stall_s:
                return f"it reads nothing from {partition.topic}, though there is more"
        return None

    def _for_s(self, since: float | None, now: float) -> float:
        """How long something is so; time in which Kafka did not answer explains itself."""
        if self._answers_since is None:
            self._answers_since = now
        return 0 if since is None else now - max(since, self._answers_since)
