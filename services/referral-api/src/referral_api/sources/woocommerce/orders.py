"""An order as WooCommerce's REST API v3 shows it: the sale once it is paid, and its refunds."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from goodword.money import Money
from referral_api.domain.connections.delivery import (
    Ignored,
    ReportedFact,
    Translation,
    UnreadableError,
)
from referral_api.domain.people.refs import PersonInline
from referral_api.domain.people.reported import ReportedPerson
from referral_api.domain.sales.household import home_of
from referral_api.domain.sales.refund import CANCELLED, ReportedRefund
from referral_api.domain.sales.sale import Buyer, Item, ReportedSale
from referral_api.sources.json_body import first_mistake
from referral_api.sources.links import CLICK, CODE, MAX_CODE_LENGTH, click_of, landing_of
from referral_api.sources.reading import Amount, Id, Many, money, read

SOURCE = "woocommerce"
LANDING = "_wc_order_attribution_session_entry"
"""Where WooCommerce keeps the address at which the buyer entered the shop."""

_PAID = frozenset({"processing", "completed", "refunded"})
_TAKEN_BACK = frozenset({"cancelled", "failed", "trash"})


def _in_utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _nothing_is_a_list(value: Any) -> Any:
    return {} if value in ([], None) else value


Gmt = Annotated[datetime, AfterValidator(_in_utc)]
"""Written without a zone, and meant in UTC."""


class Meta(BaseModel):
    key: str | None = None
    # Of any type: plug-ins write what they like.
    value: Any = None


class Line(BaseModel):
    product_id: Id | None = None
    quantity: int = Field(default=1, ge=0, le=1_000_000)
    total: Amount


class Coupon(BaseModel):
    code: str | None = None


class Refund(BaseModel):
    id: Id
    reason: str | None = None
    total: Amount


class Billing(BaseModel):
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    postcode: str | None = None
    country: str | None = None
    state: str | None = None


PerhapsBilling = Annotated[Billing, BeforeValidator(_nothing_is_a_list)]
"""PHP writes an empty object as an empty list."""


class Order(BaseModel):
    id: Id
    status: str
    currency: str
    total: Amount
    date_created_gmt: Gmt
    date_modified_gmt: Gmt | None = None
    date_paid_gmt: Gmt | None = None
    customer_id: int = 0
    billing: PerhapsBilling = Billing()
    line_items: Many[Line] = []
    fee_lines: Many[Line] = []
    coupon_lines: Many[Coupon] = []
    refunds: Many[Refund] = []
    meta_data: Many[Meta] = []

    @property
    def changed_at(self) -> datetime:
        return self.date_modified_gmt or self.date_created_gmt


class Customer(BaseModel):
    id: Id
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    billing: PerhapsBilling = Billing()


def read_order(body: bytes, code_field: str | None) -> Translation:
    """What an order says, whichever topic it came under."""
    order = read(Order, body)
    if order.date_paid_gmt is None and order.status not in _PAID:
        return Ignored(f"The order is not paid (status {order.status[:40]!r}).")
    sale = _sale(order, code_field or CODE)
    facts: list[ReportedFact] = [sale]
    facts += [_refund(each, order, sale) for each in order.refunds]
    if order.status in _TAKEN_BACK:
        facts.append(_cancellation(order, sale))
    return tuple(facts)


def read_customer(body: bytes) -> Translation:
    """How a customer can be reached."""
    said = read(Customer, body)
    email = said.email or said.billing.email
    if not email:
        return Ignored("The customer has no address.")
    name = {"given": said.first_name or None, "family": said.last_name or None}
    person = {
        "external_id": {"source": SOURCE, "id": said.id},
        "email": email,
        "name": name if any(name.values()) else None,
    }
    try:
        return (ReportedPerson(PersonInline.model_validate(person)),)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error


def _sale(order: Order, code_field: str) -> ReportedSale:
    meta = {each.key: each.value for each in order.meta_data if isinstance(each.value, str)}
    landing = landing_of(meta.get(LANDING))
    codes = (each.code.strip() for each in order.coupon_lines if each.code)
    net = sum((each.total for each in (*order.line_items, *order.fee_lines)), Decimal(0))
    return ReportedSale(
        source=SOURCE,
        external_id=order.id,
        closed_at=order.date_paid_gmt or order.date_created_gmt,
        gross=money(order.total, order.currency),
        net=money(max(net, Decimal(0)), order.currency),
        net_basis="goods",
        buyer=_buyer(order),
        codes=tuple(dict.fromkeys(code for code in codes if code)),
        link_code=meta.get(code_field, "").strip()[:MAX_CODE_LENGTH] or None,
        click_id=click_of(meta.get(CLICK)),
        landing_code=landing.get(CODE),
        landing_click_id=click_of(landing.get(CLICK)),
        items=tuple(
            Item(
                product_id=line.product_id,
                quantity=line.quantity,
                amount=money(line.total, order.currency),
            )
            for line in order.line_items
        ),
        reported_at=order.changed_at,
    )


def _buyer(order: Order) -> Buyer:
    billing = order.billing
    names = (billing.first_name or None, billing.last_name or None)
    return Buyer(
        # 0 is whoever bought without an account.
        external_id=(SOURCE, str(order.customer_id)) if order.customer_id > 0 else None,
        email=billing.email or None,
        phone=billing.phone or None,
        display_name=" ".join(filter(None, names)) or None,
        given_name=names[0],
        family_name=names[1],
        country=billing.country or None,
        region=billing.state or None,
        home=home_of(
            billing.last_name,
            (billing.address_1, billing.address_2),
            billing.postcode,
            billing.country,
        ),
    )


def _refund(refund: Refund, order: Order, sale: ReportedSale) -> ReportedRefund:
    """A refund in an order tells its sum alone, tax and shipping included, and no time: the goods'
    share of it is theirs of the order, and it is when it was first told."""
    whole, part = sale.gross.minor, abs(money(refund.total, order.currency).minor)
    share = sale.net.minor if part >= whole else round(Decimal(part) * sale.net.minor / whole)
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=order.id,
        external_id=refund.id,
        amount=Money(minor=share, currency=order.currency),
        occurred_at=order.changed_at,
        # Every later report of the order tells it again, and must not move it.
        reported_at=sale.closed_at,
        reason=refund.reason or None,
    )


def _cancellation(order: Order, sale: ReportedSale) -> ReportedRefund:
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=order.id,
        external_id=CANCELLED,
        amount=sale.net,
        occurred_at=order.changed_at,
        reported_at=sale.closed_at,
        reason=order.status,
    )
