"""Find out whose referrals sales are."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.seal import Hasher
from referral_api.domain.sales.attribution import Attribution, BuyerStanding, attribute
from referral_api.domain.sales.buyers import identifiers_in
from referral_api.domain.sales.candidates import Known, PriorReferral
from referral_api.domain.sales.closing import Client
from referral_api.domain.sales.leads import passive_lead
from referral_api.domain.sales.report import SaleReport
from referral_api.use_cases.attribution.know_priors import MATCHES, know_priors

Buyer = tuple[UUID, UUID]


async def match_sales(
    reports: Sequence[SaleReport],
    known: Sequence[Known],
    clients: Sequence[Client],
    *,
    session: AsyncSession,
    hasher: Hasher,
) -> list[Attribution]:
    """Who is to thank for each sale, and how we know; `known` are the participants that each may
    name. A sale may rest on one before it in the batch, as if that had been recorded alone."""
    buyers = await know_priors(reports, clients, session=session, hasher=hasher)
    return list(_one_by_one(reports, known, buyers))


def _one_by_one(
    reports: Sequence[SaleReport], known: Sequence[Known], buyers: Sequence[BuyerStanding]
) -> Iterator[Attribution]:
    made: dict[Buyer, list[PriorReferral]] = {}
    for report, participants, buyer in zip(reports, known, buyers, strict=True):
        fresh = made.setdefault((report.business_id, buyer.person_id), [])
        priors = (*buyer.priors, *(each for each in fresh if not _is_among(each, buyer.priors)))
        standing = BuyerStanding(buyer.person_id, priors)
        attribution = attribute(report.sale, participants, standing)
        prior = _became(report, attribution, buyer.person_id)
        if prior and not _is_among(prior, fresh):
            fresh.append(prior)
        yield attribution


def _is_among(prior: PriorReferral, others: Sequence[PriorReferral]) -> bool:
    return any(each.referral.pair == prior.referral.pair for each in others)


def _became(report: SaleReport, attribution: Attribution, buyer_id: UUID) -> PriorReferral | None:
    """The referral that this sale makes, as the next one finds it."""
    participation = attribution.participation
    lead = passive_lead(report.business_id, report.sale, attribution, buyer_id)
    if attribution.prior or participation is None or lead is None:
        return None
    identifiers = identifiers_in(report.sale)
    return PriorReferral(
        referral=lead,
        by=MATCHES[identifiers[0].kind] if identifiers else "external_id",
        begun_at=report.sale.closed_at,
        window_ends_at=lead.window_ends_at,
        offer=participation.offer,
        participation=participation,
    )
