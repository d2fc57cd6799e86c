"""What is to go wrong, in which order: all of it from a seed, and nothing else.

A seed plays the same plan again: the same deeds with the same pauses. What the processes are doing
when each deed meets them is theirs, and never the same twice.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tests.chaos.network.proxy import Weather

PAUSE_S = (0.3, 2.5)
LASTS_S = (0.3, 4.0)


class Act(StrEnum):
    """What is done to a process; to a link, a weather is."""

    KILL = "kill"
    FREEZE = "freeze"
    KILL_ASKING = "kill while it asks"  # the intent is committed, the call is on its way
    KILL_HEARING = "kill before it hears"  # the other side has done it, the answer is lost


@dataclass(frozen=True, slots=True)
class Deed:
    """After `pause_s`, `what` is done to `target`, for `lasts_s` where it lasts."""

    pause_s: float
    what: Act | Weather
    target: str
    lasts_s: float

    def __str__(self) -> str:
        lasts_no_time = self.what not in (Act.FREEZE, *Weather) or self.what is Weather.RESET
        lasts = "" if lasts_no_time else f" for {self.lasts_s:.1f} s"
        return f"{self.target}: {self.what}{lasts}"


STORMS = tuple(weather for weather in Weather if weather is not Weather.CLEAR)


@dataclass(frozen=True, slots=True)
class Targets:
    """What there is to harm. `callers`: whoever calls outside, and so can die in between."""

    services: Sequence[str]
    stores: Sequence[str]
    outside: Sequence[str]
    callers: Sequence[str]
    links: Sequence[str]


def plan(seed: int, targets: Targets) -> Iterator[Deed]:
    """Deeds without end, always the same for a seed and its targets."""
    dice = random.Random(seed)
    kinds: list[tuple[int, Sequence[Act | Weather], Sequence[str]]] = [
        (4, (Act.KILL,), targets.services),
        (3, (Act.FREEZE,), targets.services),
        (2, (Act.KILL,), targets.stores),
        (2, (Act.FREEZE,), targets.stores),
        (1, (Act.KILL,), targets.outside),
        (4, (Act.KILL_ASKING, Act.KILL_HEARING), targets.callers),
        (8, STORMS, targets.links),
    ]
    weights = [weight for weight, _, _ in kinds]
    while True:
        ((_, whats, whom),) = dice.choices(kinds, weights)
        yield Deed(
            pause_s=dice.uniform(*PAUSE_S),
            what=dice.choice(whats),
            target=dice.choice(whom),
            lasts_s=dice.uniform(*LASTS_S),
        )
