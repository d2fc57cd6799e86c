"""How an attempt went, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

DispatchState: TypeAlias = Literal["pending", "delivered", "failed"]

Failure: TypeAlias = Literal["status", "redirect", "timeout", "unreachable", "private_address"]
"""An answer that is no 2xx, one that leads elsewhere, none in time, none at all, or a name that
leads into our network."""

Reason: TypeAlias = Failure | Literal["endpoint_disabled", "endpoint_removed", "event_forgotten"]

Disabling: TypeAlias = Literal["by_hand", "failing", "gone"]

MINUTE, HOUR = 60, 3600

RETRY_AFTER_S: Final = (
    5,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    20 * HOUR,
)
"""The least to wait after each attempt in vain, three days in all: the schedule that Standard
Webhooks proposes, with a last wait that is no longer than a job can be put off."""

JITTER: Final = 0.2
"""By so much at the most a wait is longer, so that what failed at once does not come at once."""

DISABLED_AFTER: Final = timedelta(days=5)
"""An endpoint to which nothing came through for so long is told nothing more."""

GONE: Final = 410
"""The receiver's own word that nobody listens there any more (Standard Webhooks)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `failure` is None where it was a 2xx; `body` is the beginning of it."""

    status_code: int | None
    failure: Failure | None
    body: str
    took_ms: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the dispatch; `wait_s` until the next attempt, where it is `pending`."""

    status: DispatchState
    wait_s: float | None = None


def decide(answer: Answer, attempts: int, *, test: bool, luck: float) -> Verdict:
    """After the attempt that is the `attempts`th; `luck` is a number from 0 to 1. A test is tried
    once: whoever tests waits for it."""
    if answer.failure is None:
        return Verdict("delivered")
    if test or answer.status_code == GONE or attempts > len(RETRY_AFTER_S):
        return Verdict("failed")
    return Verdict("pending", RETRY_AFTER_S[attempts - 1] * (1 + JITTER * luck))


def why_disabled(answer: Answer, failing_since: datetime, now: datetime) -> Disabling | None:
    """Why nothing more is to be told to an endpoint after `answer`; None: go on."""
    if answer.status_code == GONE:
        return "gone"
    return "failing" if now - failing_since >= DISABLED_AFTER else None
