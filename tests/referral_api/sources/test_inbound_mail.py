"""What mails about introductions say, and what nobody can make them say."""

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.referral_api.mails import BEN, CARLA, SIGNED, TRUSTED, a_mail, mailbox_of

from goodword import ids
from goodword.letters.mailboxes import read_mailbox
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.sources import inbound_mail
from referral_api.sources.inbound_mail.refusals import is_refusal

REFERRAL = ids.new()
OURS = mailbox_of(REFERRAL)
SETTINGS = {"authserv_id": TRUSTED}


def said(body: bytes) -> InboundMail | Ignored:
    found = inbound_mail.translate("inbound_mail", body, SETTINGS)
    return found[0] if isinstance(found, tuple) else found


def test_a_mail_says_who_wrote_it_to_whom_about_which_referral():
    mail = said(a_mail([f"Ben <{BEN}>"], Cc=f"Rita <rita@harbor.example>, {OURS}"))

    assert (mail.writer, mail.readers) == (CARLA, (BEN, "rita@harbor.example"))
    assert [each.id for each in mail.mailboxes] == [REFERRAL]
    assert (mail.copied, mail.signed, mail.refuses) == (True, True, False)


@pytest.mark.parametrize("name", ["Delivered_To", "X_Original_To", "Reply_To"])
def test_it_is_found_where_the_address_was_hidden(name):
    mail = said(a_mail([BEN], **{name: OURS}))

    assert [each.id for each in mail.mailboxes] == [REFERRAL]
    assert mail.copied is False


def test_an_address_in_capitals_is_the_same():
    mail = said(a_mail([BEN, OURS.upper()]))

    assert [each.id for each in mail.mailboxes] == [REFERRAL]


def test_json_with_the_mail_as_raw_is_the_mail():
    raw = a_mail([BEN, OURS])

    assert said(json.dumps({"raw": raw.decode()}).encode()) == said(raw)


def test_an_address_fits_where_mail_servers_take_64_characters():
    assert len(OURS.partition("@")[0]) <= 64
    assert read_mailbox("intro+nobody@in.harbor.example") is None
    assert read_mailbox(OURS.replace("intro+", "bounces+")) is None


@pytest.mark.parametrize(
    ("results", "signed"),
    [
        (SIGNED, True),
        (f"{TRUSTED}; dkim=pass header.i=@clients.example", True),
        (f"{TRUSTED}; dmarc=pass header.from=clients.example", True),
        (f"{TRUSTED} 1; dkim=pass header.d=clients.example", True),
        (f"{TRUSTED}; dkim=fail header.d=clients.example", False),
        (f"{TRUSTED}; dkim=pass header.d=elsewhere.example", False),
        (f"{TRUSTED}; dkim=pass header.d=ents.example", False),
        (f"{TRUSTED}; dkim=pass header.d=example", False),
        (f"{TRUSTED}; spf=pass smtp.mailfrom=carla@clients.example", False),
        (f"{TRUSTED}; arc=pass header.d=clients.example", False),
        (f"{TRUSTED}; none (dkim=pass header.d=clients.example)", False),
        ("mx.elsewhere.example; dkim=pass header.d=clients.example", False),
        (f"mx.{TRUSTED}; dkim=pass header.d=clients.example", False),
        ("", False),
        (None, False),
    ],
)
def test_only_the_server_that_we_trust_knows_who_signed_it(results, signed):
    assert said(a_mail([BEN, OURS], results=results)).signed is signed


@pytest.mark.parametrize(
    ("results", "authentication"),
    [
        (SIGNED, "dkim=pass (clients.example)"),
        (
            f"{TRUSTED}; dkim=fail header.i=carla@clients.example header.s=s1;"
            " arc=pass smtp.remote-ip=192.0.2.7 header.oldest-pass=0; dmarc=fail"
            " header.from=clients.example",
            "dkim=fail (clients.example); arc=pass; dmarc=fail (clients.example)",
        ),
        (f"{TRUSTED}; arc=fail (as.1.lists.example=fail); spf=pass", "arc=fail"),
        (
            f"{TRUSTED}; ARC=None; DKIM=Pass header.d=Lists.example",
            "arc=none; dkim=pass (lists.example)",
        ),
        (f"{TRUSTED}; spf=pass smtp.mailfrom=carla@clients.example", None),
        ("mx.elsewhere.example; arc=pass", None),
        (f"{TRUSTED}" + "; arc=pass" * 50, "; ".join(["arc=pass"] * 10)),
        (None, None),
    ],
)
def test_what_it_found_of_signatures_and_of_seals_on_the_way_is_told(results, authentication):
    """RFC 8601 and RFC 8617; seals are told, and are no signature of the writer's domain."""
    mail = said(a_mail([BEN, OURS], results=results))

    assert mail.authentication == authentication
    assert mail.signed is (results == SIGNED)


def test_only_the_first_word_of_the_trusted_server_counts():
    """What a sender writes in its name stands below what it writes itself."""
    forged = a_mail([BEN, OURS])

    mail = said(f"Authentication-Results: {TRUSTED}; dkim=none\n".encode() + forged)

    assert mail.signed is False


def test_nothing_is_signed_where_nobody_is_trusted():
    (mail,) = inbound_mail.translate("inbound_mail", a_mail([BEN, OURS]))

    assert mail.signed is False


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<friends.example>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"X_Failed_Recipients": "ben@buyers.example"},
        {"Subject": "Automatic reply: Intro"},
        {"Subject": "Out of office"},
        {"Subject": "=?utf-8?q?R=C3=A9ponse_automatique?= : Intro"},
        {"Subject": "Abwesenheitsnotiz"},
        {"Subject": "Respuesta automática: hola"},
        {"From": "MAILER-DAEMON@mail.clients.example"},
        {"Message_ID": "<msg_01jftt4z0yfmx9mm8000000013@harbor.example>"},
    ],
)
def test_what_no_person_wrote_is_ignored(headers):
    assert isinstance(said(a_mail([BEN, OURS], **headers)), Ignored)


def test_a_report_on_another_mail_is_ignored():
    whole = a_mail([BEN, OURS])
    report = whole.replace(b'text/plain; charset="utf-8"', b"multipart/report; boundary=a")
    assert report != whole

    assert said(report) == Ignored("It reports on another mail.")


def test_a_person_who_says_that_no_machine_wrote_it_is_heard():
    assert isinstance(said(a_mail([BEN, OURS], Auto_Submitted="no")), InboundMail)


@pytest.mark.parametrize(
    "writer", ["carla@clients.example, ben@buyers.example", "nobody", "<>", "Carla"]
)
def test_a_mail_has_one_writer(writer):
    raw = a_mail([BEN, OURS]).replace(f"From: Carla <{CARLA}>".encode(), f"From: {writer}".encode())

    assert said(raw) == Ignored("It does not say who wrote it, or has no Message-ID.")


def test_a_mail_that_names_no_referral_is_ignored():
    assert said(a_mail([BEN])) == Ignored("It names no mailbox of an ask or a referral.")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "stop",
            "STOP.",
            " Unsubscribe! ",
            "opt-out",
            "opt out",
            "cancel",
            "quit",
            "revoke",
            "end",
        ),
        *("Abmelden", "Widerruf!", "kündigen", "abbestellen"),
        *("Arrêt", "désabonner", "arreter", "désinscription."),
        *("baja", "Cancelar", "alto", "darme de baja"),
        "Stop\n\nOn Monday Carla wrote:\n> Hello",
        "STOP\n-- \nBen",
    ],
)
def test_r_msg_08_words_that_refuse(text):
    assert is_refusal(text) is True


@pytest.mark.parametrize(
    "text", ["", "Please do not stop", "stop by on Monday", "Das Ende", "Ja gerne", "> stop"]
)
def test_r_msg_08_words_that_do_not(text):
    assert is_refusal(text) is False


def test_a_refusal_is_found_in_the_text_or_the_subject():
    assert said(a_mail([OURS], text="Stop.")).refuses
    assert said(a_mail([OURS], Subject="Unsubscribe")).refuses


@pytest.mark.parametrize(
    "hostile",
    [
        a_mail([f"p{n}@buyers.example" for n in range(60)] + [OURS]),
        b"Content-Type: multipart/mixed; boundary=a\n\n" * 40,
        b"Content-Type: text/plain; " + b"a=b; " * 2000 + b"\n\nHello",
    ],
)
def test_a_mail_that_is_made_to_be_hard_to_read_is_refused(hostile):
    with pytest.raises(UnreadableError):
        said(hostile)


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"\x00" * 1000,
        b"To: " + b"(" * 200_000,
        b"To: " + b"<" * 200_000 + OURS.encode(),
        b"Authentication-Results: " + b"(" * 200_000,
        b"Subject: =?utf-8?b?" + b"A" * 100_000 + b"?=\n\n" + b"x" * 300_000,
        "From: Ünïcode <ü@ü.example>\nTo: ".encode("latin-1") + OURS.encode() + b"\n\n\xff\xfe",
    ],
)
def test_an_odd_mail_is_read_or_refused_and_soon(odd):
    began = time.process_time()

    with contextlib.suppress(UnreadableError):
        said(odd)
    inbound_mail.label(Incoming({}, odd))

    assert time.process_time() - began < 5


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_at_all_are_more_than_unreadable(noise):
    whole = a_mail([BEN, OURS])
    for body in (noise, whole[:200] + noise, noise + whole):
        with contextlib.suppress(UnreadableError):
            said(body)
        inbound_mail.label(Incoming({}, body))
