"""E-mail addresses and phone numbers, in the one form that we compare and keep."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

MAX_PHONE_CHARS = 40


def read_email(text: str) -> str:
    """The address in lower case; ValueError for what cannot be one. DNS is not asked."""
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
