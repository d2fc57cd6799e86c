"""What people were paid in a year, and of whom a tax form was collected."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.compliance import tax
from goodword.database.people import Who, aliases_of, standing_for, wanted_people

COLLECT_TAX_FORM = "collect_tax_form"
"""The kind of the tasks that ask for one; there is one for each person for ever."""

# Whoever counts for a person, or hears that their form is there, holds them until it is over.
_HOLD = text("""
    select p.business_id, p.person_id from person p
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as w (business_id, person_id)
      using (business_id, person_id)
    order by p.business_id, p.person_id for no key update of p
""")
_PAID = text("""
    select r.business_id, r.beneficiary_id, sum(p.amount)::bigint as minor
    from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:years as int[]))
        as w (business_id, person_id, year)
    join reward r on (r.business_id, r.beneficiary_id) = (w.business_id, w.person_id)
    join payout p on (p.business_id, p.reward_id) = (r.business_id, r.id)
    where p.state not in ('rejected', 'canceled', 'returned') and p.currency = :currency
      and coalesce(p.tax_year, extract(year from p.opened_at)) = w.year
      and (r.kind = any(cast(:kinds as text[]))
           or (r.kind = 'charity_donation' and r.verdict ? 'chosen'))
    group by 1, 2
""")
_COLLECTED = text("""
    select t.business_id, t.occasion from opened_task t
    join unnest(cast(:businesses as uuid[]), cast(:occasions as text[]))
        as w (business_id, occasion) using (business_id, occasion)
    where t.kind = :kind and t.state = 'done'
""")


async def hold_people(session: AsyncSession, who: Iterable[Who]) -> dict[Who, Who]:
    """Those who stand for these people, held until the transaction ends, by each of them and of
    all who are one with them."""
    survivors = {(one[0], at) for one, at in (await standing_for(session, who)).items()}
    if not survivors:
        return {}
    await session.execute(_HOLD, wanted_people(sorted(survivors)))
    everybody = [*survivors, *await aliases_of(session, survivors)]
    at = await standing_for(session, everybody)
    return {one: (one[0], at[one]) for one in everybody}


async def paid_in_years(session: AsyncSession, years: Mapping[Who, int]) -> dict[Who, int]:
    """Minor units of what was paid, or is on its way, to each of these people in a year."""
    rows = await session.execute(
        _PAID,
        {
            **wanted_people(years),
            "years": list(years.values()),
            "currency": tax.DOLLARS,
            "kinds": sorted(tax.REPORTED),
        },
    )
    return {(row.business_id, row.beneficiary_id): row.minor for row in rows}


async def forms_of(session: AsyncSession, who: Iterable[Who]) -> set[Who]:
    """Those of these people whose form was collected."""
    wanted = list(who)
    rows = await session.execute(
        _COLLECTED,
        {
            "businesses": [business_id for business_id, _ in wanted],
            "occasions": [ids.show("per", person_id) for _, person_id in wanted],
            "kind": COLLECT_TAX_FORM,
        },
    )
    return {(row.business_id, _person(row.occasion)) for row in rows}


def _person(occasion: str) -> UUID:
    return ids.read("per", occasion)
