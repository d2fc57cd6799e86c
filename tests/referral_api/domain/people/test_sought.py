"""Whether a body names somebody, however it is written."""

from email.message import EmailMessage

import orjson
import pytest

from referral_api.domain.people.person import Identifier
from referral_api.domain.people.sought import Search, Sought

ANA = Sought.known_by(
    [
        Identifier("email", "", "ana.ruiz@gmail.com"),
        Identifier("phone", "", "+13055550123"),
        Identifier("external", "shopify", "7700112233445"),
        Identifier("external", "till", "77"),
    ],
    ["per_01h455vb4pex5vsknk084sn02q"],
    ["sal_01h455vb4pex5vsknk084sn02q"],
    ["Ana", "Ána Ruiz", None],
)


@pytest.mark.parametrize(
    "body",
    [
        b'{"email": "Ana.Ruiz@Gmail.com"}',
        b'{"email": "anaruiz+shop@googlemail.com"}',
        b'{"note": "write to <ana.ruiz@gmail.com>, please."}',
        b'{"ana.ruiz@gmail.com": true}',
        b'[[{"phone": "+1 (305) 555-0123"}]]',
        b'{"phone": "305 555 0123"}',
        b'{"phone": 13055550123}',
        b'{"text": "call 0305-5550123 after six"}',
        b'{"customer": {"id": 7700112233445}}',
        b'{"customer_id": "7700112233445"}',
        b'{"buyer": {"source": "till", "id": "77"}}',
        b'{"customer": {"id": 77}}',
        b'{"buyer": "per_01h455vb4pex5vsknk084sn02q"}',
        b"not json at all: ana.ruiz@gmail.com",
        b"\xff\xfe customer=7700112233445&x=1",
    ],
)
def test_they_are_found(body: bytes) -> None:
    assert Search(ANA).is_named_in(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"email": "ben@gmail.com", "quantity": 77, "id": "77"}',
        b'{"phone": "+1 305 555 0124"}',
        b'{"customer": {"id": 78}, "total": "305.55"}',
        b'{"source": "other", "id": "77"}',
        b'{"customer": null, "paid": true, "net": 12.5}',
        b"not json at all",
        b"",
    ],
)
def test_others_are_not(body: bytes) -> None:
    assert not Search(ANA).is_named_in(body)


def test_the_facts_of_a_body_tell_too() -> None:
    assert Search(ANA).is_named_in(b"{}", ["sal_01h455vb4pex5vsknk084sn02q"])
    assert not Search(ANA).is_named_in(b"{}", ["sal_01h455vb4pex5vsknk084sn02r"])


def test_it_is_written_down_and_read_again() -> None:
    assert Sought.read(ANA.written()) == ANA
    assert Sought() | ANA == ANA


def a_mail(text: str, cte: str = "base64", charset: str = "utf-8", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = headers.pop("sender", "Carla <carla@clients.example>")
    message["Subject"] = headers.pop("subject", "Hello")
    message.set_content(text, subtype="plain", cte=cte, charset=charset)
    return message.as_bytes()


def enclosed(file: str, kind: str = "text/plain") -> bytes:
    message = EmailMessage()
    message.set_content("See the enclosed file.")
    main, _, sub = kind.partition("/")
    message.add_attachment(file.encode(), maintype=main, subtype=sub, filename="file")
    return message.as_bytes()


def forwarded(mail: bytes) -> bytes:
    message, inside = EmailMessage(), EmailMessage()
    inside["Subject"] = "before"
    inside.set_content(mail.decode(), cte="quoted-printable")
    message.set_content("As below.")
    message.add_attachment(inside)
    return message.as_bytes()


OF_ANA = "Write to ana.ruiz@gmail.com, please."
HTML = "<html><body>Write to <b>ana&#46;ruiz&#64;gmail.com</b>.</body></html>"


@pytest.mark.parametrize(
    "mail",
    [
        a_mail(OF_ANA),
        a_mail("She is ana.ruiz@gmail.com. " * 4, "quoted-printable"),
        a_mail(f"{'ü' * 30}\n\nana.ruiz@gmail.com", "quoted-printable", "iso-8859-1"),
        a_mail("Call +1 305 555 0123."),
        a_mail(OF_ANA, charset="utf-16"),
        a_mail("Meet Ana Ruiz!"),
        a_mail("RUIZ, Ána\nis her name", "quoted-printable"),
        a_mail("Meet her.", subject="Für dich: Ána Ruiz"),
        a_mail("Meet her.", sender="Ána Ruiz <somebody@else.example>"),
        enclosed("BEGIN:VCARD\nEMAIL:ana.ruiz@gmail.com", "text/vcard"),
        enclosed("ana.ruiz@gmail.com", "application/octet-stream"),
        enclosed(HTML, "text/html"),
        forwarded(OF_ANA.encode()),
        orjson.dumps({"raw": a_mail(OF_ANA).decode()}),
        a_mail("nobody").replace(b"base64", b"base64" + b" " * 5000),
    ],
)
def test_they_are_found_in_whatever_a_mail_is_written_in(mail: bytes) -> None:
    assert Search(ANA).is_named_in(mail)


@pytest.mark.parametrize(
    "mail",
    [
        a_mail("Write to ben@gmail.com, he knows Ana, and Mr Ruiz. An aruiz, too."),
        a_mail("Meet Ana.", subject="Ana"),
        a_mail("Diana Ruizar and Ana Ruizo called 305 555 0124."),
        enclosed("ana.ruiz@gmail.com", "image/png"),
        orjson.dumps({"raw": a_mail("Hello").decode(), "name": "Ana Ruiz"}),
    ],
)
def test_a_mail_that_names_others_stays(mail: bytes) -> None:
    assert not Search(ANA).is_named_in(mail)


def test_what_was_written_down_before_there_were_names_is_read() -> None:
    before = orjson.loads(ANA.written())
    del before["names"]

    assert Sought.read(orjson.dumps(before).decode()).names == frozenset()
