"""A sale as it closes: everything that its event freezes, because decisions hang on it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from goodword.events import ReferrerSales, SaleClosed, SaleReferral
from referral_api.domain.referrals.referral import Referral
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.sale import ReportedSale

LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""When somebody first bought who was no new client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The buyer; `bought_before` is when they first bought, before this sale."""

    person_id: UUID
    country: str | None
    tags: tuple[str, ...]
    bought_before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrer:
    """Whose referral it is, as known now; `client_since` where they have bought themselves,
    `favourites_at` when they told their favourites."""

    person_id: UUID
    country: str | None
    tags: tuple[str, ...]
    client_since: datetime | None
    favourites_at: datetime | None
    households: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """`number` is the how-manieth sale to this client, tests left out; `household` is the keyed
    hash of who they live with, where the source tells."""

    business_id: UUID
    sale_id: UUID
    sale: ReportedSale
    attribution: Attribution
    client: Client
    household: str | None
    number: int
    referral: Referral | None
    referrer: Referrer | None
    referrer_sales: ReferrerSales

    @property
    def is_new(self) -> bool:
        """Whether the client had never bought before, here or (as imported) anywhere else."""
        before = self.client.bought_before
        return self.number == 1 and (before is None or before >= self.sale.closed_at)

    @property
    def referrer_tenure_days(self) -> int | None:
        """Whole days that the referrer was a client when the sale closed."""
        if self.referrer is None or self.referrer.client_since is None:
            return None
        return max((self.sale.closed_at - self.referrer.client_since).days, 0)


def sale_closed(closing: Closing) -> SaleClosed:
    """The event."""
    sale, referrer = closing.sale, closing.referrer
    participation = closing.attribution.participation
    return SaleClosed(
        business_id=closing.business_id,
        sale_id=closing.sale_id,
        source=sale.source,
        closed_at=sale.closed_at,
        gross=sale.gross,
        net=sale.net,
        net_basis=sale.net_basis,
        number=closing.number,
        product_ids=sale.product_ids,
        tags=sale.tags,
        test=sale.test,
        client_id=closing.client.person_id,
        is_new=closing.is_new,
        client_country=closing.client.country,
        client_tags=closing.client.tags,
        referral=_referral(closing),
        participant_id=participation.participant_id if participation else None,
        rep_id=sale.rep_id,
        referrer_sales=closing.referrer_sales,
        referrer_tenure_days=closing.referrer_tenure_days,
        referrer_country=referrer.country if referrer else None,
        referrer_tags=referrer.tags if referrer else (),
        household=(closing.household,) if closing.household else (),
        referrer_household=referrer.households if referrer else (),
    )


def sale_row(closing: Closing) -> dict[str, Any]:
    """The sale as it is kept."""
    sale = closing.sale
    participation = closing.attribution.participation
    return {
        "business_id": closing.business_id,
        "id": closing.sale_id,
        "source": sale.source,
        "external_id": sale.external_id,
        "buyer_id": closing.client.person_id,
        "participant_id": participation.participant_id if participation else None,
        "referral_id": closing.referral.referral_id if closing.referral else None,
        "rep_id": sale.rep_id,
        "currency": sale.gross.currency,
        "gross_minor": sale.gross.minor,
        "net_minor": sale.net.minor,
        "net_basis": sale.net_basis,
        "closed_at": sale.closed_at,
        "codes": list(sale.all_codes),
        "click_id": sale.click_id,
        "items": [item.stored() for item in sale.items],
        "tags": list(sale.tags),
        "test": sale.test,
        "number": closing.number,
        "is_new": closing.is_new,
        "reported_at": sale.told_at,
        "match": closing.attribution.explanation,
        "metadata": sale.metadata,
        "household": closing.household,
    }


def _referral(closing: Closing) -> SaleReferral | None:
    referral, attribution = closing.referral, closing.attribution
    participation = attribution.participation
    if referral is None or attribution.by is None:
        return None
    return SaleReferral(
        referral_id=referral.referral_id,
        referral_class=referral.referral_class,
        channel=referral.channel,
        match=attribution.by,
        referrer_id=referral.referrer_id,
        program_id=referral.program_id,
        program_version=referral.program_version,
        shared_at=participation.joined_at if participation else None,
        clicked_at=attribution.clicked_at,
        named_at=referral.named_at,
        introduced_at=referral.introduced_at,
        introduction_verified=referral.introduction_verified,
        terms_sent_at=participation.terms_sent_at if participation else None,
        discussed_at=participation.discussed_at if participation else None,
        favourites_at=closing.referrer.favourites_at if closing.referrer else None,
    )
