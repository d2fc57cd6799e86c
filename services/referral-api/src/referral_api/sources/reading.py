"""What the bodies of most senders are made of: ids that stay text, exact amounts, lists that may be
missing, and any mistake told in one sentence."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

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


Id = Annotated[str, BeforeValidator(_id), Field(min_length=1, max_length=255)]
Amount = Annotated[Decimal, Field(ge=-MAX_MINOR, le=MAX_MINOR)]
Many = Annotated[list[T], BeforeValidator(_nothing_is_empty)]


def read(model: type[M], body: bytes) -> M:
    """The body as a `model`; UnreadableError names the first thing that is wrong."""
    try:
        return model.model_validate(read_object(body))
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error


def money(amount: Decimal, currency: str) -> Money:
    """Whole minor units, half to even: senders' numbers can be floats (195.66000000000003)."""
    try:
        exact = amount.scaleb(decimals(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        return Money(minor=int(exact), currency=currency)
    except (ValueError, ArithmeticError) as error:
        raise UnreadableError(f"{amount} {currency} is not an amount of money.") from error
