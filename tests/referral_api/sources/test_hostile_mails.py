"""Mails that are made to do harm: they are read or refused, and what is kept of them is clean."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.referral_api.mails import BEN, CARLA, a_mail
from tests.referral_api.sources.test_inbound_mail import OURS, said

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.domain.connections.stamps import distrusted, is_in_a_circle, stamped
from referral_api.sources import inbound_mail

WHOLE = a_mail([BEN, OURS])
TO = f"\nTo: {OURS}\nFrom: {CARLA}\n".encode()
BITS = [
    b"Content-Type: multipart/mixed; boundary=a\n",
    b"Content-Type: text/plain; charset=unicode_escape\n",
    b"Content-Type: text/html; charset=utf-7\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
    b"Message-ID: <a\x00b@c>\n",
    b"Message-ID: <\xff\xfe@c>\n",
    b"Subject: =?punycode?b?////?=\n",
    b"Subject: =?utf-8?q?a=0D=0ABcc:_x?=\n",
    b"Cc: =?utf-8?b?A?= <ben@buyers.example>\n",
    b"Received: from a by b\r",
    b"Authentication-Results: mx.harbor.example; dkim=pass header.d=clients.example\n",
    b"\n--a\n",
    b"\n--a--\n",
    b"\n\n",
    b"\\ud800\\x00 +2AA- &#0; &#xD800;\n",
    b"> quoted\nOn Monday x@y.example wrote:\n",
    TO,
]


def looks_clean(text):
    text.encode()  # no half of a surrogate pair
    return "\0" not in text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(BITS), st.binary(max_size=20)), max_size=30))
def test_whatever_is_put_together_is_read_or_refused_and_can_be_kept(bits):
    body = TO.lstrip() + b"".join(bits)

    label = inbound_mail.label(Incoming({}, body))
    with contextlib.suppress(UnreadableError):
        mail = said(body)
        if isinstance(mail, InboundMail):
            assert all(map(looks_clean, (mail.said, mail.message_id, *mail.names)))
            assert not any(set("\r\n") & set(each) for each in (mail.message_id, *mail.names))

    assert label.external_id is None or (
        label.external_id.isascii() and label.external_id.isprintable()
    )


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=50))
def test_an_envelope_is_lines_of_ours_and_nothing_else(mail, sender):
    is_in_a_circle(mail)
    head = stamped(mail, sender, ["ask+x.y"], "in.harbor.example").removesuffix(mail)

    lines = head.decode("ascii").split("\r\n")
    assert lines[-2:] == ["Delivered-To: ask+x.y@in.harbor.example", ""]
    assert len(lines) in (2, 3)
    assert lines[0].startswith(("Return-Path: <", "Delivered-To: "))


def test_a_domain_that_is_none_is_not_written_down():
    assert b"\nBcc" not in stamped(b"", "", ["x"], "a\r\nBcc: b")


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("name", [b"Authentication-Results", b"AUTHENTICATION-RESULTS"])
def test_no_line_that_the_reader_finds_says_who_signed_it_once_it_is_distrusted(end, name):
    results = name + b": mx.harbor.example; dkim=pass header.d=clients.example"
    forged = results + end + b"X: y" + end + results + end
    mail = said(forged + a_mail([BEN, OURS], results=None))
    distrusting = said(distrusted(forged + a_mail([BEN, OURS], results=None)))

    assert (mail.signed, distrusting.signed) == (True, False)


@pytest.mark.parametrize(
    "name", ["Ben\r\nBcc: x@y.example", "=?utf-8?q?Ben=0D=0ABcc:_x?=", "Ben\x00", "B\u0085n"]
)
def test_a_name_is_one_line(name):
    raw = WHOLE.replace(f"To: {BEN}".encode(), f'To: "{name}" <{BEN}>'.encode())

    with contextlib.suppress(UnreadableError):
        mail = said(raw)
        if isinstance(mail, InboundMail):
            assert all(each.isprintable() for each in mail.names)


@pytest.mark.parametrize(
    "hostile",
    [
        b"Subject: " + b"a" * 250_000,
        b"X: y\n" * 50_000,
        b"To: " + b"a@b.example, " * 20_000,
        b"Received: x\n" * 20_000,
        b"Content-Type: multipart/mixed; boundary=" + b"a" * 100_000,
        b"Content-Type: text/plain; charset=punycode\n\n" + b"a-" + b"b" * 200_000,
        b"Content-Type: text/plain; charset=idna\n\n" + b"xn--" + b"b" * 200_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 60_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 600_000,
        b"Content-Type: message/rfc822\n\n" * 5000,
        b"Content-Type: multipart/mixed" + b"; a*1*=x" * 100_000,
        b"Content-Type: text/html\n\n" + b"<a" * 100_000,
        b"Content-Type: text/html\n\n" + b"<!--" * 50_000,
        b"X: y\n" * 900_000,
        b"Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n" + b"UEsD" * 60_000,
    ],
)
@pytest.mark.timeout(60)
def test_nothing_takes_long(hostile):
    body = TO.lstrip() + b"Message-ID: <1@c>\n" + hostile

    with contextlib.suppress(UnreadableError):
        said(body)
    inbound_mail.label(Incoming({}, body))
    is_in_a_circle(body)
    distrusted(body)


@pytest.mark.parametrize("inside", [b"(", b"a:"], ids=["comments", "groups"])
def test_an_address_that_nests_too_deep_is_refused_in_a_sentence(inside):
    with pytest.raises(UnreadableError, match="nests too deep"):
        said(b"To: " + inside * 3000 + b" <a@b.example>" + TO + b"\n")
