import io
import logging

import structlog
from tests.shared.observability.conftest import Lines

from goodword.observability import tracing
from goodword.observability.logging import HIDDEN, configure


def test_a_line_carries_what_is_bound_and_the_trace_it_was_written_in(
    lines: Lines, provider: object
) -> None:
    with (
        structlog.contextvars.bound_contextvars(service="notifier", event_id="e1"),
        tracing.span("work"),
    ):
        structlog.get_logger().info("mail sent", business_id="b1")
        traceparent = tracing.current_traceparent()

    [line] = lines()
    assert traceparent
    assert line["event"] == "mail sent"
    assert line["level"] == "info"
    assert (line["service"], line["event_id"], line["business_id"]) == ("notifier", "e1", "b1")
    assert line["trace_id"] == traceparent.split("-")[1]


def test_secrets_are_never_logged_at_any_depth_nor_inside_urls(lines: Lines) -> None:
    structlog.get_logger().info(
        "started",
        api_key="gw_test_1",
        hash_key="h1",
        operator_token="t1",
        settings={"smtp": {"password": "p1"}, "hosts": ["postgresql://app:p2@db/goodword"]},
        headers=[{"Authorization": "Bearer b1"}],
        key="sal_1",
        error="cannot reach amqp://user:p3@host",
    )

    [line] = lines()
    for secret in ("gw_test_1", "'h1'", "'t1'", "'p1'", "p2@", "Bearer b1", "p3@"):
        assert secret not in str(line)
    assert line["api_key"] == HIDDEN
    assert line["settings"]["hosts"] == [f"postgresql://app:{HIDDEN}@db/goodword"]
    assert line["key"] == "sal_1"


def test_a_traceback_hides_the_password_of_a_url(lines: Lines) -> None:
    try:
        raise ConnectionError("postgresql://app:hunter2@db/goodword refused")
    except ConnectionError:
        structlog.get_logger().exception("database gone")

    [line] = lines()
    assert "ConnectionError" in line["exception"]
    assert "hunter2" not in str(line)


def test_what_libraries_log_comes_out_the_same_way(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").warning("connection of %s lost", "10.0.0.1")
    logging.getLogger("aiokafka.consumer").error("broker gone")
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")

    assert [(line["event"], line["level"]) for line in lines()] == [
        ("connection of 10.0.0.1 lost", "warning"),
        ("broker gone", "error"),
    ]


def test_lines_below_the_level_are_not_printed(lines: Lines) -> None:
    structlog.get_logger().debug("too much")

    assert lines() == []


def test_the_console_shows_a_traceback_without_its_secrets(
    lines: Lines, written: io.StringIO
) -> None:
    configure("console", "info", to=written)
    try:
        raise ConnectionError("postgresql://app:hunter2@db/goodword refused")
    except ConnectionError:
        structlog.get_logger().exception("database gone")

    shown = written.getvalue()
    assert "database gone" in shown
    assert "ConnectionError" in shown
    assert "hunter2" not in shown
