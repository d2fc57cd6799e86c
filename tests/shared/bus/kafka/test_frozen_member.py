"""A member that hangs in the middle of a transaction: another takes over, nothing is double."""

import signal

import pytest
from tests.shared.bus.kafka.running import consumer, process, relay, running, until
from tests.shared.bus.probe import applied, tell

pytestmark = pytest.mark.kafka


async def test_another_member_takes_over_from_a_frozen_one(db, settings):
    async with process(db, settings, "consumer", slow_s=3) as frozen:
        async with running(relay(db, settings)):
            await tell(db, "one", 1)
            assert frozen.stdout
            assert await frozen.stdout.readline() == b"applying\n"
            frozen.send_signal(signal.SIGSTOP)
            await tell(db, "one", 2)

            async with running(consumer(db, settings)):

                async def both():
                    return len(await applied(db)) == 2

                await until(both, 60)
                frozen.send_signal(signal.SIGCONT)
                await tell(db, "one", 3)

                async def all_three():
                    return len(await applied(db)) == 3

                await until(all_three, 60)

        frozen.send_signal(signal.SIGTERM)
        assert await frozen.wait() == 0

    assert await applied(db) == [("one", 1), ("one", 2), ("one", 3)]
