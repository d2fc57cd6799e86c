"""Fields whose values are checked against what the world has: zones, languages, addresses."""

from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from goodword.money import Currency, decimals
from referral_api.domain.addresses import may_be_national, read_email, read_phone


@lru_cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_zone(value: str) -> str:
    if value not in _zones():
        raise PydanticCustomError("time_zone", "Give a time zone such as America/New_York.")
    return value


def _locale(value: str) -> str:
    try:
        BabelLocale.parse(value, sep="-")
    except (ValueError, UnknownLocaleError) as error:
        raise PydanticCustomError("locale", "Give a language such as en or en-US.") from error
    return value


def _currency(value: str) -> str:
    try:
        decimals(value)
    except ValueError as error:
        raise PydanticCustomError("currency", "Use a code of ISO 4217, such as USD.") from error
    return value


def _email(value: str) -> str:
    try:
        return read_email(value)
    except ValueError as error:
        raise PydanticCustomError(
            "email", "Give an e-mail address: {why}.", {"why": str(error)}
        ) from error


def _phone(value: str) -> str:
    try:
        return read_phone(value)
    except ValueError as error:
        if may_be_national(value):
            return value.strip()
        raise PydanticCustomError(
            "phone", "Give a phone number: {why}.", {"why": str(error)}
        ) from error


def _logo_url(value: str) -> str:
    """Mail programs fetch it: over https, from a host with a name, and without a password."""
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname and "." in parts.hostname)
    except ValueError:
        named = False
    plain = value.isascii() and value.isprintable() and not set(value) & set(" <>\"'")
    if not named or not plain or parts.scheme != "https" or parts.username is not None:
        raise PydanticCustomError("logo_url", "Give an https:// address of a picture.")
    return value


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_time_zone)]
Locale = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$"), AfterValidator(_locale)
]
CurrencyCode = Annotated[Currency, AfterValidator(_currency)]
LogoUrl = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_logo_url)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
"""Of the clock on the wall, such as 08:30; 24:00 is the day's end."""

Email = Annotated[str, StringConstraints(max_length=320), AfterValidator(_email)]
Phone = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_phone),
    Field(description="+1 305 555 0123; without its country code one of the business's country"),
]
"""E.164, or as it came where only a business can tell its country (`read_identifiers`)."""
