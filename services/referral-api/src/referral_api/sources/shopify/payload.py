"""The parts of Shopify's bodies that matter to us, as pydantic models that ignore the rest."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from goodword.moments import Moment
from referral_api.sources.reading import Amount, Id, Many


class CurrencyAmount(BaseModel):
    amount: Amount
    currency_code: str


class MoneySet(BaseModel):
    """One amount in the shop's currency, and in the one that the buyer saw."""

    shop_money: CurrencyAmount
    presentment_money: CurrencyAmount | None = None


class TaxLine(BaseModel):
    price: Amount = Decimal(0)
    price_set: MoneySet | None = None


class DiscountAllocation(BaseModel):
    amount: Amount = Decimal(0)
    amount_set: MoneySet | None = None


class LineItem(BaseModel):
    product_id: Id | None = None
    quantity: int = Field(ge=0, le=1_000_000)
    price: Amount
    price_set: MoneySet | None = None
    gift_card: bool | None = None
    tip: Any = None
    discount_allocations: Many[DiscountAllocation] = []
    tax_lines: Many[TaxLine] = []


class DiscountCode(BaseModel):
    code: str | None = None


class NoteAttribute(BaseModel):
    name: str | None = None
    value: Any = None


class Address(BaseModel):
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    country_code: str | None = None
    province_code: str | None = None
    # Anything: no sale fails on a street that is written in some other way.
    address1: Any = None
    address2: Any = None
    zip: Any = None


class Customer(BaseModel):
    id: Id | None = None
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    default_address: Address | None = None


class Transaction(BaseModel):
    kind: str | None = None
    status: str | None = None
    amount: Amount = Decimal(0)
    currency: str | None = None


class RefundLine(BaseModel):
    subtotal: Amount = Decimal(0)
    subtotal_set: MoneySet | None = None
    total_tax: Amount = Decimal(0)
    total_tax_set: MoneySet | None = None
    line_item: LineItem | None = None


class OrderAdjustment(BaseModel):
    kind: str | None = None
    amount: Amount = Decimal(0)
    amount_set: MoneySet | None = None
    tax_amount: Amount = Decimal(0)
    tax_amount_set: MoneySet | None = None


class RefundShippingLine(BaseModel):
    subtotal_amount_set: MoneySet | None = None
    tax_amount_set: MoneySet | None = None


class Refund(BaseModel):
    id: Id
    order_id: Id | None = None
    created_at: Moment
    processed_at: Moment | None = None
    note: str | None = None
    transactions: Many[Transaction] = []
    refund_line_items: Many[RefundLine] = []
    order_adjustments: Many[OrderAdjustment] = []
    refund_shipping_lines: Many[RefundShippingLine] = []

    @property
    def at(self) -> datetime:
        return self.processed_at or self.created_at


class Order(BaseModel):
    id: Id
    currency: str
    financial_status: str | None = None
    cancelled_at: Moment | None = None
    cancel_reason: str | None = None
    created_at: Moment
    processed_at: Moment | None = None
    updated_at: Moment | None = None
    test: bool | None = None
    taxes_included: bool | None = None
    total_price: Amount
    total_price_set: MoneySet | None = None
    total_outstanding: Amount | None = None
    subtotal_price: Amount | None = None
    subtotal_price_set: MoneySet | None = None
    line_items: Many[LineItem] = []
    discount_codes: Many[DiscountCode] = []
    note_attributes: Many[NoteAttribute] = []
    landing_site: str | None = None
    tags: str | None = None
    email: str | None = None
    contact_email: str | None = None
    phone: str | None = None
    customer_locale: str | None = None
    customer: Customer | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    refunds: Many[Refund] = []


def in_shop(amount: Decimal, both: MoneySet | None) -> Decimal:
    """An amount in the shop's currency: from the set where there is one."""
    return both.shop_money.amount if both else amount
