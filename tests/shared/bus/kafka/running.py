"""Hands and eyes of the tests of the Kafka transport."""

import asyncio
import json
import secrets
import sys
import time
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from cryptography.fernet import Fernet
from sqlalchemy import text
from tests.shared.bus.probe import BUSINESS, apply

from goodword.bus.delivery import Deliverer
from goodword.bus.kafka import KafkaTransport, Relay
from goodword.bus.kafka.limits import Limits
from goodword.events import PARTITIONS, ClockApplied
from goodword.observability.watch import Watch
from goodword.settings import Settings

ROOT = Path(__file__).parents[4]

QUICK = Limits(
    session_timeout_ms=6_000,
    heartbeat_interval_ms=500,
    rebalance_timeout_ms=8_000,
    election_s=0.2,
    hurry_s=2,
    backoff_s=1,
)
"""The shortest that a broker allows, so that nobody waits 45 s for a member that is dead."""


END_LEADER = """
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database
                                                where datname = current_database())
"""
"""Ends whoever holds the relay's lock."""


def settings_for(bootstrap, **others):
    """Settings with topics of their own."""
    known = {"kafka_topic_prefix": f"t{secrets.token_hex(4)}.", **others}
    return Settings(
        bus="kafka",
        kafka=bootstrap,
        secret_keys=Fernet.generate_key().decode(),
        hash_key="h" * 32,
        **known,
    )


@asynccontextmanager
async def running(*loops):
    """Run loops beside the block, each until it is told to stop at the end of it."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for loop in loops:
            tasks.create_task(loop.run(stop))
        try:
            yield stop
        finally:
            stop.set()


def consumer(db, settings, handlers=None, limits=QUICK, watch=None):
    deliverer = Deliverer(handlers or {ClockApplied: apply})
    return KafkaTransport(db, deliverer, settings, watch or Watch("probe"), limits=limits)


def relay(db, settings, limits=QUICK, watch=None):
    return Relay(db, settings, watch or Watch("probe"), limits=limits)


async def records_of(settings, topic):
    """All that is in a topic, in the order of each partition."""
    reading = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await reading.start()
    try:
        name = settings.kafka_topic_prefix + topic
        partitions = [TopicPartition(name, part) for part in range(PARTITIONS)]
        reading.assign(partitions)
        ends = await reading.end_offsets(partitions)
        found = []
        while any([await reading.position(each) < end for each, end in ends.items()]):
            for records in (await reading.getmany(timeout_ms=200)).values():
                found += records
        return found
    finally:
        await reading.stop()


@asynccontextmanager
async def administrating(settings):
    """Kafka, as whoever operates it."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


@asynccontextmanager
async def producing(settings):
    """A producer of others, which may send anything."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka, acks="all")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def group_offsets(db, settings, change=None):
    """What our group has committed on `settings`; or set it to what `change` says."""
    topic = f"{settings.kafka_topic_prefix}settings"
    partitions = [TopicPartition(topic, part) for part in range(PARTITIONS)]
    one = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka,
        group_id=f"{settings.kafka_topic_prefix}{db.service}",
        enable_auto_commit=False,
    )
    await one.start()
    try:
        one.assign(partitions)
        if change is not None:
            await one.commit({each: change for each in partitions})
        return {
            each.partition: at
            for each in partitions
            if (at := await one.committed(each)) is not None
        }
    finally:
        await one.stop()


async def relay_cursor(db):
    """Where the relay is, by part, where it has begun."""
    async with db.begin() as session:
        rows = await session.execute(
            text("select part, tx_id, id from bus.reader where grp = 'kafka-relay' and id > 0")
        )
        return {row.part: (row.tx_id, row.id) for row in rows}


async def until(question, limit_s=30.0):
    """Wait until `await question()` is true."""
    end = time.monotonic() + limit_s
    while not await question():
        assert time.monotonic() < end, f"not in {limit_s} s"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def process(db, settings, *loops, limits=None, **how):
    """`process.py` with these loops, killed at the end if it still lives."""
    asked = {
        "url": db.url,
        "kafka": settings.kafka,
        "prefix": settings.kafka_topic_prefix,
        "limits": {**asdict(QUICK), **(limits or {})},
        "loops": loops,
        **how,
    }
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.shared.bus.kafka.process", json.dumps(asked)),
        stdout=PIPE,
        stderr=PIPE,
        cwd=ROOT,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def last_words(ended):
    """How a process ended: its code, and its last line on standard error."""
    async with asyncio.timeout(40):
        _, complaints = await ended.communicate()
    return ended.returncode, complaints.decode().splitlines()[-1]


def key_of(name):
    """The key under which the probe speaks of a thing."""
    return ClockApplied(business_id=BUSINESS, service=name, offset_s=0).key


async def all_relayed(db):
    """Whether the relay has handed on all there is."""
    async with db.begin() as session:
        unread = await session.scalar(
            text("""select count(*) from bus.outbox o join bus.reader r on r.part = o.part
                    where r.grp = 'kafka-relay' and (o.tx_id, o.id) > (r.tx_id, r.id)""")
        )
    return unread == 0 and bool(await relay_cursor(db))


async def relayed(db, settings):
    """Let one relay hand on all there is."""
    async with running(relay(db, settings)):
        await until(lambda: all_relayed(db))
