"""People of whom we know only because somebody referred them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.people.people import Who, survivors_of

_BEHIND = """
    select b.id from person b
    where b.business_id = :business_id and (b.id = :person_id or b.merged_into = :person_id)
"""
_OWN = {
    "sale": "buyer_id",
    "participant": "person_id",
    "opportunity": "person_id",
    "review": "person_id",
    "survey_answer": "person_id",
    "issue": "person_id",
}
"""What makes somebody more than a name that was given, by the column that says whose it is."""

_NOTHING_OWN = " and ".join(
    f"not exists (select from {table} o where o.business_id = :business_id"
    f" and o.{column} in ({_BEHIND}))"
    for table, column in _OWN.items()
)  # names of our own tables
_ONLY = text(f"""
    select exists (
        select from person p
        where p.business_id = :business_id and p.id = :person_id and p.erased_at is null
          and p.merged_into is null and p.roles <@ array['prospect']::text[]
          and p.first_purchase_at is null and {_NOTHING_OWN})
""")  # noqa: S608  # a constant of ours
_REFERRALS = text(f"""
    select r.status, r.steps from referral r
    where r.business_id = :business_id and r.prospect_id in ({_BEHIND})
""")  # noqa: S608 a constant of ours
_BY = text("""
    select r.id, r.prospect_id from referral r
    where r.business_id = :business_id and r.referrer_id = any(cast(:ids as uuid[]))
    order by r.id
""")
_SPOKEN_OF = text("""
    select p.id, p.referred from person p
    where p.business_id = :business_id and p.id = any(cast(:ids as uuid[]))
      and p.referred is not null
    order by p.id
""")


async def is_only_prospect(session: AsyncSession, who: Who) -> bool:
    """Whether nothing is known of somebody, and of those who were merged into them, but that they
    were referred. Consents are asked for elsewhere."""
    return bool(await session.scalar(_ONLY, _key(who)))


async def referrals_to(session: AsyncSession, who: Who) -> Sequence[Row[Any]]:
    """`status` and `steps` of the referrals of a prospect and of those merged into them."""
    return (await session.execute(_REFERRALS, _key(who))).all()


async def referrals_by(
    session: AsyncSession, business_id: UUID, referrers: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """`id` and `prospect_id` of the referrals that these people made."""
    which = {"business_id": business_id, "ids": list(referrers)}
    return (await session.execute(_BY, which)).all()


async def spoken_of(
    session: AsyncSession, business_id: UUID, referrals: Sequence[Row[Any]]
) -> Sequence[Row[Any]]:
    """`id` and `referred` of the prospects of these referrals, and of who stands for them, where
    anything was said of them."""
    named = {row.prospect_id for row in referrals}
    survivors = await survivors_of(session, [(business_id, each) for each in named])
    which = {"business_id": business_id, "ids": sorted(named | set(survivors.values()))}
    return (await session.execute(_SPOKEN_OF, which)).all()


def _key(who: Who) -> dict[str, UUID]:
    return {"business_id": who[0], "person_id": who[1]}
