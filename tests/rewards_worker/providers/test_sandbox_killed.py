"""The sandbox killed with -9 while orders come in: what was answered is in its books, once."""

import asyncio
import socket
import sys
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from uuid import uuid4

import httpx

from goodword.errors import TransientError
from rewards_worker.ports import Issued, UnknownOutcomeError
from rewards_worker.providers.sandbox.client import SandboxProvider

PATIENCE_S = 60.0
ORDERS = 60
BEFORE_THE_KILL = 10

PROGRAM = """
import socket, sys, uvicorn
from pathlib import Path
from rewards_worker.providers.sandbox.server import create_app
listener = socket.socket(fileno=int(sys.argv[1]))
config = uvicorn.Config(create_app(Path(sys.argv[2])), ws="none", log_config=None)
uvicorn.Server(config).run(sockets=[listener])
"""


@asynccontextmanager
async def process(listener, books):
    """The server in a process of its own, on a socket that outlives it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, str(listener.fileno()), str(books),
        pass_fds=[listener.fileno()],
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class Answered(dict):
    """The outcome of each order, and a moment at which orders are still coming in."""

    def __init__(self):
        self.in_the_middle = asyncio.Event()

    async def submit(self, url, order, client):
        provider = SandboxProvider(url, "TEST_x", client, timeout_s=PATIENCE_S)
        with suppress(UnknownOutcomeError, TransientError):
            self[order.key] = await provider.submit(provider.compose(order), order.key)
        if len(self) > BEFORE_THE_KILL:
            self.in_the_middle.set()


async def test_no_answered_order_is_lost_and_none_is_made_twice(order, tmp_path):
    listener = socket.create_server(("127.0.0.1", 0), backlog=ORDERS)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    orders = [replace(order, key=uuid4()) for _ in range(ORDERS)]
    answered = Answered()

    with listener:
        async with httpx.AsyncClient() as client:
            async with process(listener, tmp_path / "books") as first:
                sending = asyncio.gather(*[answered.submit(url, one, client) for one in orders])
                await asyncio.wait_for(answered.in_the_middle.wait(), PATIENCE_S)
                first.kill()
            told = dict(answered)
            # What was still waiting to be accepted is accepted by the next one.
            async with process(listener, tmp_path / "books"):
                await sending
                for one in orders:
                    await answered.submit(url, one, client)
                books = (await client.get(f"{url}/books")).json()["orders"]

    made = {one["external_id"]: one["id"] for one in books}
    assert len(told) > BEFORE_THE_KILL
    assert sorted(one["external_id"] for one in books) == sorted(str(one.key) for one in orders)
    assert all(isinstance(outcome, Issued) for outcome in answered.values())
    assert {str(key): outcome.provider_ref for key, outcome in told.items()}.items() <= made.items()
    assert {str(key): outcome.provider_ref for key, outcome in answered.items()} == made
