"""What the tests of logs and traces look at."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from goodword.observability import tracing
from goodword.observability.logging import configure

_SPANS = InMemorySpanExporter()

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written() -> io.StringIO:
    """Where the test logs to."""
    return io.StringIO()


@pytest.fixture
def lines(written: io.StringIO) -> Iterator[Lines]:
    """What was logged since the test began, in JSON."""
    root = logging.getLogger()
    before, level, structured = root.handlers, root.level, structlog.get_config()
    configure("json", "info", to=written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers = before
    root.setLevel(level)
    structlog.configure(**structured)


@pytest.fixture(scope="session")
def provider() -> TracerProvider:
    tracing.configure(is_debugged=True)
    made = trace.get_tracer_provider()
    assert isinstance(made, TracerProvider)
    made.add_span_processor(SimpleSpanProcessor(_SPANS))
    return made


@pytest.fixture
def spans(provider: TracerProvider) -> Callable[[], tuple[ReadableSpan, ...]]:
    """The spans that ended since the test began."""
    _SPANS.clear()
    return _SPANS.get_finished_spans
