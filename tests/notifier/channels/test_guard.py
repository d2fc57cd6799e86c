"""A server that a business names, kept out of our own network."""

import socket
from typing import Any

import pytest

from goodword.errors import TransientError
from goodword.outbound import is_public
from notifier.channels.guard import public_only
from notifier.channels.mail_server import MailServer
from notifier.channels.smtp import SmtpChannel
from notifier.ports import Mail


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_what_is_not_of_the_public_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is(address):
    assert is_public(address)


async def test_a_name_that_leads_home_is_not_called(mail: Mail, inbox: Any) -> None:
    channel = SmtpChannel(MailServer(host="localhost", port=inbox.port), guard=public_only)

    with pytest.raises(TransientError, match="private network"):
        await channel.send(mail)
    with pytest.raises(TransientError, match="private network"):
        await channel.check()

    assert inbox.envelopes == []


async def test_one_private_address_among_public_ones_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answers(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("8.8.8.8", port)), (*kind, ("10.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)

    with pytest.raises(TransientError, match="private network"):
        await public_only("mx.example.com", 25)


async def test_the_connection_goes_to_the_address_that_was_looked_at(
    mail: Mail, inbox: Any
) -> None:
    async def here(host: str, port: int) -> socket.socket:
        assert (host, port) == ("mx.example.com", 587)
        connection = socket.create_connection(("127.0.0.1", inbox.port))
        connection.setblocking(False)
        return connection

    channel = SmtpChannel(MailServer(host="mx.example.com", port=587), guard=here)

    await channel.send(mail)
    await channel.check()

    assert len(inbox.envelopes) == 1
