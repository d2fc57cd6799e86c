"""The span and the log context around work on jobs: it continues the trace that added them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import bound_contextvars

from goodword import ids
from goodword.jobs.job import Job
from goodword.observability.tracing import MAX_LINKS, span

_W3C = TraceContextTextMapPropagator()


@contextmanager
def working(batch: Sequence[Job]) -> Iterator[None]:
    """Jobs of one kind in hand. Those of several traces begin one of their own, linked to each."""
    traces = list(dict.fromkeys(job.traceparent for job in batch if job.traceparent))
    only = traces[0] if len(traces) == 1 else None
    with (
        bound_contextvars(**names(batch)),
        span(
            f"job {batch[0].kind}",
            only,
            kind=SpanKind.CONSUMER,
            **{"messaging.batch.message_count": len(batch)},
        ) as started,
    ):
        for traceparent in [] if only else traces[:MAX_LINKS]:
            context = _W3C.extract({"traceparent": traceparent})
            started.add_link(trace.get_current_span(context).get_span_context())
        yield


def names(batch: Sequence[Job]) -> dict[str, str]:
    """What log lines say of the jobs in hand."""
    if len(batch) > 1:
        return {"job_kind": batch[0].kind}
    (job,) = batch
    return {
        "job_kind": job.kind,
        "job_id": ids.show("job", job.id),
        "business_id": ids.show("biz", job.business_id),
    }
