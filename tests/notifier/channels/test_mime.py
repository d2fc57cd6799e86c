"""A mail as bytes: what a mail program will read, and what nobody can smuggle in."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodword.letters.plain import one_line
from notifier.channels.mime import (
    MAX_BODY_CHARS,
    MAX_NAME_CHARS,
    MAX_SUBJECT_CHARS,
    compose,
)
from notifier.ports import RefusedError, header_message_id

HEADERS = [
    "Message-ID",
    "Date",
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
]

PIECES = [*' ,<>@:;"\\()[].=?_', "=?utf-8?q?", "?=", "=0A", "\r\n", "ü", "李", "🎉", "long" * 9]


def read_back(mail):
    return message_from_bytes(compose(mail).as_bytes(), policy=SMTP_POLICY)


def test_the_headers_say_who_to_whom_and_how_to_leave(mail):
    message = read_back(mail)

    assert message.keys() == HEADERS
    assert message["Message-ID"] == "<msg_01h455vb4pex5vsknk084sn02q@shop.example>"
    assert message["Date"].datetime == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    [sender] = message["From"].addresses
    [recipient] = message["To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Café Müller & Söhne", "hello@shop.example")
    assert (recipient.display_name, recipient.addr_spec) == ("Zoë", "zoe@example.com")
    assert message["Reply-To"].addresses[0].addr_spec == "help@shop.example"
    assert message["Subject"] == "Ein Dankeschön von Café Müller & Söhne"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_both_parts_are_there_plain_text_first(mail):
    message = read_back(mail)

    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert text.get_content_charset() == html.get_content_charset() == "utf-8"
    assert text.get_content().replace("\r\n", "\n") == mail.text
    assert html.get_content().replace("\r\n", "\n") == mail.html


def test_every_line_is_plain_ascii_and_short_enough_for_any_server(mail):
    lines = compose(mail).as_bytes().split(b"\r\n")

    assert all(line.isascii() and b"\n" not in line and b"\r" not in line for line in lines)
    assert max(map(len, lines)) <= 998
    assert all(len(word) <= 75 for line in lines for word in line.split() if b"=?" in word)


def test_a_long_unsubscribe_link_stays_whole(mail):
    content = compose(mail).as_bytes().decode()

    assert f"\r\nList-Unsubscribe: <{mail.unsubscribe_url}>\r\n" in content


def test_one_click_is_promised_over_https_only(mail):
    plain = read_back(replace(mail, unsubscribe_url="http://localhost:8000/u/t"))
    none = read_back(replace(mail, unsubscribe_url=None))

    assert plain["List-Unsubscribe"] == "<http://localhost:8000/u/t>"
    assert "List-Unsubscribe-Post" not in plain
    assert "List-Unsubscribe" not in none


def test_the_same_mail_is_the_same_bytes(mail):
    assert compose(mail).as_bytes() == compose(replace(mail)).as_bytes()


def test_another_text_has_another_boundary(mail):
    assert compose(mail).get_boundary() != compose(replace(mail, text="x")).get_boundary()


@pytest.mark.parametrize("field", ["subject", "from_name", "to_name"])
@pytest.mark.parametrize(
    "hostile",
    [
        "Hi\r\nBcc: victim@example.com",
        "Hi\nBcc: victim@example.com",
        "Hi\rBcc: victim@example.com",
        "Hi\r\n\r\n<p>body</p>",
        "Hi\x85Bcc: v\u2028Bcc: w\x0bBcc: x\x00",
        "=?utf-8?q?Hi=0D=0ABcc=3A_victim=40example=2Ecom?=",
        "=?utf-8?b?SGkKQmNjOiB2aWN0aW1AZXhhbXBsZS5jb20=?=",
        '"<victim@example.com>, other',
        "lone \ud800 surrogate",
        "ü" * 2000,
        "\r\n".join(["x" * 500] * 4),
        "a" * 60 + ' <(? ;,"\\ b, <victim@example.com>, c',
        "b, <victim@example.com>, " * 10,
    ],
)
def test_no_header_can_be_smuggled_in(field, hostile, mail):
    message = read_back(replace(mail, **{field: hostile}))

    assert message.keys() == HEADERS
    assert [address.addr_spec for address in message["To"].addresses] == ["zoe@example.com"]
    assert [address.addr_spec for address in message["From"].addresses] == ["hello@shop.example"]
    assert message.get_content_type() == "multipart/alternative"


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    field=st.sampled_from(["subject", "from_name", "to_name"]),
    pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=80),
)
def test_a_name_reads_back_as_written_whatever_it_is(field, pieces, mail):
    written = "".join(pieces)

    message = read_back(replace(mail, **{field: written}))

    shown = {
        "subject": str(message["Subject"]),
        "from_name": message["From"].addresses[0].display_name,
        "to_name": message["To"].addresses[0].display_name,
    }
    limit = MAX_SUBJECT_CHARS if field == "subject" else MAX_NAME_CHARS
    # Blanks are left out: Python reads one between two encoded words of a name, against RFC 2047.
    assert "".join(shown[field].split()) == "".join(one_line(written)[:limit].split())
    assert message.keys() == HEADERS
    assert [address.addr_spec for address in message["To"].addresses] == ["zoe@example.com"]
    assert [address.addr_spec for address in message["From"].addresses] == ["hello@shop.example"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"message_id": "no-at-sign"},
        {"message_id": "../../etc/x@shop.example"},
        {"message_id": "a@b>\r\nBcc: x"},
        {"message_id": "a" * 900 + "@shop.example"},
        {"unsubscribe_url": "https://x.example/> <mailto:y"},
        {"unsubscribe_url": "https://x.example/\r\nBcc: y"},
        {"unsubscribe_url": "javascript:alert(1)"},
        {"unsubscribe_url": "https://x.example/" + "a" * 900},
        {"text": "x" * (MAX_BODY_CHARS + 1)},
        {"html": "x" * (MAX_BODY_CHARS + 1)},
    ],
)
def test_what_cannot_be_a_mail_is_refused(wrong, mail):
    with pytest.raises(RefusedError) as caught:
        compose(replace(mail, **wrong))

    assert (caught.value.reason, caught.value.code) == ("mail_refused", None)


@pytest.mark.parametrize("field", ["from_address", "to_address", "reply_to"])
@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.example", "a@", "a@b@c", "a\r\n@b.example", "a@b.example\r\nBcc: c", "a@b c"],
)
def test_what_is_no_address_is_refused(field, address, mail):
    if field == "reply_to" and not address:
        assert "Reply-To" not in read_back(replace(mail, reply_to=""))
        return

    with pytest.raises(RefusedError) as caught:
        compose(replace(mail, **{field: address}))

    assert caught.value.reason == "address_unusable"


def test_control_characters_in_a_body_are_dropped(mail):
    message = read_back(replace(mail, text="a\x00b\x1b[31mc\rd\ud800\n"))

    text, _ = message.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == "ab[31mcd\n"


def test_the_message_id_is_the_messages_own_at_the_senders_domain():
    message = UUID("0188bac7-4afa-78aa-bc3b-bd1eef28d881")

    assert header_message_id(message, "Hello@Shop.Example") == (
        "msg_01h2xcejqtf2nbrexx3vqjhp41@shop.example"
    )
