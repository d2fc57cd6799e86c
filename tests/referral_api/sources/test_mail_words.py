"""The words of a mail that are its writer's own."""

import time
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_api.sources.inbound_mail.words import own_words, read_text, words_of

QUOTED = "> Who do you know?\n> Rita"


def parsed(message):
    return BytesParser(policy=compat32).parsebytes(message.as_bytes())


@pytest.mark.parametrize(
    "below",
    [
        f"On Mon, 1 Dec 2026 at 10:00, Rita <rita@h.example> wrote:\n{QUOTED}",
        f"On Mon, 1 Dec 2026 at 10:00, Rita Reyes <rita@h.example>\nwrote:\n{QUOTED}",
        f"Am Mo., 1. Dez. 2026 um 10:00 Uhr schrieb Rita <r@h.example>:\n\n{QUOTED}",
        f"Le lun. 1 déc. 2026 à 10:00, Rita <r@h.example> a écrit :\n{QUOTED}",
        f"El lun, 1 dic 2026 a las 10:00, Rita (<r@h.example>) escribió:\n{QUOTED}",
        "On Monday Rita <r@h.example> wrote:\nWho do you know?",
        "-----Original Message-----\nFrom: Rita\nWho?",
        "________________________________\nFrom: Rita <r@h.example>\nWho?",
        "From: Rita <r@h.example>\nSent: Monday\nWho?",
        "Von: Rita <r@h.example>\nGesendet: Montag\nWer?",
        "---------- Forwarded message ---------\nFrom: Ben",
        "-- \nCarla Cruz\nHarbor Lane 1",
        QUOTED,
    ],
)
def test_what_is_quoted_enclosed_or_a_signature_is_left_out(below):
    assert own_words(f"Not now.\n\n{below}") == "Not now."


def test_an_answer_below_what_it_answers_is_kept():
    text = f"On Mon, 1 Dec 2026, Rita <rita@h.example> wrote:\n{QUOTED}\n\nNot now."

    assert own_words(text) == "Not now."


def test_answers_in_between_are_kept():
    assert own_words("> Who?\nBen.\n> When?\nMonday.") == "Ben.\nMonday."


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>Not now.</p>" + "<a" * 30_000, "Not now."),
        ("<p>Not now.</p>" + "<!--" * 15_000, "Not now."),
        ("<p>Not now.</p>" + "</" * 30_000, "Not now."),
        ("<p>Not now.</p><!-- <p>Yes.</p> --><p>Later, 5 < 6", "Not now.\n\nLater, 5 < 6"),
        ("Not now. <!--[if mso]><p>Yes.</p><![endif]-->", "Not now."),
    ],
)
def test_what_begins_and_never_ends_is_not_looked_through_again_and_again(html, seen):
    message = EmailMessage()
    message.set_content(html, subtype="html")

    assert words_of(parsed(message)) == seen


def test_plain_text_counts_before_html():
    message = EmailMessage()
    message.set_content("Not now.")
    message.add_alternative("<p>Never.</p>", subtype="html")

    assert words_of(parsed(message)) == "Not now."


def test_html_alone_is_read_as_it_is_seen():
    message = EmailMessage()
    html = "<style>p{}</style><p>Not&nbsp;now.</p><div>Best,<br>Carla</div>"
    message.set_content(f"{html}<blockquote><p>Who?</p></blockquote>", subtype="html")

    assert words_of(parsed(message)).split() == ["Not", "now.", "Best,", "Carla"]


def test_a_file_is_not_opened():
    message = EmailMessage()
    message.set_content("Not now.")
    message.add_attachment("Never.", filename="never.txt")
    message.add_attachment(b"PK\x03\x04" + b"\0" * 1000, "application", "zip", filename="a.zip")

    assert words_of(parsed(message)) == "Not now."


def test_a_file_alone_says_nothing():
    message = EmailMessage()
    message.add_attachment("Never.", filename="never.txt")

    assert words_of(parsed(message)) == ""


@pytest.mark.parametrize(
    ("charset", "body", "words"),
    [
        ("iso-8859-1", b"N\xe4chstes Mal", "Nächstes Mal"),
        ("utf-8", "Nächstes Mal".encode(), "Nächstes Mal"),
        ("x-nobody-knows", "Nächstes Mal".encode(), "Nächstes Mal"),
        ("zlib", "Nächstes Mal".encode(), "Nächstes Mal"),
        ("unicode_escape", b"\\ud800", "\\ud800"),
        ("utf-8", b"N\xe4chstes Mal", "N\ufffdchstes Mal"),
        ("utf-16", b"\xff\xfea\x00\x00\x00b", "a\ufffd\ufffd"),
        ("us-ascii", b"a\x00b", "a\ufffdb"),
    ],
)
def test_letters_of_any_charset_are_read_as_far_as_they_can_be(charset, body, words):
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    message = BytesParser(policy=compat32).parsebytes(head.encode() + body)

    assert words_of(message) == words


def test_all_of_a_kept_mail_can_be_read():
    assert read_text(b"Subject: x\n\nNot now.\n> Who?") == "Not now.\n> Who?"
    assert read_text(b"") is None


@pytest.mark.parametrize(
    "hostile",
    [
        "<" * 60_000,
        "<div>" * 10_000,
        "<blockquote>" * 5000 + "x",
        "&" * 60_000,
        "<!--" * 10_000,
        "On " * 20_000,
        "On x" + " " * 60_000,
        ("On " + "x" * 290 + "\n") * 200,
        "-" * 60_000,
        "From: " + "a" * 60_000,
    ],
)
def test_nothing_takes_long_to_read(hostile):
    for subtype in ("plain", "html"):
        message = EmailMessage()
        message.set_content(hostile, subtype=subtype)
        began = time.process_time()

        words_of(parsed(message))

        assert time.process_time() - began < 5


@given(st.text(max_size=500))
def test_nothing_is_added_to_what_was_written(text):
    assert set(own_words(text).split()) <= set(text.split())
