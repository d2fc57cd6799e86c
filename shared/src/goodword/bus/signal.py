"""A nudge inside one process: something was committed that a loop may be waiting for.

Loops poll, so a nudge may be missed without harm; it only shortens the wait where writer and reader
share a process. (NOTIFY is not used: it takes a database-wide lock at commit.)
"""

import asyncio


class Signal:
    """Wakes everyone who waits at this moment; remembers nothing."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def set(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait(self, timeout_s: float) -> None:
        """Return at the next `set`, or after `timeout_s`."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait((future,), timeout=timeout_s)
        finally:
            self._waiting.discard(future)


said = Signal()
"""Events were committed in this process."""
