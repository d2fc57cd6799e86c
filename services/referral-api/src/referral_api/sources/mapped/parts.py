"""Parts of what a rule makes: an amount, a moment, a person, the lines of a sale."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import (
    PlainValidator,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from goodword.money import MAX_MINOR, Money, decimals
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.domain.fields import Locale
from referral_api.domain.forms import Body, Line
from referral_api.sources.mapped.pointers import AtList, From, Scope, Value
from referral_api.sources.reading import money

MAX_LINES: Final = 500
MAX_ID_CHARS: Final = 255
MAX_ADDRESS_CHARS: Final = 320
_LAST_MS: Final = 253_402_300_799_000
_CODES: Final[dict[str, TypeAdapter[str]]] = {
    "locale": TypeAdapter(Locale),
    "country": TypeAdapter(Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]),
    "region": TypeAdapter(Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,3}$")]),
}
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?")


def text(value: Any) -> Any:
    """A number as text, since ids are text; what else it is stays, for its form to judge."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return str(value) if is_number else value


def line(value: Any) -> str | None:
    """A text on one line; None where nothing of it can be shown."""
    words = " ".join(value.split())[:255] if isinstance(value, str) else ""
    return words if words and words.isprintable() else None


def id_of(value: Any, name: str) -> str | None:
    """An id, whole: two that were cut could be one. UnreadableError where it is none."""
    found = text(value)
    if found is None:
        return None
    if not isinstance(found, str) or len(found) > MAX_ID_CHARS or not found.isprintable():
        raise UnreadableError(f"{name}: Give a text of at most {MAX_ID_CHARS} characters.")
    return found


def _address(value: Any) -> str | None:
    """An e-mail address or a phone number as it came; None where it can be none."""
    found = text(value)
    fits = isinstance(found, str) and len(found) <= MAX_ADDRESS_CHARS and found.isprintable()
    return found.strip() or None if fits else None


def _code_of(value: Any, form: TypeAdapter[str]) -> str | None:
    """A language or a place as the standards write it; None for other words of it."""
    try:
        return form.validate_python(value)
    except ValidationError:
        return None


def number(value: Any, name: str) -> Decimal:
    """A number, or a text that is one; UnreadableError for anything else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise UnreadableError(f"{name}: Give a number such as 79.90.")


def _currency(value: Value) -> Value:
    if isinstance(value.constant, str):
        decimals(value.constant)
    elif not value.pointers:
        raise ValueError("give a currency such as USD, or a pointer to one")
    return value


class MoneyFrom(Body):
    """An amount in `major` units (79.90) or in `minor` ones (7990), of a currency."""

    amount: From
    unit: Literal["major", "minor"] = "major"
    currency: From

    @model_validator(mode="after")
    def _is_of_a_currency(self) -> Self:
        _currency(self.currency)
        return self

    def of(self, scope: Scope, name: str) -> Money | None:
        """None where there is no amount; UnreadableError where it is none."""
        found = self.amount.of(scope)
        if found is None:
            return None
        currency = self.currency.of(scope)
        if not isinstance(currency, str):
            raise UnreadableError(f"{name}: There is no currency at its pointer.")
        amount, code = number(found, name), currency.strip().upper()
        return money(amount, code) if self.unit == "major" else _minor(amount, code, name)


def _minor(amount: Decimal, currency: str, name: str) -> Money:
    # Bounded first: a Decimal may stand for a million digits.
    if not -MAX_MINOR <= amount <= MAX_MINOR or amount != int(amount):
        raise UnreadableError(f"{name}: Give a whole number of minor units.")
    return money(Decimal(int(amount)).scaleb(-_places(currency)), currency)


def _places(currency: str) -> int:
    try:
        return decimals(currency)
    except ValueError as error:
        raise UnreadableError(f"{currency[:10]} is not a currency of ISO 4217.") from error


class MomentFrom(Body):
    """A moment as RFC 3339 writes it, or in another form: without a zone and meant in `utc`, or as
    `seconds` or `milliseconds` since 1970."""

    at: From
    form: Literal["rfc3339", "utc", "seconds", "milliseconds"] = "rfc3339"

    def of(self, scope: Scope, name: str) -> datetime | None:
        """None where there is nothing; UnreadableError where it is no moment."""
        found = self.at.of(scope)
        if found is None:
            return None
        try:
            return self._moment(found, name).astimezone(UTC)
        except (ValueError, ArithmeticError) as error:
            raise UnreadableError(f"{name}: This is no moment of the form {self.form}.") from error

    def _moment(self, found: Any, name: str) -> datetime:
        if self.form in ("seconds", "milliseconds"):
            ms = number(found, name) * (1000 if self.form == "seconds" else 1)
            if not 0 <= ms <= _LAST_MS:
                raise ValueError("before 1970, or after 9999")
            return datetime.fromtimestamp(int(ms) // 1000, UTC).replace(
                microsecond=int(ms) % 1000 * 1000
            )
        if not isinstance(found, str):
            raise ValueError("no text")
        at = datetime.fromisoformat(found.strip().removesuffix(" UTC"))
        if at.tzinfo is None and self.form == "rfc3339":
            raise ValueError("it says no zone")
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def _when(raw: Any) -> MomentFrom:
    is_long = isinstance(raw, dict) and "form" in raw
    return MomentFrom.model_validate(raw if is_long else {"at": raw})


When: TypeAlias = Annotated[MomentFrom, PlainValidator(_when)]


class PersonFrom(Body):
    """Somebody by at least one identifier. An `external_id` is one of the mapping's source, or of
    `external_source`, such as the shop that a tool for reviews serves."""

    external_id: From | None = None
    external_source: Line | None = None
    email: From | None = None
    phone: From | None = None
    name: From | None = None
    given_name: From | None = None
    family_name: From | None = None
    locale: From | None = None
    country: From | None = None
    region: From | None = None

    @model_validator(mode="after")
    def _can_be_known(self) -> Self:
        if not (self.external_id or self.email or self.phone):
            raise PydanticCustomError(
                "missing", "Give at least one of email, phone and external_id."
            )
        return self

    def of(self, scope: Scope, source: str) -> dict[str, Any]:
        """What is known of them, as columns: `external_id` is of a source, texts are lines."""
        lines = ("name", "given_name", "family_name")
        found: dict[str, Any] = {
            **{each: line(text(self._found(each, scope))) for each in lines},
            **{each: _code_of(self._found(each, scope), form) for each, form in _CODES.items()},
            **{each: _address(self._found(each, scope)) for each in ("email", "phone")},
        }
        id_ = id_of(self._found("external_id", scope), "external_id of a person")
        if id_:
            found["external_id"] = (self.external_source or source, id_)
        return {each: value for each, value in found.items() if value}

    def _found(self, field: str, scope: Scope) -> Any:
        value: Value | None = getattr(self, field)
        return value.of(scope) if value else None


class LinesFrom(Body):
    """The lines of a sale: pointers lead into each thing of the list `at`."""

    at: AtList
    product_id: From | None = None
    quantity: From | None = None
    amount: MoneyFrom | None = None

    def of(self, scope: Scope) -> tuple[dict[str, Any], ...]:
        """As an API's body names them; none where there is no list."""
        found = self.at.of(scope)
        if found is None:
            return ()
        if not isinstance(found, list) or len(found) > MAX_LINES:
            raise UnreadableError(f"items: Give a list of at most {MAX_LINES}.")
        return tuple(self._line(Scope(each, scope.whole)) for each in found)

    def _line(self, scope: Scope) -> dict[str, Any]:
        product_id = self.product_id.of(scope) if self.product_id else None
        quantity = self.quantity.of(scope) if self.quantity else None
        return {
            "product_id": id_of(product_id, "items: product_id"),
            "quantity": 1 if quantity is None else number(quantity, "items: quantity"),
            "amount": self.amount.of(scope, "items: amount") if self.amount else None,
        }
