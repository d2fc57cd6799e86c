from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind

from goodword.observability import Watch, tracing
from goodword.observability.requests import Observed

Spans = Callable[[], tuple[ReadableSpan, ...]]

WEBHOOK = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def app(watch: Watch) -> Observed:
    api = FastAPI(telemetry={"tracing": False})  # its spans would carry paths, tokens included

    @api.get("/u/{token}")
    async def page(token: str) -> str | None:
        return tracing.current_traceparent()

    @api.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError

    return Observed(api, watch)


def client(watch: Watch) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app(watch)), base_url="http://api")


def counted(watch: Watch) -> dict[tuple[str, str, str], float]:
    return {
        (s.labels["method"], s.labels["route"], s.labels["status"]): s.value
        for metric in watch.metrics.http_duration.collect()
        for s in metric.samples
        if s.name.endswith("_count")
    }


async def test_requests_are_counted_by_route_never_by_path() -> None:
    watch = Watch("referral-api")
    async with client(watch) as api:
        await api.get("/u/secret-1")
        await api.get("/u/secret-2")
        await api.get("/nowhere")
        with pytest.raises(ZeroDivisionError):
            await api.get("/broken")

    assert counted(watch) == {
        ("GET", "/u/{token}", "200"): 2,
        ("GET", "unknown", "404"): 1,
        ("GET", "/broken", "500"): 1,
    }


async def test_a_callers_trace_is_continued(spans: Spans) -> None:
    async with client(Watch("referral-api")) as api:
        answer = await api.get("/u/secret-1", headers={"traceparent": WEBHOOK})

    [span] = spans()
    assert answer.json().split("-")[1] == WEBHOOK.split("-")[1]
    assert (span.name, span.kind) == ("GET /u/{token}", SpanKind.SERVER)
    assert "secret-1" not in str(span.to_json())


async def test_whoever_leaves_ends_connections_with_the_next_answer() -> None:
    watch = Watch("referral-api")
    async with client(watch) as api:
        before = await api.get("/nowhere")
        watch.leave()
        after = await api.get("/nowhere")

    assert "connection" not in before.headers
    assert after.headers["connection"] == "close"
