"""The sandbox on a loopback port, a client of it, and a server that answers what it is told."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import uvicorn

from goodword.money import Money
from rewards_worker.ports import Order
from rewards_worker.providers.sandbox.client import SandboxProvider
from rewards_worker.providers.sandbox.server import create_app

TOKEN = "TEST_token"
PATIENCE_S = 30.0


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the signals belong to pytest


class Sandbox:
    """A running sandbox, and its other side: faults to ask for, books to read."""

    def __init__(self, base_url: str, client: httpx.AsyncClient) -> None:
        self.base_url = base_url
        self.client = client

    def provider(self, *, token: str = TOKEN, timeout_s: float = PATIENCE_S) -> SandboxProvider:
        return SandboxProvider(self.base_url, token, self.client, timeout_s=timeout_s)

    async def fault(self, **fault: Any) -> int:
        answer = await self.client.post(f"{self.base_url}/faults", json=fault)
        return answer.status_code

    async def fate(self, external_id: Any, **fate: Any) -> None:
        """What becomes of an order from now on."""
        url = f"{self.base_url}/orders/{external_id}/fate"
        assert (await self.client.put(url, json=fate)).status_code == 204

    async def orders(self) -> list[dict[str, Any]]:
        answer = await self.client.get(f"{self.base_url}/books", timeout=PATIENCE_S)
        orders: list[dict[str, Any]] = answer.json()["orders"]
        return orders

    async def resends(self) -> int:
        """How often a message was asked for again."""
        answer = await self.client.get(f"{self.base_url}/books", timeout=PATIENCE_S)
        return int(answer.json()["resends"])

    async def post(self, path: str, content: bytes, token: str = TOKEN) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"}
        url = f"{self.base_url}{path}"
        return await self.client.post(url, content=content, headers=headers, timeout=PATIENCE_S)

    async def get(self, path: str, token: str = TOKEN) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"}
        return await self.client.get(f"{self.base_url}{path}", headers=headers)


@asynccontextmanager
async def running(books: Path | None = None) -> AsyncIterator[Sandbox]:
    # Named, since asyncio sets TCP_NODELAY only where it sees that it is TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(books), lifespan="on", ws="none", log_config=None)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        if serving.done():
            serving.result()
        await asyncio.sleep(0.01)
    try:
        async with httpx.AsyncClient() as client:
            yield Sandbox(f"http://127.0.0.1:{listener.getsockname()[1]}", client)
    finally:
        server.should_exit = True
        await serving


@pytest.fixture
def run_sandbox() -> Callable[[Path | None], AbstractAsyncContextManager[Sandbox]]:
    """Runs a sandbox on books of our choice."""
    return running


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running() as sandbox:
        yield sandbox


@pytest.fixture
def key() -> UUID:
    return uuid4()


@pytest.fixture
def order(key: UUID) -> Order:
    return Order(
        key=key,
        kind="gift_card",
        amount=Money.parse("37.48", "USD"),
        recipient_name="Zoë",
        recipient_email="zoe@example.com",
    )


class Telling:
    """Answers every request with the same bytes and hangs up; None says nothing, for ever."""

    def __init__(self, answer: bytes | None) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = [
            line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        ]
        body = await reader.readexactly(int(length[0].split(b":")[1])) if length else b""
        self.requests.append(head + body)
        if self.answer is None:
            await reader.read()  # until the client hangs up
        else:
            writer.write(self.answer)
            with contextlib.suppress(ConnectionError):
                await writer.drain()
        writer.close()


@pytest.fixture
async def telling() -> AsyncIterator[Callable[..., Any]]:
    servers: list[asyncio.Server] = []

    async def start(answer: bytes | None) -> Telling:
        told = Telling(answer)
        servers.append(await asyncio.start_server(told.serve, "127.0.0.1", 0))
        told.url = f"http://127.0.0.1:{servers[-1].sockets[0].getsockname()[1]}"
        return told

    yield start

    for server in servers:
        server.close()
        await server.wait_closed()
