"""Sales and refunds, told as a careful person would: what was bought, and what is left of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from goodword import ids
from goodword.money import Money
from goodword.programs import Names
from referral_api.domain.explaining.story import Entry
from referral_api.domain.sales.refund import CANCELLED


def bought(sale: Any, names: Names) -> str:
    """`Ben bought for $79.90`, by the net that rules go by, and what refunds have left of it."""
    who = f"{names.prospect[:1].upper()}{names.prospect[1:]}"
    net, gross = _money(sale, sale.net_minor), _money(sale, sale.gross_minor)
    if sale.test:
        return f"{who} placed a test order for {net.format()}"
    if not net.minor:
        if not gross.minor:
            return f"{who} placed an order that cost nothing"
        return f"{who} paid {gross.format()}, none of it for goods that count"
    if not sale.refunded_minor:
        return f"{who} bought for {net.format()}"
    left = _money(sale, sale.net_minor - sale.refunded_minor)
    if not left.minor:
        return f"{who} bought for {net.format()}, and all of it was refunded"
    return f"{who} bought for {left.format()} after refunds"


def bought_in_all(sales: Sequence[Any], names: Names) -> str:
    """The newest of several purchases, oldest first, none of them a test order."""
    count = f", the last of {len(sales)} purchases" if len(sales) > 1 else ""
    return f"{bought(sales[-1], names)}{count}."


def only_tests(sales: Sequence[Any]) -> str:
    """What is said of test orders, where nothing else came."""
    if len(sales) > 1:
        return f"{len(sales)} test orders came of it, and test orders never earn."
    net = _money(sales[0], sales[0].net_minor).format()
    return f"A test order for {net} came of it, and test orders never earn."


def told_refunds(refunds: Sequence[Any], sale: Any) -> Iterator[Entry]:
    """The refunds of a sale, oldest first, each with what of it counts."""
    gone = 0
    done = [one for one in refunds if one.status == "succeeded" and one.external_id != CANCELLED]
    for refund in refunds:
        before = sum(one.amount_minor for one in done) if refund.external_id == CANCELLED else gone
        left = max(sale.net_minor - before, 0)
        yield Entry(
            at=refund.occurred_at,
            what=f"refund_{refund.status}",
            about=ids.show("sal", sale.id),
            sentence=_refunded(refund, sale, left),
        )
        if refund in done:
            gone += refund.amount_minor


def _refunded(refund: Any, sale: Any, left: int) -> str:
    amount = _money(sale, refund.amount_minor).format()
    if not refund.amount_minor:
        ends = {"succeeded": "was made", "pending": "was begun", "failed": "failed"}
        return f"A refund that takes nothing off the sale {ends[refund.status]}."
    if refund.status == "pending":
        return f"A refund of {amount} was begun, and counts once it has gone through."
    if refund.status == "failed":
        return f"A refund of {amount} failed, and counts no more."
    if refund.external_id == CANCELLED:
        return _cancelled(sale, left)
    if refund.amount_minor == left == sale.net_minor:
        return f"All of the sale, {amount}, went back to the buyer."
    return f"{amount} of the sale went back to the buyer.{_beyond(refund, sale, left)}"


def _cancelled(sale: Any, left: int) -> str:
    if not left:
        return "The order was cancelled, when nothing of the sale was left."
    rest = _money(sale, left).format()
    return f"The order was cancelled, and what was left of the sale, {rest}, went back."


def _beyond(refund: Any, sale: Any, left: int) -> str:
    if refund.amount_minor <= left:
        return ""
    if not left:
        return " It counts for nothing, since nothing of the sale was left."
    return f" No more than {_money(sale, left).format()} of it counts: so much was left."


def _money(sale: Any, minor: int) -> Money:
    return Money(minor=minor, currency=sale.currency)
