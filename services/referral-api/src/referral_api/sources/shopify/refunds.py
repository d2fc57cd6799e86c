"""A refund: how much of the goods' value went back, told from what moved and what it was for.

Only transactions that succeeded move money; a refund can move none. From what moved, tax, shipping
and gift cards are taken off: what is left is the part of the sale's net.
"""

from datetime import datetime
from decimal import Decimal

from referral_api.domain.connections.delivery import Translation, UnreadableError
from referral_api.domain.sales.refund import RefundState, ReportedRefund
from referral_api.sources.reading import money, read
from referral_api.sources.shopify.payload import MoneySet, Refund, Transaction, in_shop

SOURCE = "shopify"
SHIPPING = "shipping_refund"


def read_refund(body: bytes) -> Translation:
    """The refund in a delivery of its own."""
    refund = read(Refund, body)
    if refund.order_id is None:
        raise UnreadableError("order_id: a refund must say of which order it is.")
    return (reported(refund, refund.order_id, _currency(refund), None),)


def reported(
    refund: Refund, order_id: str, currency: str, updated_at: datetime | None
) -> ReportedRefund:
    """A refund as we keep it; `updated_at` is when the order that contains it was last changed."""
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=order_id,
        external_id=refund.id,
        amount=money(_goods(refund, currency), currency),
        state=_state(refund.transactions),
        occurred_at=refund.at,
        reported_at=max(refund.at, updated_at or refund.at),
        reason=refund.note or None,
    )


def _state(transactions: list[Transaction]) -> RefundState:
    states = {each.status for each in transactions if each.kind == "refund"}
    if "success" in states or not states:
        return "succeeded"
    return "pending" if "pending" in states else "failed"


def _goods(refund: Refund, currency: str) -> Decimal:
    """The goods' part of what moved, in the shop's currency."""
    moved = _moved(refund, currency)
    if moved <= 0:
        return Decimal(0)
    return max(moved - _not_goods(refund), Decimal(0))


def _not_goods(refund: Refund) -> Decimal:
    """Tax, shipping and gift cards in the refund."""
    total = Decimal(0)
    for line in refund.refund_line_items:
        total += in_shop(line.total_tax, line.total_tax_set)
        if line.line_item and (line.line_item.gift_card or line.line_item.tip):
            total += in_shop(line.subtotal, line.subtotal_set)
    for adjustment in refund.order_adjustments:
        # Adjustments are written from the shop's side: money out is negative.
        if adjustment.kind == SHIPPING:
            total -= in_shop(adjustment.amount, adjustment.amount_set)
            total -= in_shop(adjustment.tax_amount, adjustment.tax_amount_set)
    if not any(adjustment.kind == SHIPPING for adjustment in refund.order_adjustments):
        for shipping in refund.refund_shipping_lines:
            total += in_shop(Decimal(0), shipping.subtotal_amount_set)
            total += in_shop(Decimal(0), shipping.tax_amount_set)
    return total


def _moved(refund: Refund, currency: str) -> Decimal:
    """What the successful transactions moved; where the buyer paid in another currency, at the
    rate that the refund's own amounts show."""
    moved = Decimal(0)
    for each in refund.transactions:
        if each.kind != "refund" or each.status != "success":
            continue
        if each.currency in (None, currency):
            moved += each.amount
        else:
            moved += each.amount * _rate(refund, each.currency or currency)
    return moved


def _rate(refund: Refund, presented: str) -> Decimal:
    """The shop's currency per one of the buyer's."""
    shop = buyer = Decimal(0)
    for both in _sets(refund):
        if both.presentment_money and both.presentment_money.currency_code == presented:
            shop += abs(both.shop_money.amount)
            buyer += abs(both.presentment_money.amount)
    if buyer == 0:
        raise UnreadableError(f"The refund moved {presented}, and nothing in it tells the rate.")
    return shop / buyer


def _currency(refund: Refund) -> str:
    for both in _sets(refund):
        return both.shop_money.currency_code
    for each in refund.transactions:
        if each.currency:
            return each.currency
    raise UnreadableError("The refund names no currency.")


def _sets(refund: Refund) -> list[MoneySet]:
    """Every amount of the refund that is given in both currencies."""
    found = [line.subtotal_set for line in refund.refund_line_items]
    found += [line.total_tax_set for line in refund.refund_line_items]
    found += [adjustment.amount_set for adjustment in refund.order_adjustments]
    found += [line.subtotal_amount_set for line in refund.refund_shipping_lines]
    return [both for both in found if both is not None]
