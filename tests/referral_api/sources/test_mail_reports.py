"""Bounces and complaints as mail servers write them, and as nobody should."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodword import ids
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.connections.mail_report import MailReport
from referral_api.domain.mail_texts import MAX_PARTS_INSIDE
from referral_api.sources import mail_reports
from referral_api.sources.mail_reports.reading import MAX_READ_BYTES

PAYLOADS = Path(__file__).parent / "payloads" / "mail_reports"
BOUNCE = (PAYLOADS / "postfix_unknown_user.eml").read_bytes()
ABUSE = (PAYLOADS / "abuse.eml").read_bytes()
BOUNCED = ids.read("msg", "msg_01jftt4z0yfmx9mm8000000013")
COMPLAINED = ids.read("msg", "msg_01jftt4z0yfmx9mm8000000014")
SECRET = "s" * 32


def said(body: bytes):
    return mail_reports.translate("mail_report", body)


def test_a_bounce_names_the_letter_and_the_servers_word():
    assert said(BOUNCE) == (MailReport(BOUNCED, "bounced", "5.1.1"),)
    assert said(BOUNCE.replace(b"\n", b"\r\n")) == (MailReport(BOUNCED, "bounced", "5.1.1"),)


def test_a_complaint_names_the_letter():
    assert said(ABUSE) == (MailReport(COMPLAINED, "complained"),)


def test_json_with_the_mail_as_raw_is_the_mail():
    body = json.dumps({"raw": BOUNCE.decode()}).encode()

    assert said(body) == (MailReport(BOUNCED, "bounced", "5.1.1"),)


def test_a_letter_that_is_returned_whole_is_recognised():
    whole = BOUNCE.replace(b"text/rfc822-headers", b"message/rfc822")

    assert said(whole) == (MailReport(BOUNCED, "bounced", "5.1.1"),)


def test_without_the_letter_the_address_that_the_report_went_to_tells_it():
    head, _, _ = BOUNCE.partition(b"Content-Description: Undelivered Message Headers")
    to = b"To: bounces+msg_01jftt4z0yfmx9mm8000000013@harbor.example"

    assert said(head.replace(b"To: hello@harbor.example", to)) == (
        MailReport(BOUNCED, "bounced", "5.1.1"),
    )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"Action: failed", b"Action: delayed", "It reports neither"),
        (b"Action: failed", b"Action: delivered", "It reports neither"),
        (b"message/delivery-status", b"text/plain", "It reports neither"),
        (b"msg_01jftt4z0yfmx9mm8000000013", b"somebody-elses", "It names no letter"),
        (b"msg_01jftt4z0yfmx9mm8000000013", b"msg_01jftt4z0yfmx9mm80000000131", "It names no"),
    ],
)
def test_what_is_no_news_of_ours_is_ignored(old, new, why):
    ignored = said(BOUNCE.replace(old, new))

    assert isinstance(ignored, Ignored)
    assert ignored.reason.startswith(why)


def test_praise_is_no_complaint():
    assert isinstance(
        said(ABUSE.replace(b"Feedback-Type: abuse", b"Feedback-Type: not-spam")), Ignored
    )


@pytest.mark.parametrize("status", [b"", b"Status: nonsense", b"Status: 2.1", b"Status: 5.1.1.9"])
def test_a_bounce_without_a_readable_status_is_one_all_the_same(status):
    assert said(BOUNCE.replace(b"Status: 5.1.1", status)) == (MailReport(BOUNCED, "bounced"),)


def nested(depth: int) -> bytes:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (each, each)
        for each in range(depth)
    )
    return opened + b"Content-Type: text/plain\n\nhello\n" * 3


@pytest.mark.parametrize(
    "bomb",
    [
        nested(MAX_PARTS_INSIDE + 1),
        nested(2000) + b"\n" * 1_000_000,
        b"Content-Type: message/rfc822\n\n" * 5000,
        b"Content-Type: multipart/report; " + b'a="' + b"\\;" * 100_000 + b'"\n\nx',
        b"Content-Type: multipart/report;\n" + b" a=b;\n" * 40_000 + b"\nx",
    ],
    ids=["deep", "deeper", "letters in letters", "a long header", "a folded header"],
)
def test_mail_made_to_be_hard_to_read_is_not_read(bomb):
    with pytest.raises(UnreadableError):
        said(bomb)


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"\xff\xfe\x00" * 1000,
        b"From: \xff\xff\nContent-Type: multipart/report; boundary=\xe9\n\n--\xe9\n",
        b"Content-Type: multipart/report; boundary*=utf-99''x\n\n--x\n\nhi\n--x--",
        b"Content-Type: text/plain; charset=no-such\nSubject: =?no-such?B?////?=\n\nhi",
        BOUNCE.replace(b"charset=us-ascii", b"charset=\x80\x81"),
        BOUNCE.replace(b"text/rfc822-headers", b"text/rfc822-headers; charset=utf-7"),
        BOUNCE + b"A" * 5_000_000,
        BOUNCE.replace(b"Reporting-MTA", b"X" * 200_000 + b": y\nReporting-MTA"),
        b"\n" * MAX_READ_BYTES * 2 + BOUNCE,
    ],
)
def test_odd_mail_is_read_or_left(odd):
    assert isinstance(said(odd), tuple | Ignored)


@pytest.mark.parametrize("body", [b"{", b'{"raw": 1}', b"{}", b'{"raw": null}', b'{"a":' * 9999])
def test_json_without_a_mail_is_told_as_such(body):
    with pytest.raises(UnreadableError):
        said(body)


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200)
    | st.tuples(
        st.integers(0, len(BOUNCE)), st.integers(0, 40), st.binary(max_size=40), st.booleans()
    )
)
def test_nothing_that_comes_by_mail_breaks_it(what):
    if isinstance(what, tuple):
        at, length, instead, abuse = what
        mail = ABUSE if abuse else BOUNCE
        what = mail[:at] + instead + mail[at + length :]
    try:
        answer = said(what)
    except UnreadableError:
        return
    assert isinstance(answer, tuple | Ignored)


@pytest.mark.parametrize(
    ("authorization", "known"),
    [
        (f"Bearer {SECRET}", True),
        (f"bearer  {SECRET}", True),
        ("Basic " + base64.b64encode(f"mail:{SECRET}".encode()).decode(), True),
        ("Basic " + base64.b64encode(f"{SECRET}:mail".encode()).decode(), False),
        ("Basic ////", False),
        ("Basic \udcff", False),
        (f"Bearer {SECRET}x", False),
        ("Bearer ", False),
        ("", False),
        (SECRET, False),
    ],
)
def test_only_who_knows_the_secret_may_pass_mail_on(authorization, known):
    headers = {"authorization": authorization}

    assert (
        mail_reports.verify(Incoming(headers, BOUNCE), ["other" * 8, SECRET], datetime.now(UTC))
        is known
    )


def test_a_secret_is_long_enough_and_fits_a_header():
    assert mail_reports.is_secret(mail_reports.new_secret())
    assert not any(mail_reports.is_secret(each) for each in ("", "short", "a b" * 20, "ü" * 30))
