"""Calls to addresses that others name."""

import asyncio
import re
import socket
from pathlib import Path

import httpx
import pytest

from goodword.outbound import PrivateAddressError, open_client

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def server():
    """Answers every request with what it was asked, as text."""

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"GET /away"):
            writer.write(b"HTTP/1.1 302 x\r\nLocation: /here\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 x\r\nContent-Length: %d\r\n\r\n%s" % (len(head), head))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield listening.sockets[0].getsockname()[1]
    listening.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254"])
async def test_nobody_is_led_into_our_network(host, server):
    async with open_client(private=False) as client:
        with pytest.raises(PrivateAddressError):
            await client.get(f"http://{host}:{server}/")


async def test_a_name_is_looked_up_once_and_that_very_address_is_called(monkeypatch, server):
    loop = asyncio.get_running_loop()
    asked = []

    async def changing(host, port, **_):
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(loop, "getaddrinfo", changing)
    monkeypatch.setattr("goodword.outbound.is_public", lambda address: address == "127.0.0.1")

    async with open_client(private=False) as client:
        answer = await client.get(f"http://shop.example:{server}/orders")

    assert asked == ["shop.example"]
    assert f"host: shop.example:{server}" in answer.text.lower()


async def test_a_redirect_is_not_followed_and_a_private_network_is_open_on_request(server):
    async with open_client(private=True) as client:
        answer = await client.get(f"http://127.0.0.1:{server}/away")

    assert answer.status_code == 302


async def test_an_unknown_name_is_a_failed_connection(monkeypatch):
    async def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)

    async with open_client(private=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("https://nowhere.example/")


OPENERS = {
    "shared/src/goodword/outbound.py": "the one way out over HTTP",
    "shared/src/goodword/observability/spans.py": "to the collector that the operator names",
    "services/notifier/src/notifier/channels/smtp.py": "to the operator's mail server, or a"
    " business's, which channels/guard.py has looked at",
    "services/notifier/src/notifier/channels/guard.py": "connects for the line above",
}
"""Who may open a connection over HTTP, SMTP or a bare socket, and why."""

OPENING = re.compile(
    r"(httpx\.(Async)?Client|HTTPTransport|\bSMTP|urlopen|open_connection"
    r"|(loop|socket)\.create_connection|sock_connect)\(|(httpx|requests)\.(get|post|put|patch|delete|request|stream)\("
)


def test_nobody_else_calls_what_is_outside():
    files = [*ROOT.glob("services/*/src/**/*.py"), *ROOT.glob("shared/src/**/*.py")]

    opening = {
        str(file.relative_to(ROOT))
        for file in files
        for line in file.read_text().splitlines()
        if OPENING.search(line)
    }

    assert len(files) > 500
    assert opening == OPENERS.keys()
