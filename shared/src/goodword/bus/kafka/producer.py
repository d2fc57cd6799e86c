"""Sending to Kafka: all of a batch, acknowledged, or the end of this producer or of the process."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer

from goodword.bus.kafka.ending import end_process
from goodword.bus.kafka.limits import Limits
from goodword.bus.kafka.records import Record
from goodword.settings import Settings


class Producer:
    """An idempotent producer; made by `producing`."""

    def __init__(self, producer: AIOKafkaProducer, limits: Limits) -> None:
        self._producer = producer
        self._limits = limits
        self._in_flight: asyncio.Timeout | None = None

    async def publish(self, batch: Sequence[Record]) -> None:
        """Send records in this order and return when Kafka has acknowledged all.

        The process ends where that takes too long: what is in flight can be neither finished nor
        taken back. KafkaError where a record was refused: leave this producer, begin a new one and
        read from the cursor again.
        """
        try:
            async with asyncio.timeout(self._limits.publish_s) as self._in_flight:
                # One by one, since the order of calls is the order in Kafka.
                sent = [await self._send(record) for record in batch]
                await asyncio.gather(*sent)
        except TimeoutError:
            end_process(
                f"Kafka did not acknowledge {len(batch)} events in time, and what is in flight "
                "cannot be taken back, so this process ends. Nothing is lost: the next one begins "
                "where the last acknowledged batch ended"
            )
        finally:
            self._in_flight = None

    def hurry(self) -> None:
        """Let what is in flight be acknowledged at once or not at all: another may begin."""
        if self._in_flight:
            loop = asyncio.get_running_loop()
            self._in_flight.reschedule(loop.time() + self._limits.hurry_s)

    async def _send(self, record: Record) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = await self._producer.send(
            record.topic,
            value=record.value,
            key=record.key,
            partition=record.partition,
            headers=list(record.headers),
        )
        return future


@asynccontextmanager
async def producing(settings: Settings, limits: Limits) -> AsyncIterator[Producer]:
    """A started producer, and at the end a dead one, whatever happened.

    A producer that lives on could send again what it holds, after newer events of the same key: so
    the process ends where it does not stop (it hangs while brokers are away, aiokafka issue 1101).
    KafkaError or TimeoutError where Kafka does not answer at the start.
    """
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka,
        client_id="goodword-relay",
        acks="all",
        enable_idempotence=True,
        linger_ms=5,
        max_batch_size=262_144,  # the default of 16 KiB blocks `send` early
        compression_type="lz4",
        max_request_size=1_048_576,
        request_timeout_ms=20_000,
        retry_backoff_ms=200,
        metadata_max_age_ms=60_000,
    )
    try:
        await asyncio.wait_for(producer.start(), limits.call_s)
        yield Producer(producer, limits)
    finally:
        try:
            await asyncio.wait_for(producer.stop(), limits.close_s)
        except TimeoutError:
            end_process(
                "Kafka's producer does not stop, and could still send what it holds, so this "
                "process ends. Nothing is lost"
            )
