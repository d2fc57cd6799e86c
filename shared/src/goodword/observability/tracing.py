"""Traces that follow one webhook through the log to the mail it causes.

A fact is said under the span that made it true: the outbox keeps that span's W3C `traceparent`,
both transports carry it along, and whoever applies the fact continues from there.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Protocol
from uuid import UUID

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import bound_contextvars, get_contextvars

from goodword.observability.spans import CollectedSpans, LoggedSpans

MAX_LINKS = 128
"""A span of a larger batch links to the first so many traces."""

_W3C = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("goodword")
_IDS = RandomIdGenerator()


class Tracing(Enum):
    """What becomes of spans in this process."""

    OFF = "off"
    NAMED = "named"
    """Nobody looks at them: they have ids, by which logs and other services name the trace."""
    RECORDED = "recorded"


_tracing = Tracing.OFF


class Traced(Protocol):
    """What a trace needs of an event; every `Envelope` has it."""

    @property
    def id(self) -> UUID: ...
    @property
    def type(self) -> str: ...
    @property
    def business_id(self) -> UUID: ...
    @property
    def traceparent(self) -> str | None: ...


def configure(otlp_endpoint: str | None = None, *, is_debugged: bool = False) -> None:
    """Begin to trace in this process; once spans are recorded, another call changes nothing.

    Spans go to the collector at `otlp_endpoint`, such as http://collector:4318; without one they
    are lines of the log where it `is_debugged`. Else only their ids are made: recording a span cost
    a quarter of what accepting a webhook does.
    """
    global _tracing
    if _tracing is Tracing.RECORDED:
        return
    if not (otlp_endpoint or is_debugged):
        _tracing = Tracing.NAMED
        return
    _tracing = Tracing.RECORDED
    provider = TracerProvider(
        resource=Resource.create({"service.name": "goodword"}),
        span_limits=SpanLimits(max_links=MAX_LINKS),
    )
    if otlp_endpoint:
        provider.add_span_processor(BatchSpanProcessor(CollectedSpans(otlp_endpoint)))
    else:
        provider.add_span_processor(SimpleSpanProcessor(LoggedSpans()))
    trace.set_tracer_provider(provider)


def current_traceparent() -> str | None:
    """The W3C `traceparent` of the span we are in; None outside of any."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def span(
    name: str,
    traceparent: str | None = None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    **attributes: str | int | float | bool,
) -> Iterator[Span]:
    """A span around a piece of work, below `traceparent` where one is given, else the current one.

    An error that leaves the block is recorded on it. A `traceparent` that is none is ignored.
    """
    parent = _W3C.extract({"traceparent": traceparent}) if traceparent else None
    if _tracing is Tracing.NAMED:
        with _named(parent) as unrecorded:
            yield unrecorded
        return
    with _TRACER.start_as_current_span(
        name, context=parent, kind=kind, attributes={**_who(), **attributes}
    ) as started:
        yield started


@contextmanager
def consuming(envelopes: Sequence[Traced]) -> Iterator[None]:
    """A span around a handler's work on a batch of one type; logs inside name what is in hand.

    Where the whole batch came true in one trace, the span continues that trace. A batch of several
    begins a trace of its own, with a link to each.
    """
    origins = _origins(envelopes)
    alone = len({origin.trace_id for origin in origins}) == 1
    parent = trace.set_span_in_context(NonRecordingSpan(origins[0])) if alone else None
    if _tracing is Tracing.NAMED:
        with bound_contextvars(**_in_hand(envelopes)), _named(parent):
            yield
        return
    with (
        bound_contextvars(**_in_hand(envelopes)),
        _TRACER.start_as_current_span(
            f"process {envelopes[0].type}",
            context=parent,
            kind=SpanKind.CONSUMER,
            links=[Link(origin) for origin in origins[1 if alone else 0 :]],
            attributes={
                **_who(),
                "messaging.operation.name": "process",
                "messaging.batch.message_count": len(envelopes),
            },
        ),
    ):
        yield


@contextmanager
def _named(parent: contexts.Context | None) -> Iterator[Span]:
    """A span that is only ids: below `parent`, else below the current one, else a trace of its own.

    Its flag says that it is sampled, so that services with a collector record what follows.
    """
    above = trace.get_current_span(parent).get_span_context()
    trace_id = above.trace_id if above.is_valid else _IDS.generate_trace_id()
    flags = above.trace_flags if above.is_valid else TraceFlags(TraceFlags.SAMPLED)
    span_context = SpanContext(trace_id, _IDS.generate_span_id(), False, flags)
    unrecorded = NonRecordingSpan(span_context)
    token = contexts.attach(trace.set_span_in_context(unrecorded))
    try:
        yield unrecorded
    finally:
        contexts.detach(token)


def _origins(envelopes: Sequence[Traced]) -> list[SpanContext]:
    """The different contexts in which these events came true, in order."""
    origins = []
    for traceparent in dict.fromkeys(envelope.traceparent for envelope in envelopes):
        if traceparent:
            extracted = _W3C.extract({"traceparent": traceparent})
            origins.append(trace.get_current_span(extracted).get_span_context())
    return [origin for origin in origins if origin.is_valid][:MAX_LINKS]


def _who() -> dict[str, str]:
    """The service whose work this is; several may share this process."""
    service = get_contextvars().get("service")
    return {"goodword.service": service} if service else {}


def _in_hand(envelopes: Sequence[Traced]) -> dict[str, str]:
    if len(envelopes) > 1:
        return {"event_type": envelopes[0].type}
    return {"event_id": str(envelopes[0].id), "business_id": str(envelopes[0].business_id)}
