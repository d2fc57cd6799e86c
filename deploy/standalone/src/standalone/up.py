"""`goodword up`: PostgreSQL and all three services in one process, on one port."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from starlette.routing import BaseRoute, Mount

from goodword.errors import GoodwordError
from goodword.observability import Watch, logging, operations, tracing
from notifier import main as notifier
from referral_api import main as referral_api
from rewards_worker import main as rewards_worker
from rewards_worker.providers.sandbox.server import create_app
from standalone.keys import kept_keys
from standalone.operator_env import write_operator_env
from standalone.port import is_free
from standalone.postgres import EmbeddedPostgres
from standalone.settings import StandaloneSettings
from standalone.welcome import welcome
from standalone.wiring import ServiceSettings, made_ready, service_settings


async def up(settings: StandaloneSettings, stop: asyncio.Event) -> None:
    """Run everything on the data folder until `stop`; then the services end before PostgreSQL.

    GoodwordError: the folder is in use, the port is taken, or PostgreSQL does not run.
    """
    logging.configure(settings.log_format, settings.log_level)
    async with EmbeddedPostgres(settings.data) as server:
        if not is_free(settings.port):
            raise GoodwordError(
                f"Port {settings.port} is taken: end who uses it, or set GOODWORD_PORT."
            )
        keys = kept_keys(server.data)
        services = service_settings(settings, keys, server)
        is_debugged = settings.log_level == "debug"
        tracing.configure(services.referral_api.otlp_endpoint, is_debugged=is_debugged)
        await made_ready(server, keys)
        write_operator_env(server.data / "operator.env", server, keys)
        await _serve(services, server, stop)


async def _serve(services: ServiceSettings, server: EmbeddedPostgres, stop: asyncio.Event) -> None:
    watches = [Watch(name) for name in ("referral-api", "rewards-worker", "notifier")]
    api, rewards, notes = watches
    sandbox = create_app(server.data / "sandbox.json")
    mounts: list[BaseRoute] = [*operations.routes(watches), Mount("/sandbox", sandbox)]
    loops = {
        "referral-api": referral_api.serve(
            services.referral_api, stop=stop, watch=api, mounts=mounts
        ),
        "rewards-worker": rewards_worker.serve(services.rewards_worker, stop=stop, watch=rewards),
        "notifier": notifier.serve(services.notifier, stop=stop, watch=notes),
        "goodword up": welcome(services, server.data, watches, stop),
    }
    async with sandbox.router.lifespan_context(sandbox), asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(_ends_with(server))
        running = [tasks.create_task(_named(name, loop)) for name, loop in loops.items()]
        await asyncio.gather(*running)
        watching.cancel()


async def _named(service: str, loop: Coroutine[Any, Any, None]) -> None:
    """Run a service's loops with its name on every line that they log."""
    structlog.contextvars.bind_contextvars(service=service)
    await loop


async def _ends_with(server: EmbeddedPostgres) -> None:
    await server.wait()
    raise GoodwordError(f"PostgreSQL ended by itself: {server.log} may say why.")
