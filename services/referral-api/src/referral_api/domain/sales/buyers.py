"""Who buys, as sales tell it."""

from referral_api.domain.people.person import Identifier, identifiers_of
from referral_api.domain.sales.sale import ReportedSale


def identifiers_in(sale: ReportedSale) -> tuple[Identifier, ...]:
    """What the sale says its buyer is known by, best first."""
    buyer = sale.buyer
    return identifiers_of(
        external_id=buyer.external_id,
        email=buyer.email,
        phone=buyer.phone,
        country=buyer.country,
    )
