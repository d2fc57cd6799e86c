"""What the bodies of most senders are made of: ids that stay text, exact amounts, lists that may be
missing, and any mistake told in one sentence."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from goodword.money import MAX_MINOR, Money, decimals
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.sources.json_body import first_mistake, read_object

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def _id(value: Any) -> Any:
    # A bool is an int to Python, and no id.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _nothing_is_empty(value: Any) -> Any:
    return [] if value is None else value


def _in_utc(at: datetime) -> datetime:
    # At either end of what Python counts, a time of another zone has none in UTC.
    if not 1 < at.year < 9999:
        raise ValueError("no time that could be kept")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Id = Annotated[str, BeforeValidator(_id), Field(min_length=1, max_length=255)]
Amount = Annotated[Decimal, Field(ge=-MAX_MINOR, le=MAX_MINOR)]
Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""A time; one without a zone is meant in UTC."""

Many = Annotated[list[T], BeforeValidator(_nothing_is_empty)]


def read(model: type[M], body: bytes) -> M:
    """The body as a `model`; UnreadableError names the first thing that is wrong."""
    return shaped(model, read_object(body))


def shaped(model: type[M], value: object) -> M:
    """What was read as a `model`; UnreadableError as of `read`."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error


def money(amount: Decimal, currency: str) -> Money:
    """Whole minor units, half to even: senders' numbers can be floats (195.66000000000003)."""
    try:
        exact = amount.scaleb(decimals(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        return Money(minor=int(exact), currency=currency)
    except (ValueError, ArithmeticError) as error:
        raise UnreadableError(f"{amount} {currency} is not an amount of money.") from error


def line(text: str | None) -> str | None:
    """A name on one line; none where nothing of it can be shown."""
    told = " ".join((text or "").split())[:255]
    return told if told.isprintable() and told else None
