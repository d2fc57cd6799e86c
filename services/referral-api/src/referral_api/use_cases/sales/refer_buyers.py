"""Make the referrals that sales bring to light."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import Said
from referral_api.db.referrals import add_referrals, referrals_of_pairs
from referral_api.domain.referral import Pair, Referral, referral_created, won_row
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.closing import Client
from referral_api.domain.sales.report import SaleReport

FIRST_SEQ = 1


async def refer_buyers(
    reports: Sequence[SaleReport],
    attributions: Sequence[Attribution],
    clients: Sequence[Client],
    *,
    session: AsyncSession,
) -> tuple[list[Referral | None], list[Said]]:
    """The referral behind each sale, None where nobody is to thank, and what is to be said of
    those that are new.

    A referrer brings a prospect into a program once: further sales belong to the same referral.
    The clients' rows are locked, so nobody else makes the same one meanwhile.
    """
    wanted = [
        _passive_lead(report, attribution, client)
        for report, attribution, client in zip(reports, attributions, clients, strict=True)
    ]
    first = {each.pair: (each, report) for each, report in _matched(wanted, reports)}
    if not first:
        return wanted, []
    rows = [won_row(each, rep.sale.closed_at, rep.sale.source) for each, rep in first.values()]
    added = await add_referrals(session, rows)
    said = [
        Said(referral_created(each, report.sale.closed_at), FIRST_SEQ)
        for each, report in first.values()
        if each.referral_id in added
    ]
    kept = {each.pair: each for each, _ in first.values()}
    if len(added) < len(first):
        kept |= await _known(session, [row for row in rows if row["id"] not in added])
    return [kept[each.pair] if each else None for each in wanted], said


def _matched(
    wanted: Sequence[Referral | None], reports: Sequence[SaleReport]
) -> list[tuple[Referral, SaleReport]]:
    """Reversed, so that a mapping by pair keeps the first sale of each."""
    pairs = zip(wanted, reports, strict=True)
    return [(each, report) for each, report in reversed(list(pairs)) if each is not None]


def _passive_lead(report: SaleReport, attribution: Attribution, client: Client) -> Referral | None:
    participation = attribution.participation
    if participation is None or attribution.by is None:
        return None
    return Referral(
        business_id=report.business_id,
        referral_id=ids.new(),
        referral_class="passive_lead",
        channel=attribution.by,
        referrer_id=participation.person_id,
        prospect_id=client.person_id,
        program_id=participation.program_id,
        program_version=participation.program_version,
    )


async def _known(session: AsyncSession, rows: Sequence[dict[str, object]]) -> dict[Pair, Referral]:
    found = await referrals_of_pairs(session, rows)
    known = [
        Referral(
            business_id=row.business_id,
            referral_id=row.id,
            referral_class=row._mapping["class"],
            channel=row.channel,
            referrer_id=row.referrer_id,
            prospect_id=row.prospect_id,
            program_id=row.program_id,
            program_version=row.program_version,
        )
        for row in found
    ]
    return {each.pair: each for each in known}
