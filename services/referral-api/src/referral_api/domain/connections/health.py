"""How a connection fares, judged by what it brought lately. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID

Condition = Literal["disabled", "new", "green", "silent", "failing"]

FEWEST_TO_COMPARE = 10
"""With fewer deliveries nobody can tell which silence is usual."""

LONGER = 2
SHORTEST_SILENCE = timedelta(days=1)
"""A night or a Sunday is no news."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Deliveries that failed for one reason: how many, and the last of them."""

    reason: str
    count: int
    last_delivery_id: UUID


@dataclass(frozen=True, slots=True)
class Health:
    """`usual_silence` is the longest pause of late; None where there were too few deliveries."""

    condition: Condition
    last_delivery_at: datetime | None
    usual_silence: timedelta | None
    failures: tuple[Failures, ...]


def judge_health(
    status: str, delivered_at: Sequence[datetime], failures: Sequence[Failures], now: datetime
) -> Health:
    """Of the times of its last deliveries, the latest first, and those that failed lately.

    Green with the first verified delivery; failing while one that failed is neither mended nor a
    day old; silent where the pause is twice as long as the longest, and longer than a day.
    """
    usual = usual_silence(delivered_at)
    last = delivered_at[0] if delivered_at else None
    condition: Condition = "green"
    if status != "active":
        condition = "disabled"
    elif last is None:
        condition = "new"
    elif failures:
        condition = "failing"
    elif usual is not None and now - last > max(LONGER * usual, SHORTEST_SILENCE):
        condition = "silent"
    return Health(condition, last, usual, tuple(failures))


def usual_silence(delivered_at: Sequence[datetime]) -> timedelta | None:
    """The longest pause between two of these, the latest first; None where they are too few."""
    if len(delivered_at) < FEWEST_TO_COMPARE:
        return None
    return max(later - earlier for later, earlier in pairwise(delivered_at))
