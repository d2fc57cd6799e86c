"""Story B by mail: an ask is answered and an introduction made by a real sender, to our own port.

The service is killed while it takes each of the two mails in, before and after it was kept; whoever
sent it comes again, and each counts once.
"""

import asyncio
import contextlib
import email
import email.policy
import re
import smtplib
from email.message import EmailMessage

import asyncpg
import httpx
import pytest
from tests.journeys.cluster import Cluster

from goodword.letters.mailboxes import read_mailbox
from standalone.demo.firm import glad_client, open_firm, report_review, talk_about_dinner
from standalone.demo.reviews import Review
from standalone.port import free_port

CARLA, BEN = "carla@example.com", "ben@example.com"
LIMIT_S = 60
WAITING = """
    select exists (select from pg_locks
                   where not granted and mode = 'RowExclusiveLock'
                     and relation = 'referral.delivery'::regclass)
"""


@pytest.fixture
async def place(postgres_server, bootstrap, tmp_path):
    """The services as processes, with a port for mail, on both transports."""
    port = free_port()
    more = {"GOODWORD_MAIL_IN_PORT": str(port), "GOODWORD_MAIL_IN_DOMAIN": "in.harbor.example"}
    async with Cluster(tmp_path, postgres_server, kafka=bootstrap, **more) as made:
        made.mail_port = port
        yield made


def written(text, **headers):
    """A mail of Carla's, as it goes over the wire."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = f"Carla Cruz <{CARLA}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def newest_letter(place, kind):
    """The newest letter whose text holds `kind`."""
    files = sorted(place.mail.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    for file in reversed(files):
        letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        text = letter.get_body(("plain",)).get_content()
        if kind in text:
            return letter, text
    raise AssertionError(f"no letter holds {kind}")


async def bring(place, mail, *to):
    """Hand it over as a mail server would; raises unless it is taken."""

    def hand_over():
        with smtplib.SMTP("127.0.0.1", place.mail_port, timeout=LIMIT_S) as client:
            assert client.sendmail(CARLA, to, mail) == {}

    await asyncio.to_thread(hand_over)


async def hand_over_and_hear_nothing(place, mail, to):
    """A sender who has said all, and waits for the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", place.mail_port)
    await reader.readline()
    commands = ("EHLO mx", f"MAIL FROM:<{CARLA}>", f"RCPT TO:<{to}>", "DATA")
    for each in commands:
        writer.write(f"{each}\r\n".encode())
        while (await reader.readline())[3:4] == b"-":
            pass
    writer.write(mail + b"\r\n.\r\n")
    await writer.drain()
    return reader, writer


async def heard(reader):
    """What was answered before the connection broke."""
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(reader.read(), LIMIT_S)
    return b""


@contextlib.asynccontextmanager
async def no_delivery_can_be_kept(place):
    connection = await asyncpg.connect(
        place.database_url("goodword_referral_owner"), ssl=False, timeout=LIMIT_S
    )
    try:
        async with connection.transaction():
            await connection.execute("lock table referral.delivery in share mode")
            yield connection
    finally:
        await connection.close()


async def until_somebody_waits(connection):
    """Until the service is about to keep something, and cannot."""
    async with asyncio.timeout(LIMIT_S):
        while not await connection.fetchval(WAITING):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


async def again(place):
    await place.start("referral-api")
    await place.ready()


async def mails(shop):
    """The connection of source inbound_mail, and what came of its deliveries by their ids."""
    [made] = [
        each for each in await shop.all_of("/v1/connections") if each["source"] == "inbound_mail"
    ]
    found = await shop.all_of("/v1/deliveries")
    of_it = [each for each in found if each["connection_id"] == made["id"]]
    assert len({each["external_id"] for each in of_it}) == len(of_it)
    return made, {each["external_id"]: each["status"] for each in of_it}


async def test_an_ask_is_answered_and_an_introduction_made_by_mail(place):
    async with httpx.AsyncClient(base_url=place.url, timeout=60) as client:
        shop = await open_firm(client, place.operator_token)
        carla = await glad_client(shop, "anything")
        await talk_about_dinner(shop, carla)
        await report_review(shop, Review("Carla Cruz", CARLA))
        await shop.advance(hours=2)
        await shop.wait_for(
            "/v1/asks", lambda found: [each["status"] for each in found] == ["sent"], "the ask"
        )

        letter, _ = newest_letter(place, "/a/")
        rep, box = (each.addr_spec for each in letter["Reply-To"].addresses)
        assert (rep, read_mailbox(box).about) == ("rita@harbor.example", "ask")
        answer = written(
            f"Hi Rita,\n\nBen Baker <{BEN}>\n\nBest,\nCarla\n\nOn Monday Rita wrote:\n> Who?",
            To=f"{rep}, {box}",
            Subject=f"Re: {letter['Subject']}",
            Message_ID="<answer@example.com>",
            In_Reply_To=letter["Message-ID"],
        )
        async with no_delivery_can_be_kept(place) as locked:
            reader, writer = await hand_over_and_hear_nothing(place, answer, box)
            await until_somebody_waits(locked)
            await place.kill9("referral-api")
        assert b"250" not in await heard(reader)
        writer.close()
        await again(place)
        await bring(place, answer, box)
        [referral] = await shop.wait_for(
            "/v1/referrals",
            lambda found: [each["status"] for each in found] == ["introduction_requested"],
            "the request",
        )
        assert (await shop.all_of("/v1/asks"))[0]["answer"] == "named"

        await shop.wait_for("/v1/messages", lambda found: len(found) == 3, "it", status="sent")
        _, text = newest_letter(place, "intro+")
        [intro] = re.findall(r"intro\+\S+@in\.harbor\.example", text)
        introduction = written(
            "Ben, meet Rita. Rita, meet Ben.",
            To=f"Ben Baker <{BEN}>",
            Cc=f"Rita Reyes <{rep}>, {intro}",
            Subject="Intro: Ben <> Rita",
            Message_ID="<introduction@example.com>",
        )
        reader, writer = await hand_over_and_hear_nothing(place, introduction, intro)
        await shop.wait_for(
            "/v1/deliveries",
            lambda found: "<introduction@example.com>" in {each["external_id"] for each in found},
            "the mail",
        )
        await place.kill9("referral-api")
        writer.close()
        await again(place)
        await bring(place, introduction, intro)
        connection, _ = await mails(shop)
        rotated = await shop.post(f"/v1/connections/{connection['id']}/rotate_secret", {})
        by_http = await client.post(
            f"/webhooks/{connection['id']}",
            content=introduction,
            headers={"Authorization": f"Bearer {rotated['secret']}"},
        )
        assert (by_http.status_code, by_http.json()["duplicate"]) == (202, True)

        [referral] = await shop.wait_for(
            "/v1/referrals",
            lambda found: [each["status"] for each in found] == ["introduced"],
            "the introduction",
        )
        assert referral["class"] == "active_referral"
        assert referral["introduction"]["evidence"]["ref"] == "<introduction@example.com>"
        _, kept = await mails(shop)
        assert kept == {
            "<answer@example.com>": "applied",
            "<introduction@example.com>": "applied",
        }
        made = await shop.wait_for(
            "/v1/events", lambda found: len(found) == 1, "the fact", type="introduction_made"
        )
        assert len(made) == 1
