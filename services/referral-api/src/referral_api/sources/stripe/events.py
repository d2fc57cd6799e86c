"""An event of Stripe's: which object it is about, and what that says."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from goodword.money import Money
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.sales.refund import RefundState, ReportedRefund
from referral_api.domain.sales.sale import Buyer, ReportedSale
from referral_api.sources.json_body import first_mistake
from referral_api.sources.links import CLICK, CODE, MAX_CODE_LENGTH, click_of
from referral_api.sources.reading import Id, money, read

SOURCE: Final = "stripe"
_SESSIONS = frozenset({"checkout.session.completed", "checkout.session.async_payment_succeeded"})
_INVOICES = frozenset({"invoice.paid", "invoice.payment_succeeded"})
_REFUNDS = frozenset({"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"})
_STATES: dict[str, RefundState] = {
    "pending": "pending",
    "requires_action": "pending",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "failed",
}
_NO_DECIMALS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
_LAST_S = 253_402_300_799
"""The end of the year 9999, after which Python knows no day."""


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


Seconds = Annotated[int, Field(ge=0, le=_LAST_S)]
Minor = Annotated[int, Field(ge=0, le=10**15)]
Currency = Annotated[str, AfterValidator(str.upper)]
Words = Annotated[dict[str, Any], BeforeValidator(lambda value: value or {})]


class _Data(BaseModel):
    object: dict[str, Any]


class _Event(BaseModel):
    type: str
    created: Seconds
    livemode: bool
    data: _Data


class _Customer(BaseModel):
    email: str | None = None
    name: str | None = None
    phone: str | None = None


class _Totals(BaseModel):
    amount_tax: Minor = 0
    amount_shipping: Minor | None = 0


class _Session(BaseModel):
    id: Id
    mode: str
    payment_status: str
    payment_intent: str | None = None
    amount_total: Minor
    currency: Currency
    created: Seconds
    customer: str | None = None
    customer_details: _Customer | None = None
    client_reference_id: str | None = None
    metadata: Words = {}
    total_details: _Totals | None = None


class _Paid(BaseModel):
    paid_at: Seconds | None = None


class _Subscription(BaseModel):
    metadata: Words = {}


class _Parent(BaseModel):
    subscription_details: _Subscription | None = None


class _Invoice(BaseModel):
    id: Id
    payment_intent: str | None = None
    amount_paid: Minor
    total: int
    total_excluding_tax: int | None = None
    currency: Currency
    customer: str | None = None
    customer_email: str | None = None
    customer_name: str | None = None
    customer_phone: str | None = None
    status_transitions: _Paid = _Paid()
    metadata: Words = {}
    parent: _Parent | None = None
    subscription_details: _Subscription | None = None


class _Refund(BaseModel):
    id: Id
    amount: Minor
    currency: Currency
    payment_intent: str | None = None
    charge: str | None = None
    status: str | None = None
    reason: str | None = None
    created: Seconds


def read_event(body: bytes, code_field: str | None) -> Translation:
    """The sale or the refund that an event tells; Ignored with the reason for all else."""
    event = read(_Event, body)
    key = code_field or CODE
    try:
        if event.type in _SESSIONS:
            return _session(_Session.model_validate(event.data.object), event, key)
        if event.type in _INVOICES:
            return _invoice(_Invoice.model_validate(event.data.object), event, key)
        if event.type in _REFUNDS:
            return _refund(_Refund.model_validate(event.data.object), event)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error
    return Ignored(f"Nothing is made of the event {event.type[:60]!r}.")


def _session(said: _Session, event: _Event, key: str) -> Translation:
    if said.mode != "payment":
        return Ignored(f"A session of mode {said.mode[:40]!r}: its invoice is the sale.")
    if said.payment_status != "paid":
        return Ignored(f"It is not paid (payment_status {said.payment_status[:40]!r}).")
    customer, totals = said.customer_details or _Customer(), said.total_details or _Totals()
    beside = totals.amount_tax + (totals.amount_shipping or 0)
    reference = (said.client_reference_id or "").strip()
    return (
        ReportedSale(
            source=SOURCE,
            external_id=said.payment_intent or said.id,
            closed_at=_moment(event.created),
            gross=_money(said.amount_total, said.currency),
            net=_money(max(said.amount_total - beside, 0), said.currency),
            net_basis="goods",
            buyer=_buyer(said.customer, customer),
            link_code=_code(said.metadata, key) or reference[:MAX_CODE_LENGTH] or None,
            click_id=_click(said.metadata),
            test=not event.livemode,
            reported_at=_moment(event.created),
        ),
    )


def _invoice(said: _Invoice, event: _Event, key: str) -> Translation:
    if said.amount_paid == 0:
        return Ignored("Nothing was paid: a trial, or an invoice of zero.")
    details = said.parent.subscription_details if said.parent else said.subscription_details
    words = {**(details.metadata if details else {}), **said.metadata}
    tax = 0 if said.total_excluding_tax is None else said.total - said.total_excluding_tax
    customer = _Customer(
        email=said.customer_email, name=said.customer_name, phone=said.customer_phone
    )
    return (
        ReportedSale(
            source=SOURCE,
            external_id=said.payment_intent or said.id,
            closed_at=_moment(said.status_transitions.paid_at or event.created),
            gross=_money(said.amount_paid, said.currency),
            net=_money(max(said.amount_paid - max(tax, 0), 0), said.currency),
            net_basis="goods",
            buyer=_buyer(said.customer, customer),
            link_code=_code(words, key),
            click_id=_click(words),
            test=not event.livemode,
            reported_at=_moment(event.created),
        ),
    )


def _refund(said: _Refund, event: _Event) -> Translation:
    """Each refund by itself: what a charge says of all that went back is a sum, and no refund."""
    paid_by = said.payment_intent or said.charge
    if paid_by is None:
        return Ignored("The refund names no payment.")
    if said.status not in _STATES:
        return Ignored(f"Nothing is made of a refund's status {str(said.status)[:40]!r}.")
    return (
        ReportedRefund(
            source=SOURCE,
            sale_external_id=paid_by,
            external_id=said.id,
            amount=_money(said.amount, said.currency),
            state=_STATES[said.status],
            occurred_at=_moment(said.created),
            reported_at=_moment(event.created),
            reason=said.reason,
        ),
    )


def _buyer(customer_id: str | None, customer: _Customer) -> Buyer:
    return Buyer(
        external_id=(SOURCE, customer_id) if customer_id else None,
        email=customer.email or None,
        phone=customer.phone or None,
        display_name=customer.name or None,
    )


def _code(metadata: dict[str, Any], key: str) -> str | None:
    value = metadata.get(key)
    return value.strip()[:MAX_CODE_LENGTH] or None if isinstance(value, str) else None


def _click(metadata: dict[str, Any]) -> Any:
    value = metadata.get(CLICK)
    return click_of(value) if isinstance(value, str) else None


def _money(amount: int, currency: str) -> Money:
    """Stripe's smallest unit is not everywhere that of ISO 4217: two decimals of kronur, say."""
    decimals = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    return money(Decimal(amount).scaleb(-decimals), currency)
