"""A completed payment is a sale, and a refund takes back its share.

An order may be paid by several payments: each is a sale of its part of the goods, since a refund
names its payment and never the order that was bought.
"""

from typing import Any, Final

from goodword.money import Money, half_even
from referral_api.domain.connections.about import ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation
from referral_api.domain.sales.refund import RefundState, ReportedRefund
from referral_api.domain.sales.sale import Buyer, Item, ReportedSale
from referral_api.sources.links import CLICK, CODE, MAX_CODE_LENGTH, click_of
from referral_api.sources.square.payload import Amount, Customer, Line, Order, Payment, Refund

SOURCE: Final = "square"
COMPLETED: Final = "COMPLETED"
SANDBOX: Final = "sandbox"
_GIFT_CARD = "GIFT_CARD"
_MAX_CODES = 20
_STATES: dict[str, RefundState] = {
    "PENDING": "pending",
    "COMPLETED": "succeeded",
    "REJECTED": "failed",
    "FAILED": "failed",
}


def read_payment(
    payment: Payment,
    settings: ConnectionSettings,
    order: Order | None = None,
    customer: Customer | None = None,
) -> Translation:
    """The sale that a payment is; with its order, that of the order's goods."""
    if payment.status != COMPLETED:
        return Ignored(f"The payment is not completed (status {payment.status[:40]!r}).")
    words = order.metadata if order else {}
    return (
        ReportedSale(
            source=SOURCE,
            external_id=payment.id,
            closed_at=payment.created_at,
            gross=_gross(payment),
            net=_net(payment, order),
            net_basis="goods" if order else "gross",
            buyer=_buyer(payment, order, customer),
            codes=_codes(order),
            link_code=_link_code(payment, order, settings.get("code_field") or CODE),
            click_id=click_of(_word(words.get(CLICK))),
            items=_items(order),
            test=settings.get("environment") == SANDBOX,
            reported_at=payment.updated_at,
            metadata=_metadata(payment),
        ),
    )


def read_refund(refund: Refund, payment: Payment | None, order: Order | None) -> Translation:
    """What went back of a payment: all that moved, or with the payment the goods' share of it."""
    if refund.payment_id is None:
        return Ignored("The refund names no payment.")
    if refund.status not in _STATES:
        return Ignored(f"Nothing is made of a refund's status {refund.status[:40]!r}.")
    amount = refund.amount_money.money
    return (
        ReportedRefund(
            source=SOURCE,
            sale_external_id=refund.payment_id,
            external_id=refund.id,
            amount=_share(amount, payment, order) if payment else amount,
            state=_STATES[refund.status],
            occurred_at=refund.created_at,
            reported_at=refund.updated_at or refund.created_at,
            reason=refund.reason or None,
        ),
    )


def _gross(payment: Payment) -> Money:
    return (payment.total_money or payment.amount_money).money


def _net(payment: Payment, order: Order | None) -> Money:
    """The payment without its tip; of that the goods' share, where the order is known."""
    paid = payment.amount_money.money
    if order is None or order.total_money is None:
        return paid
    whole = order.total_money.amount - _minor(order.total_tip_money)
    goods = sum(_goods(line) for line in order.line_items if line.item_type != _GIFT_CARD)
    if whole <= 0 or goods >= whole:
        return paid
    return Money(minor=half_even(max(paid.minor, 0) * max(goods, 0), whole), currency=paid.currency)


def _share(amount: Money, payment: Payment, order: Order | None) -> Money:
    whole, net = _gross(payment), _net(payment, order)
    if whole.minor <= 0 or amount.minor >= whole.minor:
        return net
    return Money(minor=half_even(amount.minor * net.minor, whole.minor), currency=net.currency)


def _goods(line: Line) -> int:
    return _minor(line.total_money) - _minor(line.total_tax_money)


def _minor(amount: Amount | None) -> int:
    return amount.amount if amount else 0


def _items(order: Order | None) -> tuple[Item, ...]:
    return tuple(
        Item(
            product_id=line.catalog_object_id,
            # By weight half a pound is sold; it is one line of something.
            quantity=int(line.quantity) if line.quantity == int(line.quantity) else 1,
            amount=line.total_money.money if line.total_money else None,
        )
        for line in (order.line_items if order else ())
    )


def _codes(order: Order | None) -> tuple[str, ...]:
    """At a till a code is a discount of that name."""
    names = (_word(each.name) for each in (order.discounts[:_MAX_CODES] if order else ()))
    return tuple(dict.fromkeys(name for name in names if name))


def _link_code(payment: Payment, order: Order | None, key: str) -> str | None:
    """The order's own words count more than the payment's; a note, where it is one word."""
    told = [order.metadata.get(key), order.reference_id] if order else []
    note = (payment.note or "").strip()
    told += [payment.reference_id, note if len(note.split()) == 1 else None]
    return next((code for code in map(_word, told) if code), None)


def _word(value: Any) -> str | None:
    return value.strip()[:MAX_CODE_LENGTH] or None if isinstance(value, str) else None


def _buyer(payment: Payment, order: Order | None, customer: Customer | None) -> Buyer:
    known = customer.id if customer else payment.customer_id
    id_ = known or (order.customer_id if order else None)
    given = (customer.given_name if customer else None) or None
    family = (customer.family_name if customer else None) or None
    return Buyer(
        external_id=(SOURCE, id_) if id_ else None,
        email=(customer.email_address if customer else None) or payment.buyer_email_address or None,
        phone=(customer.phone_number if customer else None) or None,
        display_name=" ".join(filter(None, (given, family))) or None,
        given_name=given,
        family_name=family,
    )


def _metadata(payment: Payment) -> dict[str, str]:
    """Where it was sold, and by whom."""
    told = {"location_id": payment.location_id, "team_member_id": payment.team_member_id}
    return {name: value[:MAX_CODE_LENGTH] for name, value in told.items() if value}
