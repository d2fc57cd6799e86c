from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import structlog
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, format_trace_id

from goodword.observability import tracing

Spans = Callable[[], tuple[ReadableSpan, ...]]

WEBHOOK = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
ANOTHER = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
BUSINESS = UUID(int=7)


@dataclass(frozen=True)
class Fact:
    id: UUID
    traceparent: str | None
    type: str = "goodword.sale-closed.v1"
    business_id: UUID = BUSINESS


def fact(traceparent: str | None) -> Fact:
    return Fact(uuid4(), traceparent)


def test_outside_of_any_span_there_is_no_traceparent() -> None:
    assert tracing.current_traceparent() is None


def test_a_span_continues_the_trace_it_is_given(spans: Spans) -> None:
    with tracing.span("POST /webhooks", WEBHOOK, source="shopify"):
        inside = tracing.current_traceparent()

    [span] = spans()
    assert inside
    assert inside.split("-")[1] == WEBHOOK.split("-")[1]
    assert inside.split("-")[2] != WEBHOOK.split("-")[2]
    assert span.attributes == {"source": "shopify"}


def test_a_traceparent_that_is_none_begins_a_trace_of_its_own(spans: Spans) -> None:
    with tracing.span("POST /webhooks", "no traceparent"):
        inside = tracing.current_traceparent()

    assert inside
    assert spans()[0].parent is None


def test_what_one_webhook_caused_is_one_trace_through_every_service(spans: Spans) -> None:
    with tracing.span("POST /webhooks", WEBHOOK):
        said_by_api = tracing.current_traceparent()
    with tracing.consuming([fact(said_by_api)]):
        said_by_worker = tracing.current_traceparent()
    with tracing.consuming([fact(said_by_worker), fact(said_by_worker)]):
        pass

    traces = {format_trace_id(span.context.trace_id) for span in spans()}
    assert traces == {WEBHOOK.split("-")[1]}
    assert [span.kind for span in spans()[1:]] == [SpanKind.CONSUMER] * 2


def test_a_batch_that_came_of_one_trace_by_several_spans_continues_it(spans: Spans) -> None:
    another_span = WEBHOOK.replace("b7ad6b7169203331", "c7ad6b7169203331")

    with tracing.consuming([fact(WEBHOOK), fact(another_span), fact(WEBHOOK)]):
        inside = tracing.current_traceparent()

    [span] = spans()
    assert inside
    assert inside.split("-")[1] == WEBHOOK.split("-")[1]
    assert span.parent
    assert [format_trace_id(link.context.trace_id) for link in span.links] == [
        another_span.split("-")[1]
    ]


def test_a_batch_of_several_traces_links_to_each_of_them_once(spans: Spans) -> None:
    batch = [fact(WEBHOOK), fact(ANOTHER), fact(None), fact("junk"), fact(WEBHOOK)]

    with tracing.consuming(batch):
        pass

    [span] = spans()
    assert span.parent is None
    assert [format_trace_id(link.context.trace_id) for link in span.links] == [
        WEBHOOK.split("-")[1],
        ANOTHER.split("-")[1],
    ]
    assert span.attributes
    assert span.attributes["messaging.batch.message_count"] == 5


def test_a_batch_without_traces_begins_one(spans: Spans) -> None:
    with tracing.consuming([fact(None)]):
        inside = tracing.current_traceparent()

    assert inside
    assert spans()[0].links == ()


def test_logs_inside_name_the_event_in_hand(spans: Spans) -> None:
    one = fact(WEBHOOK)

    with tracing.consuming([one]):
        alone = structlog.contextvars.get_contextvars()
    with tracing.consuming([one, fact(ANOTHER)]):
        together = structlog.contextvars.get_contextvars()

    assert alone == {"event_id": str(one.id), "business_id": str(one.business_id)}
    assert together == {"event_type": "goodword.sale-closed.v1"}
    assert structlog.contextvars.get_contextvars() == {}


def test_a_span_says_whose_work_it_is(spans: Spans) -> None:
    with structlog.contextvars.bound_contextvars(service="notifier"), tracing.span("send"):
        pass

    assert spans()[0].attributes == {"goodword.service": "notifier"}
