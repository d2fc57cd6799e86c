"""What a provider does wrong, drawn anew for each call, and what of it a storm can show."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from rewards_worker.providers.sandbox.faults import Fate, Fault, FaultKind, Faults

ORDERED_LIVE: ContextVar[bool] = ContextVar("ordered_live", default=False)
"""Whether the call is a live business's: only its provider calls back, so that what becomes of an
order later is heard of."""


@dataclass(frozen=True, slots=True)
class Later:
    """How an order is told at `first`, and what becomes of it, `after_s` from now; `told` is the
    event of the callback."""

    external_id: str
    first: Fate
    fate: Fate
    told: str
    after_s: float


WAYS: Mapping[int, str] = {
    1: "drop_after, error_500_after",
    2: "the worker is killed while it asks, and before it hears",
    3: "timeout, drop_before, not_found",
    4: "duplicate_answer",
    5: "conflict",
    6: "processing",
    7: "insufficient_funds",
    8: "reject: one side of a pair fails alone",
    9: "nonsense: a refusal as 200",
    10: "stored_500",
    11: "rate_limited by seconds, by date, without a word; rate_limited when asked",
    12: "callbacks sent twice at once",
    13: "callbacks before the answer, and in the wrong order",
    14: "callbacks that are forged",
    15: "callbacks that are never sent",
    16: "comes_back",
    17: "undelivered",
    18: "unknown_word",
    19: "no storm: tests/rewards_worker/providers, amounts to the digit",
    20: "unauthorized",
    21: "no storm: there is no channel for SMS",
    22: "the mail server of tests/chaos/outside/post.py",
}
"""The ways in which a provider or a mail server fails, and where each is met."""


def _fault(**values: object) -> Callable[[random.Random], Fault]:
    return lambda dice: Fault.model_validate(values)


def _limited(dice: random.Random) -> Fault:
    said = dice.choice(("seconds", "date", "none"))
    return Fault(kind=FaultKind.RATE_LIMITED, seconds=1, retry_after=said)


AT_ONCE: Mapping[str, Callable[[random.Random], Fault]] = {
    "drop_after": _fault(kind=FaultKind.DROP_AFTER),
    "error_500_after": _fault(kind=FaultKind.ERROR_500_AFTER),
    "error_500": _fault(kind=FaultKind.ERROR_500),
    "timeout": _fault(kind=FaultKind.TIMEOUT, seconds=2),
    "drop_before": _fault(kind=FaultKind.DROP_BEFORE),
    "delay": _fault(kind=FaultKind.DELAY, seconds=1.5),
    "duplicate_answer": _fault(kind=FaultKind.DUPLICATE_ANSWER),
    "rate_limited": _limited,
    "insufficient_funds": _fault(kind=FaultKind.INSUFFICIENT_FUNDS),
    "reject": _fault(kind=FaultKind.REJECT),
    "unauthorized": _fault(kind=FaultKind.UNAUTHORIZED),
}

DONE = Fate()
LATER: Mapping[str, tuple[Fate, Fate, str]] = {
    "processing": (Fate(status="OPEN"), DONE, "ORDERS.APPROVED"),
    "approval": (Fate(status="PENDING APPROVAL"), DONE, "ORDERS.APPROVED"),
    "unknown_word": (Fate(status="PENDING ECLIPSE"), DONE, "ORDERS.APPROVED"),
    "linkless": (Fate(linkless=True), Fate(linkless=True), "ORDERS.APPROVED"),
    "canceled": (Fate(status="OPEN"), Fate(status="CANCELED"), "ORDERS.CANCELED"),
    "comes_back": (DONE, Fate(refunded=True), "REWARDS.CANCELED"),
    "undelivered": (DONE, Fate(delivery="FAILED"), "REWARDS.DELIVERY.FAILED"),
}
"""How an order is first told, what becomes of it, and what the callback calls that."""


class Dice(Faults):
    """Faults for `percent` of all tries, drawn from the seed, the order and the number of its try;
    `note` hears the name of each, and `later` what is to become of orders."""

    def __init__(
        self,
        seed: int,
        percent: int,
        note: Callable[[str], None],
        later: Callable[[Later], None],
    ) -> None:
        super().__init__()
        self._seed = seed
        self._percent = percent
        self._note = note
        self._later = later
        self._tries: Counter[str] = Counter()

    def know(self, external_ids: Iterable[str]) -> None:
        """These orders were made before this process began."""
        self._tries.update(f"order {external_id}" for external_id in external_ids)

    def clear(self) -> None:
        """From now on all goes well."""
        super().clear()
        self._percent = 0

    def dice(self, words: str) -> random.Random | None:
        """Dice of this call alone; None where nothing is to go wrong."""
        self._tries[words] += 1
        dice = random.Random(f"{self._seed} {words} {self._tries[words]}")
        return dice if dice.randrange(100) < self._percent else None

    def draw(self, external_id: str) -> Fault | None:
        if (dice := self.dice(f"order {external_id}")) is None:
            return None
        # What is known already is told as before: only a new order has a fate to come.
        is_new = self._tries[f"order {external_id}"] == 1
        name = dice.choice([*AT_ONCE, *(LATER if is_new and ORDERED_LIVE.get() else ())])
        self._note(name)
        if name in AT_ONCE:
            return self._told_before(external_id, AT_ONCE[name](dice), dice)
        first, then, told = LATER[name]
        self._later(Later(external_id, first, then, told, dice.uniform(0.5, 4)))
        return Fault(kind=FaultKind.FATE, fate=first)

    def _told_before(self, external_id: str, fault: Fault, dice: random.Random) -> Fault:
        """A callback may be quicker than the answer."""
        if ORDERED_LIVE.get() and fault.kind in (FaultKind.DELAY, FaultKind.DROP_AFTER):
            after_s = dice.uniform(0.1, 0.5)
            self._later(Later(external_id, DONE, DONE, "ORDERS.APPROVED", after_s))
        return fault
