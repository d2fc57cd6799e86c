"""What Lightspeed posts: a form whose field `payload` is JSON, in parts that matter to us."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import parse_qsl

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from goodword.moments import in_utc
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.sources.json_body import read_object
from referral_api.sources.reading import Amount, Id, Many

SALE: Final = "sale.update"
CUSTOMER: Final = "customer.update"
_MAX_FIELDS = 100
_FREQUENT: Final = [(f"%{ord(mark):02X}".encode(), mark.encode()) for mark in '":,{}[]/ ']
_IN_PARTS = ("layby", "onaccount")

Stage: TypeAlias = Literal["open", "in parts", "closed", "voided"]


def _zoned(at: datetime) -> datetime:
    return in_utc(at if at.tzinfo else at.replace(tzinfo=UTC))


def _empty_is_nothing(value: Any) -> Any:
    return None if value == "" else value


def _nothing_is_an_object(value: Any) -> Any:
    return {} if value in ([], "", None) else value


Time = Annotated[datetime, AfterValidator(_zoned)]
"""Written without a zone, and meant in UTC."""

PerhapsTime = Annotated[Time | None, BeforeValidator(_empty_is_nothing)]
PerhapsId = Annotated[Id | None, BeforeValidator(_empty_is_nothing)]
PerhapsAmount = Annotated[Amount | None, BeforeValidator(_empty_is_nothing)]


class Contact(BaseModel):
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None


class Customer(BaseModel):
    id: PerhapsId = None
    customer_code: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    custom_field_1: str | None = None
    custom_field_2: str | None = None
    custom_field_3: str | None = None
    custom_field_4: str | None = None
    contact: Annotated[Contact, BeforeValidator(_nothing_is_an_object)] = Contact()

    @property
    def is_nobody(self) -> bool:
        """Every sale has a customer: whoever is not known is this one."""
        return self.customer_code == "WALKIN"


class Line(BaseModel):
    product_id: PerhapsId = None
    quantity: Decimal = Field(default=Decimal(1), ge=-1_000_000, le=1_000_000)
    price: Amount = Decimal(0)
    price_total: PerhapsAmount = None
    tax: Amount = Decimal(0)
    tax_total: PerhapsAmount = None

    @property
    def net(self) -> Decimal:
        return self.price * self.quantity if self.price_total is None else self.price_total

    @property
    def gross(self) -> Decimal:
        tax = self.tax * self.quantity if self.tax_total is None else self.tax_total
        return self.net + tax


class Totals(BaseModel):
    total_payment: PerhapsAmount = None


class Sale(BaseModel):
    id: Id
    status: str | None = None
    state: str | None = None
    register_sale_attributes: Many[Any] = []
    return_for: PerhapsId = None
    total_price: Amount
    total_tax: Amount = Decimal(0)
    totals: Annotated[Totals, BeforeValidator(_nothing_is_an_object)] = Totals()
    note: str | None = None
    sale_date: Time
    updated_at: PerhapsTime = None
    customer_id: PerhapsId = None
    customer: Annotated[Customer, BeforeValidator(_nothing_is_an_object)] = Customer()
    user_id: PerhapsId = None
    register_id: PerhapsId = None
    register_sale_products: Many[Line] = []

    @property
    def stage(self) -> Stage:
        """By its state, or by the status that came before states: LAYBY_CLOSED, say."""
        status, state = self.status or "", self.state
        if state == "voided" or status == "VOIDED":
            return "voided"
        if state == "closed" or (state is None and status.split("_")[-1] == "CLOSED"):
            return "closed"
        in_parts = any(each in _IN_PARTS for each in self.register_sale_attributes)
        if status in ("LAYBY", "ONACCOUNT") or (state == "pending" and in_parts):
            return "in parts"
        return "open"

    @property
    def gross(self) -> Decimal:
        return self.total_price + self.total_tax

    @property
    def paid(self) -> Decimal:
        return self.totals.total_payment or Decimal(0)

    @property
    def changed_at(self) -> datetime:
        return self.updated_at or self.sale_date


def payload_of(body: bytes) -> dict[str, Any]:
    """What the form's `payload` says; UnreadableError where it is none."""
    try:
        text = _without_frequent(body).decode()
        pairs = parse_qsl(text, errors="strict", keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise UnreadableError("The body is no form.") from error
    fields = dict(pairs)
    if "payload" not in fields:
        raise UnreadableError("payload: This field is needed.")
    return read_object(fields["payload"].encode())


def topic_of(told: Mapping[str, Any]) -> str | None:
    """What it is about, by what is in it: no other field of the form is promised to come."""
    if "register_sale_products" in told:
        return SALE
    return CUSTOMER if "customer_code" in told else None


def _without_frequent(body: bytes) -> bytes:
    """The form with JSON's own punctuation as it is: Python reads escapes one by one, and of those
    a payload is full. What stands for them is no part of an escape, and divides no fields."""
    for escape, mark in _FREQUENT:
        body = body.replace(escape, mark)
    return body
