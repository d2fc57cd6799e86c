"""What an order says: the sale once it is paid, and its refunds."""

from decimal import Decimal

from goodword.money import Money
from referral_api.domain.connections.delivery import Ignored, ReportedFact, Translation
from referral_api.domain.sales import refund as refunds
from referral_api.domain.sales.household import home_of
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.sale import Buyer, Item, ReportedSale
from referral_api.sources.bigcommerce.payload import (
    CANCELLED,
    DECLINED,
    GIFT_CERTIFICATE,
    REFUNDED,
    Billing,
    Order,
    Refund,
    Whole,
)
from referral_api.sources.links import MAX_CODE_LENGTH
from referral_api.sources.reading import money, read

SOURCE = "bigcommerce"
_TEST = "test payment gateway"


def read_order(body: bytes, code_field: str | None) -> Translation:
    """What an order says, with its lines, coupons and refunds."""
    whole = read(Whole, body)
    order = whole.order
    if not order.is_paid and not order.was_perhaps_paid:
        status = (order.payment_status or "none")[:40]
        return Ignored(f"It is not paid (status {order.status_id}, payment_status {status!r}).")
    sale = _sale(whole, code_field)
    if not order.is_paid:
        return (_cancellation(order, sale),)
    facts: list[ReportedFact] = [sale]
    facts += [_refund(each, order, sale) for each in whole.refunds if each.is_of_goods]
    by_hand = order.status_id == REFUNDED and not whole.refunds
    if by_hand or order.status_id in (CANCELLED, DECLINED):
        facts.append(_cancellation(order, sale))
    return tuple(facts)


def _sale(whole: Whole, code_field: str | None) -> ReportedSale:
    order = whole.order
    codes = (*(each.code for each in whole.coupons), _typed(order.billing_address, code_field))
    said = (code.strip()[:MAX_CODE_LENGTH] for code in codes if code)
    return ReportedSale(
        source=SOURCE,
        external_id=order.id,
        closed_at=order.date_created,
        gross=money(order.total_inc_tax, order.currency),
        net=money(_goods(whole), order.currency),
        net_basis="goods",
        buyer=_buyer(order),
        codes=tuple(dict.fromkeys(code for code in said if code)),
        items=tuple(
            Item(
                product_id=line.product_id,
                quantity=line.quantity,
                amount=money(line.paid, order.currency),
            )
            for line in whole.products
        ),
        test=(order.payment_method or "").casefold().startswith(_TEST),
        reported_at=order.date_modified,
    )


def _goods(whole: Whole) -> Decimal:
    """The total is after every discount; what is no goods is taken off it."""
    order = whole.order
    certificates = (each for each in whole.products if each.type == GIFT_CERTIFICATE)
    beside = sum((each.paid for each in certificates), Decimal(0))
    beside += order.shipping_cost_ex_tax + order.handling_cost_ex_tax + order.wrapping_cost_ex_tax
    return max(order.total_ex_tax - beside, Decimal(0))


def _typed(billing: Billing, code_field: str | None) -> str | None:
    """What the buyer typed into the store's own field of its checkout."""
    fields = {each.name: each.value for each in billing.form_fields if isinstance(each.value, str)}
    return fields.get(code_field) if code_field else None


def _buyer(order: Order) -> Buyer:
    billing = order.billing_address
    names = (billing.first_name or None, billing.last_name or None)
    return Buyer(
        # 0 is whoever bought without an account.
        external_id=(SOURCE, str(order.customer_id)) if order.customer_id > 0 else None,
        email=billing.email or None,
        phone=billing.phone or None,
        display_name=" ".join(filter(None, names)) or None,
        given_name=names[0],
        family_name=names[1],
        country=billing.country_iso2 or None,
        home=home_of(
            billing.last_name,
            (billing.street_1, billing.street_2),
            billing.zip,
            billing.country_iso2,
        ),
    )


def _refund(refund: Refund, order: Order, sale: ReportedSale) -> ReportedRefund:
    """A refund tells its sum with tax and shipping: the goods' share is theirs of the order."""
    back = refund.total_amount - refund.declined
    failed = back <= 0 < refund.declined
    told = money(refund.total_amount if failed else back, order.currency)
    amount = max(told.minor, 0)
    whole, net = sale.gross.minor, sale.net.minor
    share = net if amount >= whole else round(Decimal(amount) * net / whole)
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=order.id,
        external_id=refund.id,
        amount=Money(minor=share, currency=order.currency),
        state="failed" if failed else "succeeded",
        occurred_at=refund.created,
        reported_at=order.date_modified,
        reason=(refund.reason or "")[:500] or None,
    )


def _cancellation(order: Order, sale: ReportedSale) -> ReportedRefund:
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=order.id,
        external_id=refunds.CANCELLED,
        amount=sale.net,
        occurred_at=order.date_modified,
        # Every later report of the order tells it again, and must not move it.
        reported_at=order.date_created,
        reason="refunded" if order.status_id == REFUNDED else "cancelled",
    )
