"""Record sales, each once, with the referral behind it, however it was reported.

A batch may hold sales of many businesses and takes a constant number of statements. Locks are taken
in one order: the buyers' rows, the referrers' counters, the sales.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.errors import GoodwordError
from goodword.seal import Hasher
from referral_api.db.connections.deliveries import wake_deliveries
from referral_api.db.sales.recording import SaleKey, add_sales, known_sales
from referral_api.domain.sales.candidates import names_somebody
from referral_api.domain.sales.closing import sale_closed, sale_row
from referral_api.domain.sales.correcting import newest
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.retelling import left_of, replaces, why_left
from referral_api.domain.sales.sale import awaited
from referral_api.use_cases.attribution.know_participants import know_participants
from referral_api.use_cases.attribution.match_sales import match_sales
from referral_api.use_cases.attribution.refer_buyers import refer_buyers
from referral_api.use_cases.provider_reports.report_used_codes import report_used_codes
from referral_api.use_cases.sales.attribute_repeats import attribute_repeats
from referral_api.use_cases.sales.close_sales import Matched, close_sales
from referral_api.use_cases.sales.correct_sales import correct_sales
from referral_api.use_cases.sales.know_buyers import know_buyers
from referral_api.use_cases.sales.read_buyers import read_buyers


@dataclass(frozen=True, slots=True)
class RecordedSale:
    """Where a reported sale is kept; `is_fresh` where this report was the first. `left` are fields
    that differ from what was known before, and stay as they are, for the reason `why_left`."""

    sale_id: UUID
    is_fresh: bool
    left: tuple[str, ...] = ()
    why_left: str | None = None


class LostRaceError(GoodwordError):
    """Another transaction recorded one of these sales meanwhile: the same again will see it."""

    # A serialisation failure in all but name, so it is tried again wherever those are.
    sqlstate = "40001"


async def record_sales(
    reports: Sequence[SaleReport], *, session: AsyncSession, hasher: Hasher
) -> list[RecordedSale]:
    """Keep each sale that is not known yet and say SaleClosed; where its code or click names a
    participant, also the referral (a passive lead, won) and ReferralCreated.

    Of several reports of a sale the newest holds, by the source's own time and in whatever order
    they come; whose referral it is stays as it was when it closed. What the buyer is known to have
    bought later goes to that referral too. LostRaceError (retryable) where the same sale is
    recorded elsewhere at the same moment.
    """
    told = newest(reports)
    known = await known_sales(session, list(told))
    fresh = {key: report for key, report in told.items() if key not in known}
    made = await _record(list(fresh.values()), session, hasher) if fresh else {}
    newer = {
        known[key].id: report
        for key, report in told.items()
        if key in known and replaces(report.sale, known[key])
    }
    await correct_sales(newer, session=session)
    return [
        _retold(report, known[report.key])
        if report.key in known
        else RecordedSale(made[report.key], fresh[report.key] is report)
        for report in reports
    ]


def _retold(report: SaleReport, kept: Row[Any]) -> RecordedSale:
    left = left_of(report.sale, kept)
    why = why_left(report.sale, kept, left) if left else None
    return RecordedSale(kept.id, is_fresh=False, left=left, why_left=why)


async def _record(
    reports: Sequence[SaleReport], session: AsyncSession, hasher: Hasher
) -> dict[SaleKey, UUID]:
    reports = await read_buyers(reports, session=session)
    known = await know_participants(reports, session=session)
    referred = [names_somebody(each.sale, of) for each, of in zip(reports, known, strict=True)]
    clients = await know_buyers(reports, referred, session=session)
    attributions = await match_sales(reports, known, clients, session=session, hasher=hasher)
    referrals, said = await refer_buyers(reports, attributions, clients, session=session)
    matched = map(Matched, reports, attributions, clients, referrals)
    closings = await close_sales(list(matched), session=session, hasher=hasher)
    saved = await add_sales(session, [sale_row(each) for each in closings])
    if len(saved) < len(closings):
        raise LostRaceError("one of these sales is being recorded by another transaction")
    for each in closings:
        row = saved[each.sale_id]
        said.append(Said(sale_closed(each), row.seq, row.last_tx))
    await say(session, said)
    await report_used_codes(reports, session=session, hasher=hasher)
    await attribute_repeats(closings, session=session, hasher=hasher)
    await wake_deliveries(
        session, [(each.business_id, awaited(*each.sale.key)) for each in reports]
    )
    return {report.key: each.sale_id for report, each in zip(reports, closings, strict=True)}
