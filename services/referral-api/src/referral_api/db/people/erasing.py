"""What is emptied when people are erased, in the transaction that says so.

Each statement takes a business and the ids of a person and of those who were merged into them. What
is kept as it came from elsewhere is found afterwards (`db.erasures`).
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from referral_api.db.people.people import person
from referral_api.db.rows import as_json

_KEPT = frozenset(
    {
        *("business_id", "id", "merged_into", "created_at", "updated_at", "version"),
        *("seq", "last_tx", "erased_at", "relationship_seq", "relationship_last_tx"),
    }
)
_SET = {"accepts": "'nothing'", "do_not_ask": "true"}


def _emptied() -> Iterator[str]:
    """Whatever is not known to be no personal data, so that a new column is emptied as well."""
    for column in person.columns:
        if column.name not in _KEPT:
            yield f"{column.name} = {_SET.get(column.name) or _nothing(column)}"


def _nothing(column: Column[Any]) -> str:
    if column.nullable:
        return "null"
    return "'{}'" if isinstance(column.type, ARRAY | JSONB) else "''"


_PEOPLE = text(f"""
    update person set {", ".join(_emptied())}, erased_at = now(), updated_at = now(),
        version = version + 1, seq = seq + 1, last_tx = {next_tx()}
    where business_id = :business_id and id = any(cast(:ids as uuid[])) and erased_at is null
    returning *
""")  # noqa: S608 names of our own columns
_IDENTIFIERS = text("""
    delete from person_identifier
    where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
    returning kind, source, value
""")
_TEXTS = (
    text("""
        update consent set evidence = '{}'
        where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
    """),
    text("""
        update referral set context = null, need = null, metadata = '{}', version = version + 1,
            updated_at = now(), steps = (
                select coalesce(jsonb_agg(s.step || jsonb_build_object('evidence',
                           coalesce(jsonb_build_object('kind', s.step #> '{evidence,kind}'), '{}'))
                       order by s.n), '[]')
                from jsonb_array_elements(steps) with ordinality as s (step, n))
        where business_id = :business_id
          and (referrer_id = any(cast(:ids as uuid[])) or prospect_id = any(cast(:ids as uuid[])))
    """),
    text("""
        update review set text = null, url = null, metadata = '{}', updated_at = now()
        where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
    """),
    text("""
        update survey_answer set comment = null, metadata = '{}', updated_at = now()
        where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
    """),
    text("""
        update value_contact set value = null, evidence = null, metadata = '{}', updated_at = now()
        where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
    """),
    *(
        text(f"""
            update {table} set metadata = '{{}}', updated_at = now()
            where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
        """)  # noqa: S608 names of our own tables
        for table in ("issue", "opportunity", "order_fulfilment", "invitation")
    ),
    text("""
        update reward_decision d set reason = null from reward r
        where d.business_id = :business_id and d.reason is not null
          and r.business_id = d.business_id and r.id = d.reward_id
          and r.beneficiary_id = any(cast(:ids as uuid[]))
    """),
    text("""
        update ask set metadata = '{}', version = version + 1, updated_at = now()
        where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
          and metadata <> '{}'
    """),
    text("""
        update refund set reason = null from sale s
        where refund.business_id = :business_id and refund.reason is not null
          and s.business_id = refund.business_id and s.id = refund.sale_id
          and s.buyer_id = any(cast(:ids as uuid[]))
    """),
    text("""
        update sale set tags = '{}', metadata = '{}', household = null,
            version = version + 1, updated_at = now()
        where business_id = :business_id and buyer_id = any(cast(:ids as uuid[]))
          and (tags <> '{}' or metadata <> '{}' or household is not null)
    """),
)
_REWARDS = text("""
    select id from reward
    where business_id = :business_id and beneficiary_id = any(cast(:ids as uuid[]))
""")
_TASKS = text("""
    update task set proof = null, metadata = '{}', version = version + 1, updated_at = now()
    where business_id = :business_id and subjects && cast(:subjects as text[])
      and (proof is not null or metadata <> '{}')
""")
_SALES = text("""
    select s.id, array(select r.id from refund r where r.business_id = s.business_id
                       and r.sale_id = s.id) as refunds
    from sale s where s.business_id = :business_id and s.buyer_id = any(cast(:ids as uuid[]))
""")
_WRITTEN_OF = text("""
    select 'ref' as kind, r.id from referral r
    where r.business_id = :business_id
      and (r.referrer_id = any(cast(:ids as uuid[])) or r.prospect_id = any(cast(:ids as uuid[])))
    union all
    select 'ask', a.id from ask a
    where a.business_id = :business_id and a.person_id = any(cast(:ids as uuid[]))
""")
_PARTICIPANTS = text("""
    select * from participant
    where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
    order by id for update
""")
# By the business's own clock; a window that has not begun has no end yet.
_OPEN_REFERRALS = text("""
    select r.id from referral r join business b on b.business_id = r.business_id
    where r.business_id = :business_id and r.prospect_id = any(cast(:ids as uuid[]))
      and r.status <> 'withdrawn'
      and (r.window_ends_at is null or r.window_ends_at > now() + make_interval(
           secs => case b.mode when 'test' then b.clock_offset_s else 0 end))
""")
_LEAVE = text("""
    insert into prospect_trace (business_id, hash, referral_id, kind)
    select business_id, hash, referral_id, kind from jsonb_to_recordset(cast(:rows as jsonb))
        as t (business_id uuid, hash text, referral_id uuid, kind text)
    on conflict do nothing
""")

PRUNE_TRACES = """
create or replace function prune_traces(at_most int) returns int
language sql volatile security definer set search_path = referral, pg_catalog, pg_temp as $$
    with pruned as (
        delete from prospect_trace t where (t.business_id, t.hash, t.referral_id) in (
            select t.business_id, t.hash, t.referral_id from prospect_trace t
            join referral r on r.business_id = t.business_id and r.id = t.referral_id
            join business b on b.business_id = t.business_id
            where r.status = 'withdrawn' or r.window_ends_at <= now() + make_interval(
                  secs => case b.mode when 'test' then b.clock_offset_s else 0 end)
              -- A window that never begins would keep them for ever.
               or r.window_ends_at is null and t.created_at < now() - interval '400 days'
            limit at_most)
        returning 1)
    select count(*)::int from pruned
$$
"""
"""Across businesses: the hashes of prospects whose referral's window has ended."""

_PRUNE = text("select prune_traces(:at_most)")


async def empty_people(
    session: AsyncSession, business_id: UUID, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """The rows of these people, locked before and empty now, as their last event says them."""
    keys = {"business_id": business_id, "ids": ids}
    return (await session.execute(_PEOPLE, keys)).all()


async def take_identifiers(
    session: AsyncSession, business_id: UUID, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """What these people were known by, which is known of nobody any more."""
    keys = {"business_id": business_id, "ids": ids}
    return (await session.execute(_IDENTIFIERS, keys)).all()


async def empty_texts(session: AsyncSession, business_id: UUID, ids: Sequence[UUID]) -> None:
    """Whatever was written about these people where only their id is needed."""
    for statement in _TEXTS:
        await session.execute(statement, {"business_id": business_id, "ids": ids})


async def rewards_of(session: AsyncSession, business_id: UUID, ids: Sequence[UUID]) -> list[UUID]:
    """What is, was or may be given to these people."""
    return list(await session.scalars(_REWARDS, {"business_id": business_id, "ids": ids}))


async def empty_tasks(session: AsyncSession, business_id: UUID, subjects: Sequence[str]) -> None:
    """What people wrote of tasks that are about any of `subjects`, ids as shown."""
    await session.execute(_TASKS, {"business_id": business_id, "subjects": subjects})


async def sales_of(
    session: AsyncSession, business_id: UUID, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """The sales to these people, each with its `refunds`."""
    return (await session.execute(_SALES, {"business_id": business_id, "ids": ids})).all()


async def written_of(
    session: AsyncSession, business_id: UUID, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """What mails are about that tell of these people: asks (`kind` ask) and referrals (ref)."""
    return (await session.execute(_WRITTEN_OF, {"business_id": business_id, "ids": ids})).all()


async def participants_of(
    session: AsyncSession, business_id: UUID, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Where these people take part, locked."""
    return (await session.execute(_PARTICIPANTS, {"business_id": business_id, "ids": ids})).all()


async def open_referrals_of(
    session: AsyncSession, business_id: UUID, ids: Sequence[UUID]
) -> list[UUID]:
    """The referrals of these prospects whose window has not ended."""
    keys = {"business_id": business_id, "ids": ids}
    return list(await session.scalars(_OPEN_REFERRALS, keys))


async def leave_traces(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Keep hashes (`business_id`, `hash`, `referral_id`, `kind`) until windows end."""
    if rows:
        await session.execute(_LEAVE, {"rows": as_json(rows)})


async def prune_traces(session: AsyncSession, at_most: int) -> int:
    """Drop hashes, of all businesses, whose time is over; how many."""
    return int(await session.scalar(_PRUNE, {"at_most": at_most}) or 0)
