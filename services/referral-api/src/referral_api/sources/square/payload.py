"""The parts of Square's objects that matter to us, as pydantic models that ignore the rest."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from goodword.moments import Moment
from goodword.money import MAX_MINOR, Money, decimals
from referral_api.domain.connections.delivery import UnreadableError
from referral_api.sources.reading import Id, Many

Words = Annotated[dict[str, Any], BeforeValidator(lambda value: value or {})]


class Amount(BaseModel):
    """Whole minor units of ISO 4217."""

    amount: int = Field(default=0, ge=-MAX_MINOR, le=MAX_MINOR)
    currency: str

    @property
    def money(self) -> Money:
        """UnreadableError where there is no such currency."""
        try:
            decimals(self.currency)
            return Money(minor=self.amount, currency=self.currency)
        except ValueError as error:
            raise UnreadableError(f"{self.currency[:10]!r} is no currency.") from error


class Payment(BaseModel):
    id: Id
    status: str
    order_id: Id | None = None
    location_id: str | None = None
    customer_id: Id | None = None
    team_member_id: str | None = None
    reference_id: str | None = None
    note: str | None = None
    buyer_email_address: str | None = None
    amount_money: Amount
    total_money: Amount | None = None
    created_at: Moment
    updated_at: Moment | None = None


class Refund(BaseModel):
    id: Id
    status: str
    payment_id: Id | None = None
    amount_money: Amount
    reason: str | None = None
    created_at: Moment
    updated_at: Moment | None = None


class Discount(BaseModel):
    name: str | None = None


class Line(BaseModel):
    catalog_object_id: Id | None = None
    item_type: str | None = None
    quantity: Decimal = Field(default=Decimal(1), ge=0, le=1_000_000)
    total_money: Amount | None = None
    total_tax_money: Amount | None = None


class Order(BaseModel):
    id: Id
    customer_id: Id | None = None
    reference_id: str | None = None
    metadata: Words = {}
    discounts: Many[Discount] = []
    line_items: Many[Line] = []
    total_money: Amount | None = None
    total_tip_money: Amount | None = None


class Customer(BaseModel):
    id: Id
    given_name: str | None = None
    family_name: str | None = None
    email_address: str | None = None
    phone_number: str | None = None
    reference_id: str | None = None


class Whole(BaseModel):
    """A payment, or a refund with its payment, and what the client fetched around it."""

    payment: Payment | None = None
    refund: Refund | None = None
    order: Order | None = None
    customer: Customer | None = None
