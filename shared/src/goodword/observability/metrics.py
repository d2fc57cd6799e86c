"""What is counted and measured, and how it is written for Prometheus.

Each service of a process has a registry of its own, since a name can be registered only once in
one. Written out, every sample gets the label `service`, so that one page serves several services.

Names follow OpenTelemetry where it has a convention (`messaging_…`, `http_server_…`). Times are in
seconds. A service adds its own metrics with `registry=watch.registry`.
"""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample

_SHORT_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LONG_S = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400)


class Metrics:
    """The metrics that the kernel keeps for one service."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._log(registry)
        self._parked(registry)
        self._messages(registry)
        self._jobs(registry)
        self._http(registry)

    def _log(self, registry: CollectorRegistry) -> None:
        """The log, by the group that reads it (a service, or the relay)."""
        self.outbox_lag = Gauge(
            "outbox_lag_seconds",
            "Age of the oldest event that a group has not applied; 0 when it has read all",
            ["group"],
            registry=registry,
        )
        self.outbox_unread = Gauge(
            "outbox_unread_events", "Events not applied yet", ["group"], registry=registry
        )
        self.xmin_stall = Gauge(
            "outbox_xmin_stall_seconds",
            "Age of the oldest write transaction, behind which every reader waits",
            registry=registry,
        )
        self.outbox_days_ahead = Gauge(
            "outbox_days_ahead", "Days for which the log has a partition", registry=registry
        )

    def _parked(self, registry: CollectorRegistry) -> None:
        """What readers put aside."""
        self.parked = Gauge(
            "inbox_parked_events", "Events put aside now", ["state"], registry=registry
        )
        self.waiting_longest = Gauge(
            "inbox_waiting_longest_seconds",
            "For how long an event has waited for a fact that has not come; 0 when none waits",
            registry=registry,
        )

    def _messages(self, registry: CollectorRegistry) -> None:
        """What goes over the log, whatever carries it."""
        self.sent = Counter(
            "messaging_client_sent_messages",
            "Events sent to the broker",
            ["destination"],
            registry=registry,
        )
        self.consumed = Counter(
            "messaging_client_consumed_messages",
            "Events read, repeats included",
            ["group", "destination"],
            registry=registry,
        )
        self.operation_duration = Histogram(
            "messaging_client_operation_duration_seconds",
            "Calls to the broker: send, receive, commit",
            ["operation"],
            buckets=_SHORT_S,
            registry=registry,
        )
        self.process_duration = Histogram(
            "messaging_process_duration_seconds",
            "Applying one batch, its transaction included",
            ["group"],
            buckets=_SHORT_S,
            registry=registry,
        )

    def _jobs(self, registry: CollectorRegistry) -> None:
        self.job_lateness = Histogram(
            "job_lateness_seconds",
            "From when a job was due until it was claimed",
            ["kind"],
            buckets=_LONG_S,
            registry=registry,
        )
        self.jobs = Gauge(
            "jobs",
            "Jobs now, by kind and state (due, running, dead, unknown)",
            ["kind", "state"],
            registry=registry,
        )
        self.job_outcomes = Counter(
            "job_outcomes_total",
            "Attempts at jobs, by how they ended (done, again, dead, unknown)",
            ["kind", "outcome"],
            registry=registry,
        )

    def _http(self, registry: CollectorRegistry) -> None:
        self.http_duration = Histogram(
            "http_server_request_duration_seconds",
            "Requests answered; its count is their number",
            ["method", "route", "status"],
            buckets=_SHORT_S,
            registry=registry,
        )


def written(registries: Mapping[str, CollectorRegistry]) -> bytes:
    """The metrics of several services, by their names, and of the process, as Prometheus reads."""
    return generate_latest(_Together(registries))


class _Together(CollectorRegistry):
    """Registries as one: Prometheus refuses a page that names a metric twice."""

    def __init__(self, registries: Mapping[str, CollectorRegistry]) -> None:
        super().__init__()
        self._registries = registries
        ProcessCollector(registry=self)

    def collect(self) -> Iterator[Metric]:
        yield from super().collect()
        together: dict[str, Metric] = {}
        for service, registry in self._registries.items():
            for metric in registry.collect():
                first = together.setdefault(
                    metric.name, Metric(metric.name, metric.documentation, metric.type, metric.unit)
                )
                first.samples.extend(_of(service, sample) for sample in metric.samples)
        yield from together.values()


def _of(service: str, sample: Sample) -> Sample:
    return sample._replace(labels={"service": service, **sample.labels})
