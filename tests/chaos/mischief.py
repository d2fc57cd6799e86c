"""Somebody who does what the plan says, and starts again whatever was killed."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

from tests.chaos.network.proxy import Link, Weather
from tests.chaos.plan import Act, Deed, plan
from tests.chaos.stage import ASKS, POSTGRES, Stage

TRAPPED_S = 6.0
"""So long a trap waits for a call; where none comes, the deed is not done."""


class Mischief:
    """Does harm until told to stop; afterwards everything runs again, and all links are whole.

    What lasts on a link goes on while the next deeds are done; what is done to processes is done
    one at a time, and each is up again before the next."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self._stage = stage
        self._plan: Iterator[Deed] = plan(seed, stage.targets)
        self.done: list[str] = []
        self.counts: Counter[str] = Counter()

    async def run(self, stop: asyncio.Event) -> None:
        """Go on with the plan."""
        async with asyncio.TaskGroup() as weathers:
            while not await _set_within(stop, (deed := next(self._plan)).pause_s):
                await self._revive()
                if isinstance(deed.what, Weather):
                    weathers.create_task(self._storm(deed, stop))
                elif not await self._deeds[deed.what](deed):
                    continue
                self._note(deed)
        self._stage.clear_all()
        await self._revive()

    @property
    def _deeds(self) -> dict[Act, Callable[[Deed], Awaitable[bool]]]:
        return {
            Act.KILL: self._kill,
            Act.FREEZE: self._freeze,
            Act.KILL_ASKING: self._kill_between,
            Act.KILL_HEARING: self._kill_between,
        }

    def _note(self, deed: Deed) -> None:
        self.done.append(f"{time.strftime('%H:%M:%S')} {deed}")
        self.counts[deed.what] += 1

    async def _revive(self) -> None:
        """Start what ended by itself, as a supervisor would."""
        for name, process in list(self._stage.processes.items()):
            if process.returncode is not None:
                self.counts[f"{name} ended by itself"] += 1
                await self._stage.start(name)

    async def _kill(self, deed: Deed) -> bool:
        if deed.target == POSTGRES:
            await self._stage.server.kill9()
            await self._stage.server.start()
        elif node := self._node(deed.target):
            await node.kill9()
            await node.start()
        else:
            await self._stage.kill9(deed.target)
            await self._stage.start(deed.target)
        return True

    async def _freeze(self, deed: Deed) -> bool:
        if deed.target == POSTGRES:
            freeze, thaw = self._stage.server.freeze, self._stage.server.thaw
        elif node := self._node(deed.target):
            freeze, thaw = (lambda: node.tell(signal.SIGSTOP)), (lambda: node.tell(signal.SIGCONT))
        else:
            freeze = lambda: self._stage.freeze(deed.target)  # noqa: E731
            thaw = lambda: self._stage.thaw(deed.target)  # noqa: E731
        freeze()
        await asyncio.sleep(deed.lasts_s)
        thaw()
        return True

    async def _kill_between(self, deed: Deed) -> bool:
        """Kill a service whose call is on its way, or whose answer is."""
        link: Link = self._stage.link(deed.target, ASKS[deed.target])
        sprung = asyncio.Event()

        async def spring() -> None:
            await self._stage.kill9(deed.target)
            sprung.set()

        link.trap("there" if deed.what is Act.KILL_ASKING else "back", spring)
        if not await _set_within(sprung, TRAPPED_S) and link.untrap():
            return False
        await sprung.wait()
        await self._stage.start(deed.target)
        return True

    async def _storm(self, deed: Deed, stop: asyncio.Event) -> None:
        link = self._stage.links[deed.target]
        if link.weather is not Weather.CLEAR:
            return
        assert isinstance(deed.what, Weather)
        link.turn(deed.what)
        await _set_within(stop, deed.lasts_s)
        link.turn(Weather.CLEAR)

    def _node(self, name: str):
        return next((node for node in self._stage.nodes() if node.name == name), None)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
