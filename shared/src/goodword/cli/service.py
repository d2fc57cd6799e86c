"""One service as a process of its own, as its `commands.py` starts it."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
import typer
from starlette.applications import Starlette

from goodword.observability import Watch, logging, operations, tracing
from goodword.process import run, serve_http
from goodword.settings import Settings

Serve = Callable[[asyncio.Event, Watch], Awaitable[None]]
"""A service's `main.serve`, with its settings already given."""


def run_service(service: str, settings: Settings, operations_port: int, serve: Serve) -> None:
    """Run `serve` beside its operations port (/health, /metrics) until a signal; then typer.Exit.

    Logs and traces are set up first, and every line says which service wrote it.
    """
    logging.configure(settings.log_format, settings.log_level)
    tracing.configure(settings.otlp_endpoint, is_debugged=settings.log_level == "debug")
    watch = Watch(service)

    async def both(stop: asyncio.Event) -> None:
        structlog.contextvars.bind_contextvars(service=service)
        app = Starlette(routes=operations.routes([watch]))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve_http(app, host=settings.host, port=operations_port, stop=stop))
            await serve(stop, watch)

    raise typer.Exit(run(both))
