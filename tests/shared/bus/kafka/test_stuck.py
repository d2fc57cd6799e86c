"""A consumer that makes no progress, though there is something to read."""

import pytest
from tests.shared.bus.kafka.running import (
    last_words,
    process,
    relay,
    relay_cursor,
    running,
    until,
)
from tests.shared.bus.probe import tell

pytestmark = pytest.mark.kafka


async def moved(db):
    return bool(await relay_cursor(db))


async def test_a_consumer_that_hears_nothing_ends_its_process_with_a_clear_last_line(db, settings):
    """The trap: aiokafka may be stuck after a rebalance and shows no sign (847, 1154)."""
    await tell(db, "one", 1)
    async with running(relay(db, settings)):
        await until(lambda: moved(db))

    async with process(db, settings, "consumer", limits={"stall_s": 1}, deaf=True) as deaf:
        ended = await last_words(deaf)

    assert ended == (
        70,
        "goodword: The Kafka consumer of probe is stuck (it reads nothing from "
        f"{settings.kafka_topic_prefix}settings, though there is more), so this process ends. "
        "Nothing is lost: the next one begins where it had committed",
    )
