"""Fields whose values are checked against what the world has: zones, languages, addresses."""

from functools import lru_cache
from typing import Annotated
from zoneinfo import available_timezones

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from goodword.money import Currency, decimals
from referral_api.domain.addresses import read_email, read_phone


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
        raise PydanticCustomError(
            "phone", "Give a phone number: {why}.", {"why": str(error)}
        ) from error


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_time_zone)]
Locale = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$"), AfterValidator(_locale)
]
CurrencyCode = Annotated[Currency, AfterValidator(_currency)]
Email = Annotated[str, StringConstraints(max_length=320), AfterValidator(_email)]
Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(_phone)]
