"""What is counted of webhooks and of the queue that they wait in."""

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge

Outcome = Literal["accepted", "duplicate", "refused"]

UNKNOWN = "unknown"
"""The source of a webhook to an address that is nobody's."""


class Meters:
    """The metrics of webhooks and deliveries of one service."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._webhooks = Counter(
            "webhooks",
            "Webhooks answered, by source and outcome (accepted, duplicate, refused)",
            ["source", "outcome"],
            registry=registry,
        )
        self.oldest_received = Gauge(
            "delivery_oldest_received_seconds",
            "Age of the oldest delivery that nobody has looked at; 0 when there is none",
            registry=registry,
        )
        self.deliveries = Gauge(
            "deliveries",
            "Deliveries now that did not come to anything yet, by status (waiting, failed)",
            ["status"],
            registry=registry,
        )

    def note(self, source: str, outcome: Outcome) -> None:
        """A webhook of a source was answered."""
        self._webhooks.labels(source, outcome).inc()
