"""Finding rewards, always locked in one order."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Result, Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.programs import Recipient
from rewards_worker.db.ledger import balances
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.ledger import Balances
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardState
from rewards_worker.domain.standing import Standing
from rewards_worker.domain.worth import worth

_OF_SALES = text("""
    select r.* from reward r
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
      on (e.business_id, e.id) = (r.business_id, r.sale_id)
    where r.amount is not null
    order by r.business_id, r.id for update of r
""")
_BY_ID = text("""
    select r.* from reward r
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
      on (e.business_id, e.id) = (r.business_id, r.id)
    where r.amount is not null
    order by r.business_id, r.id for update of r
""")
_WAITING = text("""
    select r.* from reward r
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
      on (e.business_id, e.id) = (r.business_id, r.beneficiary_id)
    where r.state in ('needs_action', 'in_review')
      and r.reason in ('no_contact_way', 'favourite_unknown')
    order by r.business_id, r.id for update of r
""")
# What waits for a tax form was decided, and is as it will be paid.
_HELD = text("""
    select r.* from reward r
    where r.business_id = :business and r.id > :after and r.state = 'in_review'
      and r.verdict ->> 'outcome' = 'held' and r.reason is distinct from 'tax_form_missing'
    order by r.business_id, r.id limit :at_most for update of r
""")
_WITHOUT_FORM = text("""
    select r.* from reward r
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
      on (e.business_id, e.id) = (r.business_id, r.beneficiary_id)
    where r.state = 'in_review' and r.reason = 'tax_form_missing'
    order by r.business_id, r.id for update of r
""")
_HOLDING = text("""
    select distinct r.business_id from reward r
    where r.business_id = any(cast(:businesses as uuid[])) and r.state = 'in_review'
      and r.verdict ->> 'outcome' = 'held'
""")
_WAITING_FOR_LAW = text("""
    select distinct r.business_id from reward r
    where r.business_id = any(cast(:businesses as uuid[])) and r.state = 'in_review'
      and r.verdict ->> 'outcome' = 'held'
      and r.verdict @? '$.reasons[*] ? (@.code == "law_unknown" || @.code == "signoff_missing")'
""")
_OF_PEOPLE = text("""
    select r.* from reward r
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
      on (e.business_id, e.id) = (r.business_id, r.beneficiary_id)
    where r.amount is not null
    order by r.business_id, r.id for update of r
""")

_BETWEEN = text("""
    with one (business_id, person_id, at) as (
        select * from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]),
                             cast(:standing as uuid[]))
    )
    select r.* from reward r
    join one p on (p.business_id, p.person_id) = (r.business_id, r.prospect_id)
    join one f on (f.business_id, f.person_id) = (r.business_id, r.referrer_id) and f.at = p.at
    where r.amount is not null and r.id > :after and r.void is null
      and r.state not in ('issued', 'redeemed', 'denied', 'revoked', 'expired')
    order by r.business_id, r.id limit :at_most for update of r
""")


async def rewards_of_sales(session: AsyncSession, sales: Iterable[Key]) -> list[Reward]:
    """The rewards of these sales, locked, but for those of which nothing can ever come."""
    return await _locked(session, _OF_SALES, sales)


async def rewards_by_id(session: AsyncSession, rewards: Iterable[Key]) -> dict[Key, Reward]:
    """These rewards, locked."""
    return {one.key: one for one in await _locked(session, _BY_ID, rewards)}


async def held_rewards(
    session: AsyncSession, business_id: UUID, after: UUID, at_most: int
) -> list[Reward]:
    """The next rewards of a business that the rules hold in review, locked, in the order of their
    ids."""
    asked = {"business": business_id, "after": after, "at_most": at_most}
    return await _read_all(session, await session.execute(_HELD, asked))


async def businesses_holding(session: AsyncSession, businesses: Iterable[UUID]) -> set[UUID]:
    """Those of these businesses of which the rules hold rewards in review."""
    return set(await session.scalars(_HOLDING, {"businesses": list(businesses)}))


async def businesses_waiting_for_law(
    session: AsyncSession, businesses: Iterable[UUID]
) -> set[UUID]:
    """Those of these businesses of which the law holds rewards in review."""
    return set(await session.scalars(_WAITING_FOR_LAW, {"businesses": list(businesses)}))


async def rewards_waiting_for(session: AsyncSession, people: Iterable[Key]) -> list[Reward]:
    """The rewards of these people that lack only a way to reach them, locked."""
    return await _locked(session, _WAITING, people)


async def rewards_without_form(session: AsyncSession, people: Iterable[Key]) -> list[Reward]:
    """What is to be paid to these people once their tax form is there, locked."""
    return await _locked(session, _WITHOUT_FORM, people)


async def rewards_of_people(session: AsyncSession, people: Iterable[Key]) -> list[Reward]:
    """What is, was or may be owed to these people, locked."""
    return await _locked(session, _OF_PEOPLE, people)


async def rewards_between(
    session: AsyncSession, standing: Mapping[Key, UUID], after: UUID, at_most: int
) -> list[Reward]:
    """The next rewards, locked, in the order of their ids, that are not out and were earned by one
    person referring another, both of whom are among these people and `standing` for one by now."""
    asked = {
        "businesses": [business_id for business_id, _ in standing],
        "ids": [person_id for _, person_id in standing],
        "standing": list(standing.values()),
        "after": after,
        "at_most": at_most,
    }
    return await _read_all(session, await session.execute(_BETWEEN, asked))


async def _locked(session: AsyncSession, query: TextClause, keys: Iterable[Key]) -> list[Reward]:
    wanted = list(set(keys))
    parameters = {"businesses": [b for b, _ in wanted], "ids": [i for _, i in wanted]}
    return await _read_all(session, await session.execute(query, parameters)) if wanted else []


async def _read_all(session: AsyncSession, found: Result[Any]) -> list[Reward]:
    rows = found.all()
    if not rows:
        return []
    booked = await balances(session, [(row.business_id, row.id) for row in rows])
    return [_read(row, booked.get((row.business_id, row.id), Balances())) for row in rows]


def _read(row: Row[Any], booked: Balances) -> Reward:
    beneficiary = ids.show("per", row.beneficiary_id) if row.beneficiary_id else ""
    return Reward(
        id=row.id,
        business_id=row.business_id,
        referral_id=row.referral_id,
        cause=row.cause,
        rule=row.rule,
        to=Recipient(row.recipient),
        kind=row.kind,
        beneficiary_id=row.beneficiary_id,
        referrer_id=row.referrer_id,
        prospect_id=row.prospect_id,
        sale_id=row.sale_id,
        program_id=row.program_id,
        program_version=row.program_version,
        verdict=row.verdict,
        earned_at=row.earned_at,
        hold_until=row.hold_until,
        standing=Standing(
            beneficiary=beneficiary,
            state=RewardState(row.state),
            original=worth(row.original, row.currency),
            amount=worth(row.amount, row.currency),
            sale_seq=row.sale_seq,
            hold_no=row.hold_no,
            generation=row.generation,
            provider=row.provider,
            reason=row.reason,
            void=row.void,
            choice_open=bool(row.verdict.get("options")) and not row.verdict.get("chosen"),
            balances=booked,
        ),
    )
