"""Where spans go when they end: to the log, or to a collector (OTLP over HTTP, as JSON)."""

import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import SpanContext, format_span_id, format_trace_id

TIMEOUT_S = 5.0
"""A collector that does not answer costs spans, never more: the process ends without them."""

log = structlog.get_logger()


class LoggedSpans(SpanExporter):
    """Each span as a line of level debug."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        for span in spans:
            log.debug(
                "span",
                name=span.name,
                trace_id=format_trace_id(span.context.trace_id),
                links=[format_trace_id(link.context.trace_id) for link in span.links],
                seconds=((span.end_time or 0) - (span.start_time or 0)) / 1e9,
            )
        return SpanExportResult.SUCCESS


class CollectedSpans(SpanExporter):
    """Sends spans to the collector at `endpoint`, such as http://collector:4318.

    What it does not take is lost, with a warning: traces are for looking, nothing rests on them.
    """

    def __init__(self, endpoint: str) -> None:
        self._url = f"{endpoint}/v1/traces"

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        request = urllib.request.Request(  # noqa: S310 - the settings take http and https only
            self._url, data=written(spans), headers={"content-type": "application/json"}
        )
        try:
            urllib.request.urlopen(request, timeout=TIMEOUT_S).close()  # noqa: S310
        except OSError as error:
            log.warning("spans lost", count=len(spans), error=str(error))
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS


def written(spans: Sequence[ReadableSpan]) -> bytes:
    """Spans of one process in OTLP's JSON form."""
    resource = {"attributes": _attributes(spans[0].resource.attributes)}
    scope = {"scope": {"name": "goodword"}, "spans": [_span(span) for span in spans]}
    return orjson.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]})


def _span(span: ReadableSpan) -> dict[str, Any]:
    return {
        **_place(span.context),
        "parentSpanId": format_span_id(span.parent.span_id) if span.parent else "",
        "name": span.name,
        "kind": span.kind.value + 1,  # OTLP counts from "unspecified"
        "startTimeUnixNano": str(span.start_time),
        "endTimeUnixNano": str(span.end_time),
        "attributes": _attributes(span.attributes),
        "events": [
            {
                "timeUnixNano": str(event.timestamp),
                "name": event.name,
                "attributes": _attributes(event.attributes),
            }
            for event in span.events
        ],
        "links": [_place(link.context) for link in span.links],
        "status": {
            "code": span.status.status_code.value,
            "message": span.status.description or "",
        },
    }


def _place(context: SpanContext) -> dict[str, str]:
    return {
        "traceId": format_trace_id(context.trace_id),
        "spanId": format_span_id(context.span_id),
    }


def _attributes(attributes: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in (attributes or {}).items()]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    return {"stringValue": str(value)}
