"""Mail given to real SMTP servers, and to one that breaks off at each step."""

import asyncio
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY

import pytest

from goodword.errors import TransientError
from notifier.channels.mime import compose
from notifier.channels.smtp import SmtpChannel
from notifier.ports import AmbiguousError, RefusedError, Sent

PATIENCE_S = 30.0
SHORT_S = 0.5
LONG_ENOUGH_TO_HAND_OVER_S = 4.0

POLITE = ["EHLO", "MAIL", "RCPT", "DATA"]


def steps(server):
    """The commands that reached `server`; content is called CONTENT, the goodbye left out."""
    known = {*POLITE, "QUIT"}
    found = [said.split()[0] if said.split()[0] in known else "CONTENT" for said in server.said]
    return [step for step in found if step != "QUIT"]


async def test_a_mail_arrives_byte_for_byte(inbox, mail):
    channel = SmtpChannel(f"smtp://127.0.0.1:{inbox.port}", timeout_s=PATIENCE_S)

    sent = await channel.send(mail)

    [envelope] = inbox.envelopes
    assert channel.name == "smtp"
    assert sent == Sent("250 2.0.0 Ok: queued as 4F2A for …")
    assert envelope.mail_from == "hello@shop.example"
    assert envelope.rcpt_tos == ["zoe@example.com"]
    assert envelope.content == compose(mail).as_bytes()
    received = message_from_bytes(envelope.content, policy=SMTP_POLICY)
    text, html = received.iter_parts()
    assert received["Message-ID"] == "<msg_01h455vb4pex5vsknk084sn02q@shop.example>"
    assert received["Subject"] == "Ein Dankeschön von Café Müller & Söhne"
    assert text.get_content().replace("\r\n", "\n") == mail.text
    assert html.get_content().replace("\r\n", "\n") == mail.html


async def test_mails_at_once_each_get_their_own_connection(inbox, mail):
    channel = SmtpChannel(f"smtp://127.0.0.1:{inbox.port}", timeout_s=PATIENCE_S)
    mails = [replace(mail, to_address=f"person{n}@example.com") for n in range(10)]

    await asyncio.gather(*map(channel.send, mails))

    assert sorted(envelope.rcpt_tos[0] for envelope in inbox.envelopes) == sorted(
        mail.to_address for mail in mails
    )


@pytest.mark.parametrize(
    ("step", "answer", "reason", "code"),
    [
        ("RCPT", "550 5.1.1 no such user", "recipient_refused", 550),
        ("RCPT", "500 what", "recipient_refused", 500),
        ("DATA", "554 5.7.1 spam", "mail_refused", 554),
        ("DATA", "500 no", "mail_refused", 500),
    ],
)
async def test_a_final_no_is_final(step, answer, reason, code, inbox, mail):
    inbox.refuse[step] = answer

    with pytest.raises(RefusedError) as caught:
        await SmtpChannel(f"smtp://127.0.0.1:{inbox.port}", timeout_s=PATIENCE_S).send(mail)

    assert (caught.value.reason, caught.value.code) == (reason, code)
    assert str(caught.value) == f"the mail server refused: {answer}"
    assert inbox.envelopes == []


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["450 4.2.0 greylisted", "451 4.3.0 later", "421 4.3.2 closing"])
async def test_a_no_for_now_may_be_tried_again(step, answer, inbox, mail):
    inbox.refuse[step] = answer

    with pytest.raises(TransientError, match=answer[4:]):
        await SmtpChannel(f"smtp://127.0.0.1:{inbox.port}", timeout_s=PATIENCE_S).send(mail)

    assert inbox.envelopes == []


async def test_a_refused_sender_is_final(misbehaving, mail):
    server = await misbehaving(MAIL="553 5.7.1 not yours")

    with pytest.raises(RefusedError) as caught:
        await SmtpChannel(server.url, timeout_s=PATIENCE_S).send(mail)

    assert (caught.value.reason, caught.value.code) == ("sender_refused", 553)
    assert steps(server) == ["EHLO", "MAIL"]


async def test_refusals_repeat_no_address(misbehaving, mail):
    server = await misbehaving(RCPT="550 <zoe@example.com>: user zoe@example.com unknown")

    with pytest.raises(RefusedError) as caught:
        await SmtpChannel(server.url, timeout_s=PATIENCE_S).send(mail)

    assert str(caught.value) == "the mail server refused: 550 … user … unknown"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "at",
    [
        {"GREET": "554 5.3.2 not today"},
        {"EHLO": "550 who are you"},
        {"MAIL": "530 5.7.0 log in first"},
        {"RCPT": "nonsense"},
        {"DATA": "250 what a surprise"},
        {"GREET": "DROP"},
        {"EHLO": "DROP"},
        {"MAIL": "DROP"},
        {"RCPT": "DROP"},
        {"DATA": "DROP"},
    ],
)
async def test_before_the_mail_is_handed_over_it_may_be_tried_again(at, misbehaving, mail):
    server = await misbehaving(**{step: how.replace("DROP", "drop") for step, how in at.items()})

    with pytest.raises(TransientError):
        await SmtpChannel(server.url, timeout_s=PATIENCE_S).send(mail)

    assert "CONTENT" not in steps(server)


@pytest.mark.parametrize("step", ["GREET", "EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_server_too_slow_before_the_mail_may_be_tried_again(step, misbehaving, mail):
    server = await misbehaving(**{step: "hang"})

    with pytest.raises(TransientError):
        await SmtpChannel(server.url, timeout_s=SHORT_S).send(mail)

    assert "CONTENT" not in steps(server)


@pytest.mark.parametrize("at", [{"CONTENT": "drop"}, {"MIDDLE": "drop"}, {"CONTENT": "nonsense"}])
async def test_an_answer_lost_after_the_mail_is_ambiguous(at, misbehaving, mail):
    server = await misbehaving(**at)

    with pytest.raises(AmbiguousError):
        await SmtpChannel(server.url, timeout_s=PATIENCE_S).send(mail)

    assert steps(server)[:4] == POLITE


async def test_an_answer_too_slow_after_the_mail_is_ambiguous(misbehaving, mail):
    server = await misbehaving(CONTENT="hang")

    with pytest.raises(AmbiguousError):
        await SmtpChannel(server.url, timeout_s=LONG_ENOUGH_TO_HAND_OVER_S).send(mail)

    assert steps(server) == [*POLITE, "CONTENT"]


async def test_a_goodbye_that_hangs_changes_nothing(misbehaving, mail):
    server = await misbehaving(QUIT="hang")

    sent = await SmtpChannel(server.url, timeout_s=PATIENCE_S).send(mail)

    assert sent == Sent("250 2.0.0 Ok")


async def test_a_repeat_after_a_lost_answer_is_the_same_mail(misbehaving, mail):
    server = await misbehaving(CONTENT="drop")
    channel = SmtpChannel(server.url, timeout_s=PATIENCE_S)

    with pytest.raises(AmbiguousError):
        await channel.send(mail)
    del server.at["CONTENT"]
    await channel.send(mail)

    first, second = [said for said in server.said if said.startswith("Message-ID")]
    assert first == second


async def test_nobody_listening_may_be_tried_again(inbox, mail, unused_tcp_port):
    channel = SmtpChannel(f"smtp://127.0.0.1:{unused_tcp_port}", timeout_s=PATIENCE_S)

    with pytest.raises(TransientError, match="could not be talked to"):
        await channel.send(mail)


async def test_an_address_that_cannot_be_used_reaches_no_server(misbehaving, mail):
    server = await misbehaving()
    channel = SmtpChannel(server.url, timeout_s=PATIENCE_S)

    for address in (
        "zoë@example.com",
        "a b@example.com",
        "zoe@",
        "zoe",
        "z@x.example>\r\nRCPT TO:<b",
    ):
        with pytest.raises(RefusedError) as caught:
            await channel.send(replace(mail, to_address=address))
        assert (caught.value.reason, caught.value.code) == ("address_unusable", None)

    assert server.said == []


async def test_a_domain_beyond_ascii_is_reached_by_its_ascii_name(inbox, mail):
    channel = SmtpChannel(f"smtp://127.0.0.1:{inbox.port}", timeout_s=PATIENCE_S)

    await channel.send(replace(mail, to_address="zoe@bücher.example"))

    assert inbox.envelopes[0].rcpt_tos == ["zoe@xn--bcher-kva.example"]


async def test_an_odd_but_living_address_is_reached(inbox, mail):
    channel = SmtpChannel(f"smtp://127.0.0.1:{inbox.port}", timeout_s=PATIENCE_S)

    await channel.send(replace(mail, to_address="zoe..o'neil@example.com"))

    [envelope] = inbox.envelopes
    assert envelope.rcpt_tos == ["zoe..o'neil@example.com"]
    assert b"<zoe..o'neil@example.com>" in envelope.content


async def test_cancelling_a_send_hangs_up(misbehaving, mail):
    server = await misbehaving(RCPT="hang")
    sending = asyncio.ensure_future(SmtpChannel(server.url, timeout_s=PATIENCE_S).send(mail))
    await asyncio.wait_for(server.hanging.wait(), PATIENCE_S)

    sending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sending
    assert "CONTENT" not in steps(server)
