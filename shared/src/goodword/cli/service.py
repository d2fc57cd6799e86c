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

    A signal makes it not ready first, and `drain_s` later begins its end. Logs and traces are set
    up before all else, and every line says which service wrote it.
    """
    logging.configure(settings.log_format, settings.log_level)
    tracing.configure(settings.otlp_endpoint, is_debugged=settings.log_level == "debug")
    watch = Watch(service)

    async def both(told: asyncio.Event) -> None:
        stop = asyncio.Event()
        structlog.contextvars.bind_contextvars(service=service)
        app = Starlette(routes=operations.routes([watch]))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_leave(told, watch, settings.drain_s, stop))
            tasks.create_task(serve_http(app, host=settings.host, port=operations_port, stop=stop))
            await serve(stop, watch)

    raise typer.Exit(run(both))


async def _leave(told: asyncio.Event, watch: Watch, drain_s: float, stop: asyncio.Event) -> None:
    """Once it is told to end: say so to who asks whether it is ready, give them time, then end."""
    await told.wait()
    watch.leave()
    await asyncio.sleep(drain_s)
    stop.set()
