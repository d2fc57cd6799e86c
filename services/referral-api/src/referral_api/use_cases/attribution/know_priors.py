"""Know which referrals buyers are the prospects of already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events.sales import Match
from goodword.seal import Hasher
from referral_api.db.sales.prior import known_before, referrals_of_buyers
from referral_api.domain.people.person import Identifier
from referral_api.domain.referrals.traces import traces
from referral_api.domain.sales.attribution import BuyerStanding
from referral_api.domain.sales.buyers import identifiers_in
from referral_api.domain.sales.candidates import PriorReferral
from referral_api.domain.sales.closing import Client
from referral_api.domain.sales.report import SaleReport
from referral_api.use_cases.attribution.standing import offer, participation
from referral_api.use_cases.referrals.reading import begun_at, read_referral

MATCHES: dict[str, Match] = {"external": "external_id", "email": "email", "phone": "phone"}


async def know_priors(
    reports: Sequence[SaleReport],
    clients: Sequence[Client],
    *,
    session: AsyncSession,
    hasher: Hasher,
) -> list[BuyerStanding]:
    """By sale, who bought and the referrals that they are known from: as the person they are, or by
    the traces of a prospect who was erased. One statement, two where there are any."""
    identifiers = [identifiers_in(each.sale) for each in reports]
    wanted = [
        {
            "position": position,
            "business_id": report.business_id,
            "person_id": client.person_id,
            "traces": traces(hasher, report.business_id, known_by),
        }
        for position, (report, client, known_by) in enumerate(
            zip(reports, clients, identifiers, strict=True)
        )
    ]
    rows = await referrals_of_buyers(session, wanted)
    by = await _known_by(rows, clients, reports, session) if rows else {}
    priors: dict[int, dict[Any, PriorReferral]] = {}
    for row in rows:
        match = MATCHES[row.traced_by] if row.traced_by else by.get(row.position, "external_id")
        priors.setdefault(row.position, {}).setdefault(row.referral_id, prior_referral(row, match))
    return [
        BuyerStanding(client.person_id, tuple(priors.get(position, {}).values()))
        for position, client in enumerate(clients)
    ]


async def _known_by(
    rows: Sequence[Row[Any]],
    clients: Sequence[Client],
    reports: Sequence[SaleReport],
    session: AsyncSession,
) -> dict[int, Match]:
    """By position, the best of the sale's identifiers that told who the buyer is."""
    told: dict[int, list[Identifier]] = {
        position: list(identifiers_in(reports[position].sale))
        for position in {row.position for row in rows if not row.traced_by}
    }
    wanted = [
        {
            "position": position,
            "business_id": reports[position].business_id,
            "person_id": clients[position].person_id,
            **each._asdict(),
        }
        for position, identifiers in told.items()
        for each in identifiers
    ]
    known = await known_before(session, wanted)
    return {
        position: MATCHES[each.kind]
        for position, identifiers in told.items()
        for each in reversed(identifiers)
        if (position, *each) in known
    }


def prior_referral(row: Row[Any], by: Match) -> PriorReferral:
    """From a row of `referrals_of_buyers`."""
    referral = read_referral(
        row, id=row.referral_id, program_id=row.of_program, program_version=row.of_version
    )
    return PriorReferral(
        referral=referral,
        by=by,
        begun_at=begun_at(row),
        window_ends_at=row.window_ends_at,
        offer=offer(row),
        participation=participation(row) if row.participant_id else None,
    )
