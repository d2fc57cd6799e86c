"""Mails about introductions, as people's programs write them and servers pass them on."""

from collections.abc import Sequence
from email.message import EmailMessage
from uuid import UUID

from tests.referral_api.conftest import HASH_KEY

from goodword import ids
from goodword.letters.mailboxes import mailbox
from goodword.seal import Hasher

CARLA, BEN = "carla@clients.example", "ben@buyers.example"
TRUSTED = "mx.harbor.example"
SIGNED = f"{TRUSTED}; dkim=pass header.d=clients.example header.s=s1; spf=none"


def mailbox_of(referral: str | UUID) -> str:
    """The address of a referral of ours."""
    referral_id = ids.read("ref", referral) if isinstance(referral, str) else referral
    return mailbox(Hasher(HASH_KEY), "ref", referral_id, "in.harbor.example")


def a_mail(
    to: Sequence[str],
    *,
    writer: str = f"Carla <{CARLA}>",
    text: str = "Ben, meet Rita.",
    results: str | None = SIGNED,
    **headers: str,
) -> bytes:
    """A mail from Carla; headers by their names, with _ for -."""
    message = EmailMessage()
    message["From"] = writer
    message["To"] = ", ".join(to)
    message["Subject"] = "Intro: Ben <> Rita"
    message["Message-ID"] = f"<{ids.new().hex}@mail.clients.example>"
    if results is not None:
        message["Authentication-Results"] = results
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()
