"""Rows of sales, read as the domain speaks of them."""

from typing import Any

from sqlalchemy import Row

from goodword.money import Money
from referral_api.domain.sales.sale import Buyer, Item, ReportedSale


def reported_sale(row: Row[Any]) -> ReportedSale:
    """The sale as it was reported; its codes all count as typed, and its buyer is ours."""
    return ReportedSale(
        source=row.source,
        external_id=row.external_id,
        closed_at=row.closed_at,
        gross=Money(minor=row.gross_minor, currency=row.currency),
        net=Money(minor=row.net_minor, currency=row.currency),
        net_basis=row.net_basis,
        buyer=Buyer(person_id=row.buyer_id),
        codes=tuple(row.codes),
        click_id=row.click_id,
        items=tuple(_item(each) for each in row.items),
        tags=tuple(row.tags),
        rep_id=row.rep_id,
        test=row.test,
        metadata=row.metadata,
    )


def _item(stored: dict[str, Any]) -> Item:
    amount = stored["amount"]
    return Item(
        product_id=stored["product_id"],
        quantity=stored["quantity"],
        amount=Money.model_validate(amount) if amount else None,
    )
