"""The Kafka transport: relay and consumer, against aiokafka moving the same bytes and no more."""

import asyncio
import secrets
import time
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from cryptography.fernet import Fernet
from sqlalchemy import text
from tests.bench.database import fresh_database
from tests.bench.log import fill
from tests.bench.report import Report
from tests.journeys.cluster import password_of
from tests.shared.bus.probe import BUSINESS, PROBE, apply

from goodword.bus.loops import Bus
from goodword.database import Database
from goodword.events import ClockApplied
from goodword.observability import Watch
from goodword.settings import Settings
from standalone.kafka import LocalKafka
from standalone.postgres import EmbeddedPostgres

EVENTS = 20_000
POLL_S = 0.02


async def measure(
    server: EmbeddedPostgres, folder: Path, report: Report, size: int = EVENTS
) -> None:
    name = await fresh_database(server, PROBE)
    role = PROBE.app_role
    db = Database(server.url(role, password_of(role), name), service="probe", schema="probe")
    async with LocalKafka(folder / "kafka") as broker:
        settings = Settings(
            bus="kafka",
            kafka=broker.bootstrap,
            kafka_topic_prefix=f"bench-{secrets.token_hex(4)}.",
            secret_keys=Fernet.generate_key().decode(),
            hash_key=secrets.token_urlsafe(32),
        )
        await fill(db, size)
        stop = asyncio.Event()
        running = asyncio.create_task(
            Bus(db, {ClockApplied: apply}, settings, Watch("probe")).run(stop)
        )
        # From the first event applied: joining the group is not what is measured.
        first = await _applied(db, 1)
        began = time.perf_counter()
        await _applied(db, size)
        ours = (size - first) / (time.perf_counter() - began)
        stop.set()
        await running
        topic = f"{settings.kafka_topic_prefix}settings"
        reference = await _bare(broker.bootstrap, topic, size)
    await db.close()
    report.rate("Kafka transport, relay and consumer", ours, reference, 0.5)


async def _applied(db: Database, count: int) -> int:
    found = 0
    while found < count:
        await asyncio.sleep(POLL_S)
        async with db.begin([BUSINESS]) as session:
            found = await session.scalar(text("select count(*) from applied")) or 0
    return found


async def _bare(bootstrap: str, topic: str, count: int) -> float:
    """Read the events back and send them again: the same bytes, by the client alone."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=f"bare-{secrets.token_hex(4)}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,
        linger_ms=5,
        max_batch_size=262_144,
        compression_type="lz4",
    )
    async with consumer, producer:
        records = await _read(consumer, count)
        began = time.perf_counter()
        for begin in range(0, len(records), 500):
            sent = [
                await producer.send(
                    topic,
                    value=record.value,
                    key=record.key,
                    partition=record.partition,
                    headers=list(record.headers),
                )
                for record in records[begin : begin + 500]
            ]
            await asyncio.gather(*sent)
        await _read(consumer, count)
        await consumer.commit()
        return count / (time.perf_counter() - began)


async def _read(consumer: AIOKafkaConsumer, count: int) -> list:
    records: list = []
    while len(records) < count:
        for found in (await consumer.getmany(timeout_ms=200, max_records=500)).values():
            records += found
    return records
