"""An order: the sale, once it is paid, with the refunds and the cancellation that it tells of."""

from decimal import Decimal

from referral_api.domain.connections.delivery import Ignored, ReportedFact, Translation
from referral_api.domain.sales.part_payment import PartPayment
from referral_api.domain.sales.refund import CANCELLED, ReportedRefund
from referral_api.domain.sales.sale import Buyer, Item, ReportedSale
from referral_api.sources.links import MAX_CODE_LENGTH, click_of, landing_of
from referral_api.sources.reading import money, read
from referral_api.sources.shopify.payload import LineItem, Order, in_shop
from referral_api.sources.shopify.people import read_buyer
from referral_api.sources.shopify.refunds import reported

SOURCE = "shopify"

_IN_PARTS = "partially_paid"
_PAID = frozenset({"paid", "partially_refunded", "refunded"})
_MAX_TAGS = 250


def read_order(body: bytes) -> Translation:
    """What an order says, whichever topic it came under: topics are not signed."""
    order = read(Order, body)
    if order.financial_status == _IN_PARTS:
        return (_part(order),)
    if order.financial_status not in _PAID:
        return Ignored(f"The order is not paid (financial_status {order.financial_status!r}).")
    sale = _sale(order, read_buyer(order))
    facts: list[ReportedFact] = [sale]
    for refund in order.refunds:
        facts.append(reported(refund, order.id, order.currency, order.updated_at))
    if order.cancelled_at:
        facts.append(_cancellation(order, sale))
    return tuple(facts)


def _part(order: Order) -> PartPayment:
    gross = in_shop(order.total_price, order.total_price_set)
    left = gross if order.total_outstanding is None else order.total_outstanding
    return PartPayment(
        source=SOURCE,
        external_id=order.id,
        reported_at=order.updated_at or order.created_at,
        gross=money(gross, order.currency),
        paid=money(max(gross - left, Decimal(0)), order.currency),
        cancelled=order.cancelled_at is not None,
    )


def _sale(order: Order, buyer: Buyer) -> ReportedSale:
    attributes, landing = _attributes(order), landing_of(order.landing_site)
    codes = [each.code.strip() for each in order.discount_codes if each.code and each.code.strip()]
    tags = [tag.strip() for tag in (order.tags or "").split(",") if tag.strip()]
    return ReportedSale(
        source=SOURCE,
        external_id=order.id,
        # There is no time of payment; this one is the same in every report of the order.
        closed_at=order.processed_at or order.created_at,
        gross=money(in_shop(order.total_price, order.total_price_set), order.currency),
        net=money(_net(order), order.currency),
        net_basis="goods",
        buyer=buyer,
        codes=tuple(dict.fromkeys(codes)),
        link_code=attributes.get("ref"),
        click_id=click_of(attributes.get("gw_click")),
        landing_code=landing.get("ref"),
        landing_click_id=click_of(landing.get("gw_click")),
        items=tuple(
            Item(
                product_id=line.product_id,
                quantity=line.quantity,
                amount=money(_paid(line), order.currency),
            )
            for line in order.line_items
        ),
        tags=tuple(tags[:_MAX_TAGS]),
        test=bool(order.test),
        reported_at=order.updated_at,
    )


def _attributes(order: Order) -> dict[str, str]:
    """What the shop passed on of the link, as attributes of the cart."""
    return {
        each.name: each.value.strip()[:MAX_CODE_LENGTH]
        for each in order.note_attributes
        if each.name and isinstance(each.value, str) and each.value.strip()
    }


def _cancellation(order: Order, sale: ReportedSale) -> ReportedRefund:
    at = order.cancelled_at or sale.closed_at
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=order.id,
        external_id=CANCELLED,
        amount=sale.net,
        occurred_at=at,
        reported_at=at,
        reason=order.cancel_reason,
    )


def _net(order: Order) -> Decimal:
    """The goods after discounts: line by line, and never more than the order's own sum of them,
    which also holds discounts that were not spread over lines."""
    goods = [line for line in order.line_items if not (line.gift_card or line.tip)]
    cards = [line for line in order.line_items if line.gift_card]
    net = sum(map(_paid, goods), Decimal(0))
    if order.subtotal_price is not None:
        subtotal = in_shop(order.subtotal_price, order.subtotal_price_set)
        net = min(net, subtotal - sum(map(_paid, cards), Decimal(0)))
    tax = sum(map(_tax, goods), Decimal(0)) if order.taxes_included else Decimal(0)
    return max(net - tax, Decimal(0))


def _tax(line: LineItem) -> Decimal:
    return sum((in_shop(each.price, each.price_set) for each in line.tax_lines), Decimal(0))


def _paid(line: LineItem) -> Decimal:
    """A line after discounts, those of the whole order included: they are spread over lines."""
    discounts = (in_shop(each.amount, each.amount_set) for each in line.discount_allocations)
    return in_shop(line.price, line.price_set) * line.quantity - sum(discounts, Decimal(0))
