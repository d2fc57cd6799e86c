"""What sending to endpoints works with, and how many calls one endpoint gets at a time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import httpx
from prometheus_client import CollectorRegistry
from prometheus_client import Counter as Meter

from goodword.database import Database
from goodword.errors import TransientError
from goodword.seal import Sealer

AT_ONCE: Final = 32
"""Calls of one process."""

AT_ONCE_EACH: Final = 8
AT_ONCE_FAILING: Final = 2
"""Calls to one endpoint, so that a slow one leaves hands for others, and one that fails most."""

AGAIN_AFTER_S: Final = 2.0


class Meters:
    """The metrics of what is sent to endpoints."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._attempts = Meter(
            "endpoint_attempts",
            "Calls to webhook endpoints, by outcome (delivered, pending, failed)",
            ["outcome"],
            registry=registry,
        )
        self._disabled = Meter(
            "endpoints_disabled",
            "Webhook endpoints that were disabled since nothing came through, by reason",
            ["reason"],
            registry=registry,
        )

    def note(self, outcome: str) -> None:
        """An endpoint was called, and this became of the dispatch."""
        self._attempts.labels(outcome).inc()

    def note_disabled(self, reason: str) -> None:
        self._disabled.labels(reason).inc()


@dataclass(frozen=True, slots=True)
class Sending:
    """Made once by `main`; `http` reaches private networks only where that is set."""

    db: Database
    sealer: Sealer
    http: httpx.AsyncClient
    meters: Meters
    _in_hand: Counter[UUID] = field(default_factory=Counter)

    @contextmanager
    def turn(self, endpoint_id: UUID, *, failing: bool) -> Iterator[None]:
        """A call to this endpoint; TransientError where it has enough of them now."""
        if self._in_hand[endpoint_id] >= (AT_ONCE_FAILING if failing else AT_ONCE_EACH):
            raise TransientError("the endpoint is busy", retry_after_s=AGAIN_AFTER_S)
        self._in_hand[endpoint_id] += 1
        try:
            yield
        finally:
            self._in_hand[endpoint_id] -= 1
            if not self._in_hand[endpoint_id]:
                del self._in_hand[endpoint_id]
