"""Faults on demand: what goes wrong with which orders, how often."""

import hashlib
from collections import Counter
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_SECONDS = 120.0
MAX_NEXT = 1_000_000
MAX_FAULTS = 100
"""How many faults may be asked for at once."""


class FaultKind(StrEnum):
    """What goes wrong; whether the order is made is part of the kind."""

    ERROR_500 = "error_500"  # 500, nothing made
    ERROR_500_AFTER = "error_500_after"  # 500, though the order was made
    TIMEOUT = "timeout"  # nothing made, no answer for `seconds`, then the connection is cut
    DROP_BEFORE = "drop_before"  # nothing made, the connection is cut
    DROP_AFTER = "drop_after"  # the order is made, the answer is lost
    DELAY = "delay"  # the order is made, the answer comes after `seconds`
    RATE_LIMITED = "rate_limited"  # 429, nothing made; `Retry-After` is `seconds`
    INSUFFICIENT_FUNDS = "insufficient_funds"  # 402, nothing made
    REJECT = "reject"  # 422, nothing made
    UNAUTHORIZED = "unauthorized"  # 401, nothing made: the key was taken back
    FATE = "fate"  # the order is made, and told with `fate` from then on
    DUPLICATE_ANSWER = "duplicate_answer"  # the order is made, and answered as if it were a repeat


class Fate(BaseModel):
    """What became of an order, in the words of the original. `linkless`: a link must be made;
    `resent`: what becomes of its delivery once that is asked for again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Annotated[str, Field(max_length=40)] = "EXECUTED"
    delivery: Annotated[str, Field(max_length=40)] = "SUCCEEDED"
    refunded: bool = False
    linkless: bool = False
    resent: Annotated[str, Field(max_length=40)] = "SUCCEEDED"


class Fault(BaseModel):
    """`kind` for the next `next` orders: of all, of one `external_id`, or for the first `next`
    tries of each of the `percent` of all ids that are picked by their hash, always the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    next: Annotated[int, Field(ge=1, le=MAX_NEXT)] = 1
    seconds: Annotated[float, Field(ge=0, le=MAX_SECONDS)] = 1.0
    external_id: str | None = None
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    fate: Fate | None = None
    retry_after: Literal["seconds", "date", "none"] = "seconds"

    def hits(self, external_id: str) -> bool:
        if self.external_id is not None:
            return self.external_id == external_id
        return self.percent is None or _draw(external_id) < self.percent


class Faults:
    """The faults that were asked for, the oldest first; an order meets at most one."""

    def __init__(self) -> None:
        self._faults: list[tuple[Fault, Counter[str]]] = []

    def add(self, fault: Fault) -> bool:
        """Whether there was room for it."""
        if len(self._faults) >= MAX_FAULTS:
            return False
        self._faults.append((fault, Counter()))
        return True

    def clear(self) -> None:
        self._faults.clear()

    def draw(self, external_id: str) -> Fault | None:
        """The fault that this try of an order meets, which is then used up by one."""
        for fault, used in self._faults:
            share = external_id if fault.percent is not None else ""
            if fault.hits(external_id) and used[share] < fault.next:
                used[share] += 1
                return fault
        return None


def _draw(external_id: str) -> int:
    """0 to 99, always the same for an id."""
    return int.from_bytes(hashlib.sha256(external_id.encode()).digest()[:4], "big") % 100
