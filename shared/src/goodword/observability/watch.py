"""What one service shows of itself. Several may live in one process, each with its own."""

from prometheus_client import CollectorRegistry

from goodword.observability.health import Health
from goodword.observability.metrics import Metrics


class Watch:
    """The metrics and the health of the service named `service`."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.registry = CollectorRegistry()
        self.metrics = Metrics(self.registry)
        self.health = Health()
        self.is_leaving = False

    def leave(self) -> None:
        """Be not ready from now on, and end connections with their next answer."""
        self.is_leaving = True
        self.health.say("process", False, "it was told to end, and answers what still comes")
