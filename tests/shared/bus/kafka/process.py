"""A process of its own that relays and consumes, to be frozen, killed, or watched as it ends.

Its one argument is JSON: url, kafka, prefix, limits, loops, and optionally how it misbehaves.
"""

import asyncio
import json
import sys

from aiokafka import AIOKafkaConsumer
from tests.shared.bus.kafka.running import consumer, relay, settings_for
from tests.shared.bus.probe import apply

from goodword.bus.kafka.limits import Limits
from goodword.database import Database
from goodword.events import ClockApplied
from goodword.process import run

asked = json.loads(sys.argv[1])


async def slowly(batch, *, session):
    await apply(batch, session=session)
    print("applying", flush=True)
    await asyncio.sleep(asked.get("slow_s", 0))


async def hear_nothing(*_, **__):
    await asyncio.Event().wait()


async def main(stop):
    if asked.get("deaf"):
        AIOKafkaConsumer.getmany = hear_nothing
    db = Database(asked["url"], service="probe", schema="probe", pool_size=5)
    settings = settings_for(asked["kafka"], kafka_topic_prefix=asked["prefix"])
    limits = Limits(**asked["limits"])
    loops = {
        "relay": relay(db, settings, limits),
        "consumer": consumer(db, settings, {ClockApplied: slowly}, limits),
    }
    async with asyncio.TaskGroup() as tasks:
        for name in asked["loops"]:
            tasks.create_task(loops[name].run(stop))
    await db.close()


if __name__ == "__main__":
    sys.exit(run(main))
