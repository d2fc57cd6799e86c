"""A service that only says that it is well: `python a_command.py PORT`."""

import asyncio
import sys

import structlog
import typer
from cryptography.fernet import Fernet

from goodword.cli.service import run_service
from goodword.observability import Watch, tracing
from goodword.settings import Settings, load

app = typer.Typer()


async def serve(stop: asyncio.Event, watch: Watch) -> None:
    watch.health.say("loop", True)
    with tracing.span("work"):
        structlog.get_logger().info("working")
    await asyncio.sleep(0.2)
    print("serving", flush=True)
    await stop.wait()


@app.command()
def run(port: int) -> None:
    settings = load(Settings, secret_keys=Fernet.generate_key().decode(), hash_key="h" * 32)
    run_service("a-service", settings, port, serve)


app(sys.argv[1:])
