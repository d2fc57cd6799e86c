"""Mail that comes to our own port: kept before it is acknowledged, once, and for nobody else."""

import asyncio
import smtplib

import pytest
from sqlalchemy import text
from tests.referral_api.introductions import carla_names_ben
from tests.referral_api.mails import BEN, TRUSTED, a_mail, mailbox_of
from tests.referral_api.post_office import open_post_office
from tests.referral_api.said import said

from goodword import ids
from goodword.events import IntroductionMade
from goodword.letters.mailboxes import mailbox
from goodword.seal import Hasher
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries


@pytest.fixture
async def referral(house):
    return await carla_names_ben(house)


@pytest.fixture
async def office(tools, watch, hearing):
    async with open_post_office(tools, watch) as opened:
        yield opened


async def deliveries(house):
    return (await house.get("/v1/deliveries")).json()["data"]


async def connections(house):
    return (await house.get("/v1/connections")).json()["data"]


async def raw_of(db, house, delivery):
    async with db.begin([house.business_id]) as session:
        statement = text("select raw from delivery where id = :id")
        row = (await session.execute(statement, {"id": ids.read("dlv", delivery["id"])})).one()
    return bytes(row.raw)


async def test_a_mail_is_kept_before_it_is_acknowledged(house, referral, office):
    ours = mailbox_of(referral["id"])

    assert await office.bring(a_mail([BEN, ours], Message_ID="<1@clients.ex>"), ours) == {}

    [kept] = await deliveries(house)
    assert (kept["external_id"], kept["status"]) == ("<1@clients.ex>", "received")


async def test_it_is_kept_with_its_envelope_on_top(house, referral, office, referral_db):
    ours = mailbox_of(referral["id"])
    mail = a_mail([BEN])

    await office.bring(mail, ours.upper())

    [kept] = await deliveries(house)
    raw = await raw_of(referral_db, house, kept)
    stamps = f"Return-Path: <carla@clients.example>\r\nDelivered-To: {ours}\r\n".encode()
    assert raw == stamps + mail.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("protocol", ["smtp", "lmtp"])
async def test_a_mail_that_comes_again_is_acknowledged_and_kept_once(
    house, referral, tools, watch, hearing, protocol
):
    ours = mailbox_of(referral["id"])
    mail = a_mail([BEN, ours])
    async with open_post_office(tools, watch, protocol=protocol) as office:
        await office.bring(mail, ours)

        assert await office.bring(b"Received: by another way\n" + mail, ours) == {}

    assert len(await deliveries(house)) == 1


@pytest.mark.parametrize("first", ["smtp", "http"])
async def test_a_mail_that_comes_by_both_ways_is_kept_once(house, visitor, referral, office, first):
    made = (await house.post("/v1/connections", {"source": "inbound_mail", "name": "mx"})).json()
    ours = mailbox_of(referral["id"])
    mail = a_mail([BEN, ours])

    async def by_http():
        headers = {"Authorization": f"Bearer {made['secret']}"}
        url = f"/webhooks/{made['id']}"
        assert (await visitor.post(url, content=mail, headers=headers)).status_code == 202

    async def by_smtp():
        assert await office.bring(mail, ours) == {}

    for way in (by_smtp, by_http) if first == "smtp" else (by_http, by_smtp):
        await way()

    [kept] = await deliveries(house)
    assert kept["connection_id"] == made["id"]


async def test_a_business_without_a_connection_gets_one_however_many_mails_come(
    house, referral, office
):
    ours = mailbox_of(referral["id"])

    await asyncio.gather(*(office.bring(a_mail([BEN, ours]), ours) for _ in range(5)))

    [made] = await connections(house)
    assert (made["source"], made["status"]) == ("inbound_mail", "active")
    assert len(await deliveries(house)) == 5


async def refusal(office, to):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await office.bring(a_mail([BEN]), to)
    [(code, words)] = refused.value.recipients.values()
    return code, words.decode()


async def test_whoever_is_none_of_ours_is_refused(house, referral, office):
    ours = mailbox_of(referral["id"])
    forged = ours.replace(ours[-30:-20], "0123456789")
    nobodys = mailbox_of(ids.new())
    for to in ("somebody@elsewhere.example", "postmaster@in.harbor.example", forged, nobodys):
        assert await refusal(office, to) == (550, "5.1.1 There is no such mailbox.")

    assert await connections(house) == []


@pytest.mark.parametrize("ending", ["disabled", "removed"])
async def test_a_business_that_wants_no_mail_gets_none(house, referral, office, ending):
    made = (await house.post("/v1/connections", {"source": "inbound_mail", "name": "mx"})).json()
    if ending == "removed":
        await house.http.delete(f"/v1/connections/{made['id']}")
    else:
        await house.patch(f"/v1/connections/{made['id']}", {"status": "disabled"})

    code, words = await refusal(office, mailbox_of(referral["id"]))

    assert (code, words) == (550, "5.2.1 This mailbox is closed.")
    assert await deliveries(house) == []


async def test_an_ask_that_we_were_not_told_of_yet_is_waited_for(tools, office):
    to = mailbox(tools.hasher, "ask", ids.new(), "in.harbor.example")

    code, _ = await refusal(office, to)

    assert code == 451


async def test_one_businesss_mailbox_is_none_of_anothers(house, open_house, office, referral):
    other = await open_house(slug="other")
    theirs = await carla_names_ben(other)
    ours, their = mailbox_of(referral["id"]), mailbox_of(theirs["id"])

    await office.bring(a_mail([BEN], Message_ID="<1@clients.ex>"), ours, their)

    for each in (house, other):
        [kept] = await deliveries(each)
        assert kept["external_id"] == "<1@clients.ex>"


async def test_what_another_business_was_sent_is_not_shown(
    house, open_house, office, referral, referral_db
):
    other = await open_house(slug="other")
    theirs = await carla_names_ben(other)
    ours, their = mailbox_of(referral["id"]), mailbox_of(theirs["id"])

    await office.bring(a_mail([BEN]), ours, their)

    [kept] = await deliveries(house)
    raw = await raw_of(referral_db, house, kept)
    assert ours.encode() in raw
    assert their.encode() not in raw


async def test_what_cannot_be_kept_is_brought_again(house, referral, tools, watch):
    """The writer does not run, as while the database is away: see test_outage for that itself."""
    ours = mailbox_of(referral["id"])
    async with open_post_office(tools, watch) as office:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await office.bring(a_mail([BEN]), ours)

    assert refused.value.smtp_code == 451
    assert await deliveries(house) == []


async def test_who_signed_a_mail_is_believed_of_trusted_servers_alone(
    house, referral, tools, watch, hearing, referral_db
):
    ours = mailbox_of(referral["id"])
    async with open_post_office(tools, watch, trusted="10.0.0.0/8,::1/128") as office:
        await office.bring(a_mail([BEN, ours]), ours)

    [kept] = await deliveries(house)
    raw = await raw_of(referral_db, house, kept)
    assert b"\nX-Unproven-Authentication-Results:\r\n mx.harbor.example" in raw
    assert b"\nAuthentication-Results" not in raw


async def test_a_mail_that_goes_in_a_circle_is_refused(house, referral, office):
    hops = b"Received: from a by b\n" * 101

    with pytest.raises(smtplib.SMTPDataError) as refused:
        await office.bring(hops + a_mail([BEN]), mailbox_of(referral["id"]))

    assert refused.value.smtp_code == 554
    assert await deliveries(house) == []


async def test_lmtp_answers_for_each_recipient(house, open_house, referral, tools, watch, hearing):
    other = await open_house(slug="other")
    theirs = await carla_names_ben(other)
    boxes = [mailbox_of(referral["id"]), mailbox_of(theirs["id"])]
    async with open_post_office(tools, watch, protocol="lmtp") as office:
        reader, writer = await asyncio.open_connection("127.0.0.1", office.port)
        commands = [b"LHLO mx", b"MAIL FROM:<c@clients.example>"]
        commands += [f"RCPT TO:<{each}>".encode() for each in (*boxes, "nobody@in.example")]
        writer.write(b"\r\n".join([*commands, b"DATA", b""]))
        writer.write(a_mail([BEN]).replace(b"\n", b"\r\n") + b".\r\nQUIT\r\n")
        said_back = (await asyncio.wait_for(reader.read(), 20)).decode().splitlines()
        writer.close()

    codes = [each[:3] for each in said_back if each[3:4] != "-"]
    assert codes == ["220", "250", "250", "250", "250", "550", "354", "250", "250", "221"]


async def test_lmtp_refuses_a_mail_to_each_recipient(
    house, open_house, referral, tools, watch, hearing
):
    theirs = await carla_names_ben(await open_house(slug="other"))
    boxes = [mailbox_of(referral["id"]), mailbox_of(theirs["id"])]
    async with open_post_office(tools, watch, protocol="lmtp", max_bytes=70_000) as office:
        reader, writer = await asyncio.open_connection("127.0.0.1", office.port)
        commands = [b"LHLO mx", b"MAIL FROM:<c@clients.example>"]
        commands += [f"RCPT TO:<{each}>".encode() for each in boxes]
        writer.write(b"\r\n".join([*commands, b"DATA", b"x" * 500] + [b"y" * 900] * 100))
        writer.write(b"\r\n.\r\nQUIT\r\n")
        said_back = (await asyncio.wait_for(reader.read(), 20)).decode().splitlines()
        writer.close()

    assert [each[:3] for each in said_back][-4:] == ["354", "552", "552", "221"]


async def test_a_mail_by_smtp_is_an_introduction(house, referral, office, tools, referral_db):
    settings = {"authserv_id": TRUSTED}
    await house.post(
        "/v1/connections", {"source": "inbound_mail", "name": "mx", "settings": settings}
    )
    ours = mailbox_of(referral["id"])
    await office.bring(a_mail([BEN, ours]), ours)

    keys = {"hasher": tools.hasher, "sealer": tools.sealer}
    assert await apply_deliveries(referral_db, sources=SOURCES, **keys) == 1

    (event,) = await said(referral_db, IntroductionMade)
    assert (event.evidence_kind, event.verified) == ("inbound_mail", True)


@pytest.mark.parametrize(
    "hostile",
    [
        b"Message-ID: <a\x00b@clients.ex>\n",
        b"Message-ID: <\xff\xfe@clients.ex>\n",
        b"Message-ID: <" + b"a" * 2000 + b"@clients.ex>\n",
        b"Message-ID: <1@c>\nCc: =?utf-8?q?Ben=00=0D=0ABcc:_x?= <dora@buyers.example>\n",
        b"Message-ID: <1@c>\nContent-Type: multipart/mixed; boundary=a\n" * 40,
        b"Message-ID: <1@c>\n\n\x00\xff\n",
    ],
)
async def test_a_hostile_mail_is_kept_once_and_harms_nobody_beside_it(
    house, referral, office, tools, referral_db, hostile
):
    ours = mailbox_of(referral["id"])
    mail = hostile + a_mail([BEN, ours]).replace(b"Message-ID", b"X-Message-ID")

    for _ in range(2):
        await office.bring(mail, ours)
    await office.bring(a_mail([BEN, ours], Message_ID="<good@clients.ex>"), ours)
    keys = {"hasher": tools.hasher, "sealer": tools.sealer}
    while await apply_deliveries(referral_db, sources=SOURCES, **keys):
        pass

    kept = {each["external_id"]: each["status"] for each in await deliveries(house)}
    assert len(kept) == 2
    assert set(kept.values()) <= {"applied", "ignored", "failed"}
    assert len(await said(referral_db, IntroductionMade)) == 1


def test_addresses_of_different_things_are_different():
    hasher, one = Hasher("k" * 32), ids.new()

    assert len({hasher.mailbox(about, one) for about in ("ref", "ask")}) == 2
