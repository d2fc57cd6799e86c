import asyncio
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from tests.shared.observability.conftest import Lines

from goodword.observability import tracing
from goodword.observability.logging import configure
from goodword.observability.spans import CollectedSpans, LoggedSpans
from standalone.port import free_port

Spans = Callable[[], tuple[ReadableSpan, ...]]

WEBHOOK = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def received(spans: tuple[ReadableSpan, ...]) -> tuple[SpanExportResult, str, Any]:
    """What a collector is sent, by an HTTP server that answers 200 to anything."""
    requests: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        requests.extend((head, await reader.readexactly(length)))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        collected = CollectedSpans(f"http://127.0.0.1:{port}")
        result = await asyncio.to_thread(collected.export, spans)
    return result, requests[0].split(b"\r\n")[0].decode(), json.loads(requests[1])


async def test_spans_reach_a_collector_in_otlp_json(spans: Spans) -> None:
    with (
        pytest.raises(ValueError, match="no amount"),
        tracing.span("apply", WEBHOOK, source="shopify", count=3, late=True, share=0.5),
    ):
        raise ValueError("no amount")

    result, request, sent = await received(spans())

    [span] = sent["resourceSpans"][0]["scopeSpans"][0]["spans"]
    assert result is SpanExportResult.SUCCESS
    assert request == "POST /v1/traces HTTP/1.1"
    assert (span["traceId"], span["parentSpanId"]) == tuple(WEBHOOK.split("-")[1:3])
    assert (span["name"], span["kind"], span["status"]["code"]) == ("apply", 1, 2)
    assert int(span["endTimeUnixNano"]) > int(span["startTimeUnixNano"])
    assert span["attributes"] == [
        {"key": "source", "value": {"stringValue": "shopify"}},
        {"key": "count", "value": {"intValue": "3"}},
        {"key": "late", "value": {"boolValue": True}},
        {"key": "share", "value": {"doubleValue": 0.5}},
    ]
    assert span["events"][0]["name"] == "exception"


async def test_a_collector_that_is_down_costs_spans_and_nothing_else(
    spans: Spans, lines: Lines
) -> None:
    with tracing.span("apply"):
        pass

    result = CollectedSpans(f"http://127.0.0.1:{free_port()}").export(spans())

    assert result is SpanExportResult.FAILURE
    assert [line["event"] for line in lines()] == ["spans lost"]


def test_without_a_collector_spans_are_logged_at_debug(
    spans: Spans, lines: Lines, written: io.StringIO
) -> None:
    with tracing.span("apply", WEBHOOK):
        pass

    LoggedSpans().export(spans())
    configure("json", "debug", to=written)
    LoggedSpans().export(spans())

    [line] = [line for line in lines() if line["event"] == "span"]
    assert (line["name"], line["trace_id"]) == ("apply", WEBHOOK.split("-")[1])
