"""The port for mail: what it bounds, and how it closes."""

import asyncio
import random
import ssl
import subprocess

import pytest
from tests.referral_api.introductions import carla_names_ben
from tests.referral_api.mails import BEN, a_mail, mailbox_of
from tests.referral_api.post_office import answer, open_post_office
from tests.referral_api.test_main import WAIT_S

from goodword import ids
from goodword.errors import GoodwordError
from referral_api.routes.smtp.listener import Listening, serve_mail, tls_context


@pytest.fixture
async def ours(house):
    return mailbox_of((await carla_names_ben(house))["id"])


async def deliveries(house):
    return (await house.get("/v1/deliveries")).json()["data"]


async def session_of(office, *commands):
    """A session that is open, after `commands`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", office.port)
    assert (await answer(reader)).startswith(b"220")
    for each in commands:
        writer.write(each + b"\r\n")
        assert (await answer(reader))[:1] in (b"2", b"3")
    return reader, writer


def to_data(ours):
    return b"EHLO mx", b"MAIL FROM:<c@clients.example>", f"RCPT TO:<{ours}>".encode(), b"DATA"


async def test_it_says_what_it_takes_and_wants_no_password(tools, watch, hearing):
    async with open_post_office(tools, watch, max_bytes=70_000) as office:
        with await asyncio.to_thread(office.client) as client:
            await asyncio.to_thread(client.ehlo)

    assert set(client.esmtp_features) == {"size", "8bitmime", "smtputf8", "help"}
    assert client.esmtp_features["size"] == "70000"


async def test_a_mail_that_is_too_large_is_refused_before_and_after_it_came(
    house, tools, watch, hearing, ours
):
    large = a_mail([BEN], text="word " * 20_000)
    async with open_post_office(tools, watch, max_bytes=70_000) as office:
        assert (await office.say(*to_data(ours)[:1], b"MAIL FROM:<c@a.example> SIZE=70001"))[
            2
        ].startswith(b"552")
        reader, writer = await session_of(office, *to_data(ours))
        writer.write(large.replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        assert (await answer(reader)).startswith(b"552")
        writer.close()

    assert await deliveries(house) == []


async def test_a_line_that_is_longer_than_the_standard_has_it_is_taken(
    house, tools, watch, hearing, ours
):
    async with open_post_office(tools, watch) as office:
        await office.bring(a_mail([BEN]) + b"x" * 20_000 + b"\n", ours)

    assert len(await deliveries(house)) == 1


async def test_a_line_without_end_ends_the_session(house, tools, watch, hearing, ours):
    async with open_post_office(tools, watch) as office:
        reader, writer = await session_of(office, *to_data(ours))
        with pytest.raises(ConnectionError):
            for _ in range(100):
                writer.write(b"x" * (64 << 10))
                await writer.drain()
                await asyncio.sleep(0)
            await reader.readexactly(1)

    assert await deliveries(house) == []


async def test_no_more_recipients_than_allowed(tools, watch, hearing, ours):
    rcpt = f"RCPT TO:<{ours}>".encode()
    async with open_post_office(tools, watch, max_recipients=2) as office:
        said = await office.say(*to_data(ours)[:2], rcpt, rcpt, rcpt)

    assert [each[:3] for each in said] == [b"220", b"250", b"250", b"250", b"250", b"452"]


async def test_who_tries_addresses_is_sent_away(tools, watch, hearing):
    guesses = [f"RCPT TO:<{mailbox_of(ids.new())}>".encode()] * 21
    async with open_post_office(tools, watch) as office:
        said = await office.say(b"EHLO mx", b"MAIL FROM:<c@a.example>", *guesses, b"NOOP")

    assert [each[:3] for each in said[3:]] == [b"550"] * 20 + [b"421", b""]


async def test_who_comes_while_too_many_are_here_comes_again(tools, watch, hearing):
    async with open_post_office(tools, watch, max_sessions=1) as office:
        reader, writer = await session_of(office, b"EHLO mx")
        assert (await office.say())[0].startswith(b"421")
        writer.write(b"QUIT\r\n")
        assert await reader.read() == b"221 Bye\r\n"
        writer.close()
        assert (await office.say())[0].startswith(b"220")


async def test_who_says_nothing_is_hung_up_on(tools, watch, hearing):
    async with open_post_office(tools, watch, timeout_s=1) as office:
        reader, writer = await session_of(office, b"EHLO mx")
        assert await asyncio.wait_for(reader.read(), WAIT_S) == b""
        writer.close()


async def test_who_never_ends_a_mail_is_hung_up_on(house, tools, watch, hearing, ours):
    async with open_post_office(tools, watch, timeout_s=1) as office:
        reader, writer = await session_of(office, *to_data(ours))
        writer.write(b"Subject: slow\r\n")
        assert await asyncio.wait_for(reader.read(), WAIT_S) == b""
        writer.close()

    assert await deliveries(house) == []


async def test_a_mail_in_the_middle_is_finished_and_whoever_waits_is_sent_away(
    house, tools, watch, hearing, ours
):
    async with open_post_office(tools, watch) as office:
        idle, idle_writer = await session_of(office, b"EHLO mx")
        reader, writer = await session_of(office, *to_data(ours))
        office.stop.set()
        assert (await answer(idle)).startswith(b"421")
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", office.port)
        writer.write(a_mail([BEN]).replace(b"\n", b"\r\n") + b".\r\n")
        assert (await answer(reader)).startswith(b"250")
        assert (await answer(reader)).startswith(b"421")
        writer.close()
        idle_writer.close()

    assert len(await deliveries(house)) == 1


async def test_a_port_that_is_taken_is_said(tools, watch):
    with pytest.raises(GoodwordError, match="cannot be had"):
        async with open_post_office(tools, watch) as office:
            where = Listening(
                host="127.0.0.1",
                port=office.port,
                protocol="smtp",
                max_bytes=1,
                timeout_s=1,
                max_sessions=1,
                tls=None,
            )
            await serve_mail(where, None, stop=asyncio.Event(), health=watch.health)


@pytest.fixture
def certificate(tmp_path):
    files = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=localhost", "-out", str(files[0]), "-keyout", str(files[1])]
    subprocess.run(made, check=True, capture_output=True)
    return [str(each) for each in files]


async def test_starttls(house, tools, watch, hearing, ours, certificate):
    def bring(office):
        with office.client() as client:
            context = ssl.create_default_context(cafile=certificate[0])
            client._host = "localhost"
            client.starttls(context=context)
            client.ehlo()
            assert "auth" not in client.esmtp_features
            return client.sendmail("c@clients.example", [ours], a_mail([BEN]))

    async with open_post_office(tools, watch, tls=tls_context(*certificate)) as office:
        assert await asyncio.to_thread(bring, office) == {}

    assert len(await deliveries(house)) == 1


def test_a_certificate_that_is_none_is_said(tmp_path):
    with pytest.raises(GoodwordError, match="cannot be used"):
        tls_context(str(tmp_path / "none"), str(tmp_path / "none"))


async def test_no_bytes_at_all_stop_the_port(tools, watch, hearing, ours):
    chance = random.Random(1)
    words = [
        each + b"\r\n" for each in (*to_data(ours), b".", b"RSET", b"AUTH PLAIN AA=", b"VRFY ((")
    ]
    words += [
        b"RCPT TO:<",
        b"MAIL FROM:<>\r\n",
        b"\x00\xff\r\n",
        b"HELP\n",
        b"\r.\r\n",
        b"STARTTLS\r\n",
    ]
    words += [
        b"MAIL FROM:<\xc3\xbc@\xc3\xbc.example> SMTPUTF8\r\n",
        b"RCPT TO:" + b"(" * 400 + b"\r\n",
    ]
    async with open_post_office(tools, watch) as office:
        for _ in range(60):
            noise = chance.randbytes(30)
            bits = [chance.choice([*words, noise, noise + b"\r\n"]) for _ in range(12)]
            reader, writer = await asyncio.open_connection("127.0.0.1", office.port)
            writer.write(b"".join(bits) + b"\r\n.\r\nQUIT\r\n")
            writer.write_eof()
            await asyncio.wait_for(reader.read(), WAIT_S)
            writer.close()
        assert (await office.say(b"NOOP"))[1].startswith(b"250")
        assert not office.serving.done()
