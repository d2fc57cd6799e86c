"""E-mail addresses and phone numbers, in the one form that we compare and keep."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

MAX_PHONE_CHARS = 40
NATIONAL = re.compile(r"(?:[\s()./-]*\d){5,15}[\s()./-]*")
"""What may be a number without its country code."""

GOOGLE = frozenset({"gmail.com", "googlemail.com"})
"""Where dots in front of the @ mean nothing, and both names are one."""
TAGGED = GOOGLE | {
    "outlook.com",
    "hotmail.com",
    "live.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "fastmail.com",
    "proton.me",
    "protonmail.com",
}
"""Where what follows a + is a tag of the mailbox's owner."""


@lru_cache(maxsize=256)
def read_email(text: str) -> str:
    """The address in lower case; ValueError for what cannot be one. DNS is not asked.

    A batch asks for each of its addresses three times, and a tenth of what a sale costs was that.
    """
    if len(text) > 320:
        raise ValueError("this is no e-mail address")
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise ValueError(str(error).rstrip(".")) from error
    return found.normalized.lower()


def read_phone(text: str, country: str | None = None) -> str:
    """The number as E.164 (`+13055550123`); ValueError for what cannot be one.

    `country` (ISO 3166) tells how to read a number without its country code.
    """
    if len(text) > MAX_PHONE_CHARS:
        raise ValueError("this is no phone number")
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError("this is no phone number; write it as +1 305 555 0123") from error
    if not phonenumbers.is_possible_number(found):
        raise ValueError("there is no such phone number; write it as +1 305 555 0123")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def may_be_national(text: str) -> bool:
    """Whether it could be a phone number of some country, without that country's code."""
    return len(text) <= MAX_PHONE_CHARS and NATIONAL.fullmatch(text) is not None


def mailbox(address: str) -> str:
    """The one address of a mailbox that its provider knows by several."""
    local, _, domain = address.rpartition("@")
    if domain in TAGGED:
        local = local.partition("+")[0] or local
    if domain in GOOGLE:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a business reads what people are known by. `country` (ISO 3166) is that of numbers which
    do not tell theirs; with `same_mailbox` the addresses of one mailbox are one address."""

    country: str | None = None
    same_mailbox: bool = True

    def email(self, text: str) -> str:
        """ValueError for what cannot be an address."""
        address = read_email(text)
        return mailbox(address) if self.same_mailbox else address

    def phone(self, text: str, country: str | None = None) -> str:
        """ValueError for what cannot be a number."""
        return read_phone(text, country or self.country)


def depends_on_reader(kind: str, text: str) -> bool:
    """Whether an e-mail or phone is read differently by different businesses."""
    if kind == "phone":
        return not text.lstrip().startswith("+")
    if kind == "email":
        address = text.strip().lower()
        return address.rpartition("@")[2] in TAGGED and mailbox(address) != address
    return False
