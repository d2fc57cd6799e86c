"""Passive leads: referrals that a purchase by code or link brings to light."""

from typing import Any
from uuid import UUID

from goodword import ids
from goodword.events.referrals import ReferralChannel
from referral_api.domain.referrals.referral import Referral, ReferralStatus, named_row, step
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.sale import ReportedSale


def passive_lead(
    business_id: UUID, sale: ReportedSale, attribution: Attribution, buyer_id: UUID
) -> Referral | None:
    """The referral that `sale` makes of its buyer, if a participant's code or link came with it."""
    participation, by = attribution.participation, attribution.by
    if participation is None or by is None:
        return None
    channel: ReferralChannel = "link" if by == "link" else "code"
    start = participation.window_start(sale.closed_at, attribution.clicked_at)
    return Referral(
        business_id=business_id,
        referral_id=ids.new(),
        referral_class="passive_lead",
        channel=channel,
        referrer_id=participation.person_id,
        prospect_id=buyer_id,
        program_id=participation.program_id,
        program_version=participation.program_version,
        status="named" if sale.test else "won",
        window_ends_at=participation.offer.ends_at(start) if start else None,
    )


def by_sale(referral: Referral, sale: ReportedSale, actor: str | None = None) -> dict[str, Any]:
    """The row of a referral that a sale brought to light, or `actor` by it: named and won in one;
    by a test, named only."""
    statuses: tuple[ReferralStatus, ...] = ("named", "won")
    steps = [
        step(status, sale.closed_at, actor or f"source:{sale.source}", **evidence_of(sale))
        for status in statuses
        if status == "named" or referral.status == "won"
    ]
    return named_row(referral, steps[0], steps=steps)


def evidence_of(sale: ReportedSale) -> dict[str, str]:
    """What a sale's step rests on."""
    return {"kind": "sale", "source": sale.source, "external_id": sale.external_id}
