"""Sales as referral-api tells of them, of whoever referred the buyer."""

from typing import Any
from uuid import UUID

from tests.notifier.asks.clients import Asking

from goodword import ids
from goodword.bus import Said
from goodword.events import SaleClosed, SaleReattributed
from goodword.events.sales import SaleReferral
from goodword.money import Money

PRICE = Money(minor=7990, currency="USD")


def referred(referrer: UUID, **changes: Any) -> SaleReferral:
    ordinary = {
        "referral_id": ids.new(),
        "referral_class": "active_referral",
        "channel": "named",
        "match": "introduction",
        "referrer_id": referrer,
        "program_id": ids.new(),
        "program_version": 1,
    }
    return SaleReferral.model_validate(ordinary | changes)


def sold(asking: Asking, referral: SaleReferral | None, **changes: Any) -> SaleClosed:
    """A sale to Ana, unless `client_id` says otherwise."""
    ordinary = {
        "business_id": asking.world.business_id,
        "sale_id": ids.new(),
        "source": "api",
        "closed_at": asking.now,
        "gross": PRICE,
        "net": PRICE,
        "net_basis": "gross",
        "number": 1,
        "client_id": asking.world.ana,
        "is_new": True,
        "referral": referral,
    }
    return SaleClosed.model_validate(ordinary | changes)


def given_away(sale: SaleClosed, to: SaleReferral | None, seq: int) -> Said:
    """The sale is the merit of another referral now, or of none."""
    event = SaleReattributed(
        business_id=sale.business_id,
        sale_id=sale.sale_id,
        from_referral=sale.referral.referral_id if sale.referral else None,
        to_referral=to.referral_id if to else None,
        actor="operator",
        sale=sale.model_copy(update={"referral": to}),
    )
    return Said(event, seq)
