"""The parts of an order of BigCommerce's that count, with the names that its API gives them."""

from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from referral_api.sources.reading import Amount, Id, Many

REFUNDED, CANCELLED, DECLINED = 4, 5, 6
_SHIPPED, _PARTLY_SHIPPED, _PARTLY_REFUNDED = 2, 3, 14
_AWAITING_PICKUP, _AWAITING_SHIPMENT, _COMPLETED, _AWAITING_FULFILLMENT = 8, 9, 10, 11
"""BigCommerce's own numbers of states: a store may call them what it likes."""

_DONE = frozenset({_SHIPPED, _COMPLETED})
_CONFIRMED = _DONE | {
    REFUNDED,
    _PARTLY_SHIPPED,
    _PARTLY_REFUNDED,
    _AWAITING_PICKUP,
    _AWAITING_SHIPMENT,
    _AWAITING_FULFILLMENT,
}
_PAID = frozenset({"captured", "paid", "partially refunded", "refunded"})
_UNPAID = frozenset(
    {
        "authorized",
        "capture pending",
        "declined",
        "held for review",
        "pending",
        "void",
        "void pending",
    }
)
_BESIDE_GOODS = frozenset({"SHIPPING", "HANDLING", "TAX", "GIFT_WRAPPING"})
GIFT_CERTIFICATE: Final = "giftcertificate"


def _moment(value: Any) -> Any:
    """RFC 2822, as version 2 of the API writes times."""
    if not isinstance(value, str) or "," not in value:
        return value
    try:
        return parsedate_to_datetime(value)
    except (TypeError, OverflowError, IndexError) as error:
        raise ValueError("is no time") from error


def _in_utc(at: datetime) -> datetime:
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is no time") from error


Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_in_utc)]


class FormField(BaseModel):
    name: str | None = None
    # Of any type: a store asks what it likes.
    value: Any = None


class Billing(BaseModel):
    first_name: str | None = None
    last_name: str | None = None
    street_1: str | None = None
    street_2: str | None = None
    zip: str | None = None
    country_iso2: str | None = None
    email: str | None = None
    phone: str | None = None
    form_fields: Many[FormField] = []


class Order(BaseModel):
    id: Id
    date_created: Moment
    date_modified: Moment
    status_id: int
    payment_status: str | None = None
    payment_method: str | None = None
    default_currency_code: str | None = None
    currency_code: str
    total_inc_tax: Amount
    total_ex_tax: Amount
    shipping_cost_ex_tax: Amount = Decimal(0)
    handling_cost_ex_tax: Amount = Decimal(0)
    wrapping_cost_ex_tax: Amount = Decimal(0)
    customer_id: int = 0
    billing_address: Billing = Billing()

    @property
    def currency(self) -> str:
        """What the buyer paid in; the other one is what prices were shown in."""
        return self.default_currency_code or self.currency_code

    @property
    def is_paid(self) -> bool:
        """What is paid by hand may never be told as such, but is sent once it is."""
        if self._payment in _UNPAID:
            return self.status_id in _DONE
        return self._payment in _PAID or self.status_id in _CONFIRMED

    @property
    def was_perhaps_paid(self) -> bool:
        """It was cancelled, and only its state before could have told whether it was paid."""
        return self.status_id == CANCELLED and self._payment not in _UNPAID

    @property
    def _payment(self) -> str:
        return (self.payment_status or "").casefold()


class Discount(BaseModel):
    amount: Amount = Decimal(0)


class Line(BaseModel):
    product_id: Id | None = None
    quantity: int = Field(default=1, ge=0, le=1_000_000)
    total_ex_tax: Amount = Decimal(0)
    type: str | None = None
    applied_discounts: Many[Discount] = []

    @property
    def paid(self) -> Decimal:
        """Its total is before discounts."""
        off = sum((each.amount for each in self.applied_discounts), Decimal(0))
        return max(self.total_ex_tax - off, Decimal(0))


class Coupon(BaseModel):
    code: str | None = None


class Payment(BaseModel):
    amount: Amount = Decimal(0)
    is_declined: bool | None = None


class Part(BaseModel):
    item_type: str | None = None


class Refund(BaseModel):
    id: Id
    created: Moment
    reason: str | None = None
    total_amount: Amount
    items: Many[Part] = []
    payments: Many[Payment] = []

    @property
    def is_of_goods(self) -> bool:
        return not self.items or any(each.item_type not in _BESIDE_GOODS for each in self.items)

    @property
    def declined(self) -> Decimal:
        """What of it was sent back, and was not taken by whom it was sent to."""
        return sum((each.amount for each in self.payments if each.is_declined), Decimal(0))


class Whole(BaseModel):
    order: Order
    products: Many[Line] = []
    coupons: Many[Coupon] = []
    refunds: Many[Refund] = []
