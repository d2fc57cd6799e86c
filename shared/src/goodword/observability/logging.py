"""One line per happening, for machines (JSON) or people (console), whoever logs: structlog, or a
library through the standard library's logging.

Lines carry what is bound to the context (`service`, `event_id`, `business_id`) and the `trace_id`
of the span they were written in. Values whose name sounds secret are not printed.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import structlog
from opentelemetry import trace
from pydantic import SecretBytes, SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"

_SECRET = re.compile(
    r"secret|password|authorization|token|cookie|signature|(^|_|-)(key|keys)$|database_url|dsn",
    re.IGNORECASE,
)
_NOT_SECRET = frozenset({"key", "dedupe_key", "idempotency_key"})
"""Keys that only name things: of events, jobs and requests."""

_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s:/@]*):[^\s@]+@")

_QUIET = ("aiokafka", "alembic", "asyncio", "httpx", "httpcore", "sqlalchemy", "uvicorn.error")
"""Libraries whose chatter (below warning) is only of use to who debugs."""

Format = Literal["json", "console"]


def configure(format: Format, level: str, to: TextIO = sys.stderr) -> None:
    """Log to `to` in `format`, from `level` (debug, info, warning, error) upwards."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_trace,
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _as(format, to),
            ],
        )
    )
    _take_over(handler, level)


def _take_over(handler: logging.Handler, level: str) -> None:
    """Make `handler` the only one, for the loggers of libraries too."""
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in _QUIET:
        logging.getLogger(name).setLevel("DEBUG" if level == "debug" else "WARNING")


def _as(format: Format, to: TextIO) -> Processor:
    if format == "console":
        # Tracebacks are text by now, or secrets in them could not be hidden.
        return structlog.dev.ConsoleRenderer(
            colors=to.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.processors.JSONRenderer()


def add_trace(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Put the current trace's id on a line."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line["trace_id"] = trace.format_trace_id(context.trace_id)
    return line


def hide_secrets(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Hide values with a secret's name, at any depth, and passwords inside URLs."""
    return {name: _shown(name, value) for name, value in line.items()}


def _shown(name: str, value: Any) -> Any:
    if value is not None and name not in _NOT_SECRET and _SECRET.search(name):
        return HIDDEN
    if isinstance(value, SecretStr | SecretBytes):
        return HIDDEN
    if isinstance(value, Mapping):
        return {key: _shown(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_shown("", each) for each in value]
    if isinstance(value, str):
        return _PASSWORD_IN_URL.sub(r"\1:" + HIDDEN + "@", value)
    return value
