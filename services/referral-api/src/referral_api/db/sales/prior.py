"""The referrals that buyers are the prospects of already, whatever tells that they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.rows import as_json
from referral_api.db.sales.standing import OFFER, PARTICIPATION, standing

prospect_trace = Table(
    "prospect_trace",
    metadata,
    Column("business_id", Uuid, nullable=False),
    # A keyed hash of what an erased prospect was known by (`domain.referrals.traces`).
    Column("hash", Text, nullable=False),
    Column("referral_id", Uuid, nullable=False),
    # What was hashed: external, email or phone.
    Column("kind", Text, nullable=False),
    created_column(),
    PrimaryKeyConstraint("business_id", "hash", "referral_id"),
    ForeignKeyConstraint(["business_id", "referral_id"], ["referral.business_id", "referral.id"]),
    Index("prospect_trace_referral", "business_id", "referral_id"),
)

_PRIORS = text(f"""
    with wanted as (
        select * from jsonb_to_recordset(cast(:rows as jsonb)) as w (
            position int, business_id uuid, person_id uuid, traces text[])
    ), found as (
        select w.position, r.business_id, r.id, null as traced_by
        from wanted w join referral r
          on r.business_id = w.business_id and r.prospect_id = w.person_id
        union
        select w.position, t.business_id, t.referral_id, t.kind
        from wanted w join prospect_trace t
          on t.business_id = w.business_id and t.hash = any(w.traces)
    )
    select f.position, f.traced_by, r.business_id, r.id as referral_id, r.class, r.channel,
           r.status, r.steps, r.window_ends_at, r.prospect_id,
           {standing("r", "referrer_id")} as referrer_id,
           r.program_id as of_program, r.program_version as of_version, {PARTICIPATION}, {OFFER}
    from found f
    join referral r on r.business_id = f.business_id and r.id = f.id
    join program_version v on v.business_id = r.business_id and v.program_id = r.program_id
                          and v.version = r.program_version
    join business b on b.business_id = r.business_id
    left join participant p on p.business_id = r.business_id and p.program_id = r.program_id
                           and p.person_id = r.referrer_id
    order by f.position, r.id, f.traced_by nulls first
""")  # noqa: S608 constants of ours
# What was learned in this very transaction tells nothing: it was the sale that taught it.
_KNOWN_BEFORE = text("""
    select w.position, i.kind, i.source, i.value
    from jsonb_to_recordset(cast(:rows as jsonb)) as w (
        position int, business_id uuid, person_id uuid, kind text, source text, value text)
    join person_identifier i on (i.business_id, i.kind, i.source, i.value)
                              = (w.business_id, w.kind, w.source, w.value)
    where i.person_id = w.person_id and i.created_at < now()
""")


async def referrals_of_buyers(
    session: AsyncSession, buyers: Sequence[Mapping[str, Any]]
) -> Sequence[Row[Any]]:
    """Referrals by the `position` of a buyer (`person_id`, and `traces` of what they are known by),
    each with its referrer's participation and its version's offer; `traced_by` where a trace alone
    told. The only place where a buyer is matched to a referral."""
    return (await session.execute(_PRIORS, {"rows": as_json(buyers)})).all()


async def known_before(
    session: AsyncSession, wanted: Sequence[Mapping[str, Any]]
) -> set[tuple[int, str, str, str]]:
    """Those (position, kind, source, value) by which persons were known before this transaction."""
    rows = await session.execute(_KNOWN_BEFORE, {"rows": as_json(wanted)})
    return {(row.position, row.kind, row.source, row.value) for row in rows}
