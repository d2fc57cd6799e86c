"""Make the referrals that sales bring to light, and win those that were there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.bus import Said
from referral_api.db.referrals.referrals import add_referrals, referrals_of_pairs, win_referrals
from referral_api.domain.referrals.referral import Pair, Referral, step
from referral_api.domain.referrals.stages import referral_created
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.closing import Client
from referral_api.domain.sales.leads import by_sale, evidence_of, passive_lead
from referral_api.domain.sales.report import SaleReport
from referral_api.use_cases.referrals.reading import read_referral
from referral_api.use_cases.referrals.timers import expiries

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
        _wanted(report, attribution, client)
        for report, attribution, client in zip(reports, attributions, clients, strict=True)
    ]
    kept, said = await _make(list(_unmade(reports, attributions, wanted)), session)
    found = [kept.get(each.pair, each) if each else None for each in wanted]
    await _wait_for_windows(attributions, found, session)
    await win_referrals(session, list(_won(reports, attributions, found)))
    return found, said


def _wanted(report: SaleReport, attribution: Attribution, client: Client) -> Referral | None:
    if attribution.prior:
        return attribution.prior.referral
    return passive_lead(report.business_id, report.sale, attribution, client.person_id)


def _unmade(
    reports: Sequence[SaleReport],
    attributions: Sequence[Attribution],
    wanted: Sequence[Referral | None],
) -> Iterator[tuple[Referral, SaleReport, str | None]]:
    """Those that may be new, each pair once, with its first sale."""
    seen: set[Pair] = set()
    for report, attribution, each in zip(reports, attributions, wanted, strict=True):
        if each and not attribution.prior and each.pair not in seen:
            seen.add(each.pair)
            yield each, report, attribution.actor


async def _make(
    first: Sequence[tuple[Referral, SaleReport, str | None]], session: AsyncSession
) -> tuple[Mapping[Pair, Referral], list[Said]]:
    if not first:
        return {}, []
    rows = [by_sale(each, report.sale, actor) for each, report, actor in first]
    added = await add_referrals(session, rows)
    said = [
        Said(referral_created(each, report.sale.closed_at), FIRST_SEQ)
        for each, report, _ in first
        if each.referral_id in added
    ]
    kept = {each.pair: each for each, *_ in first}
    if len(added) < len(first):
        others = [row for row in rows if row["id"] not in added]
        known = [read_referral(row) for row in await referrals_of_pairs(session, others)]
        kept |= {each.pair: each for each in known}
    return kept, said


async def _wait_for_windows(
    attributions: Sequence[Attribution], found: Sequence[Referral | None], session: AsyncSession
) -> None:
    """What a test order brought to light is won by nothing yet, and ends with its window."""
    unwon = [
        (each.business_id, each.referral_id, each.window_ends_at)
        for attribution, each in zip(attributions, found, strict=True)
        if each and each.status == "named" and not attribution.prior
    ]
    await jobs.add(session, expiries(unwon))


def _won(
    reports: Sequence[SaleReport],
    attributions: Sequence[Attribution],
    found: Sequence[Referral | None],
) -> Iterator[dict[str, Any]]:
    """What takes the referrals that were there to `won`; a test takes none."""
    for report, attribution, each in zip(reports, attributions, found, strict=True):
        if each is None or each.status == "won" or report.sale.test:
            continue
        sale = report.sale
        actor = attribution.actor or f"source:{sale.source}"
        won = step("won", sale.closed_at, actor, **evidence_of(sale))
        yield {"business_id": each.business_id, "id": each.referral_id, "step": won}
