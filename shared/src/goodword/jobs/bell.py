"""A nudge inside one process: a job that is due was committed, or a hand became free.

Runners poll, so a nudge that is missed costs a quarter of a second at most. Unlike a wake-up call,
a bell remembers that it was rung while its runner was looking elsewhere.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

_bells: set[asyncio.Event] = set()


@contextmanager
def listening() -> Iterator[asyncio.Event]:
    """An event that `ring` sets until the block ends."""
    bell = asyncio.Event()
    _bells.add(bell)
    try:
        yield bell
    finally:
        _bells.discard(bell)


def ring() -> None:
    """Wake all runners of this process; called after the commit."""
    for bell in _bells:
        bell.set()
