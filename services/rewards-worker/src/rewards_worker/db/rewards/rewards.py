"""Saving rewards; `locked_rewards` finds and locks them first."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from rewards_worker.domain.record import Reward

_ADD = text("""
    insert into reward (business_id, id, referral_id, cause, rule, recipient, kind,
        beneficiary_id, referrer_id, prospect_id, sale_id, program_id, program_version, original,
        amount, currency, state, reason, hold_until, sale_seq, verdict, earned_at)
    select b, id, ref, cause, rule, recipient, kind, per, who, whom, sal, prg, v, original,
           original, currency, state, reason, hold_until, sale_seq, verdict::jsonb, earned_at
    from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:referrals as uuid[]),
        cast(:causes as text[]), cast(:rules as text[]), cast(:recipients as text[]),
        cast(:kinds as text[]), cast(:beneficiaries as uuid[]), cast(:referrers as uuid[]),
        cast(:prospects as uuid[]), cast(:sales as uuid[]),
        cast(:programs as uuid[]), cast(:versions as int[]), cast(:originals as bigint[]),
        cast(:currencies as text[]), cast(:states as text[]), cast(:reasons as text[]),
        cast(:holds as timestamptz[]), cast(:sale_seqs as bigint[]), cast(:verdicts as text[]),
        cast(:earned as timestamptz[])
    ) as e (b, id, ref, cause, rule, recipient, kind, per, who, whom, sal, prg, v, original,
            currency, state,
            reason, hold_until, sale_seq, verdict, earned_at)
    order by b, ref, cause, rule
    on conflict (business_id, referral_id, cause, rule) do nothing
    returning business_id, id, seq, last_tx
""")
_SAVE = text(f"""
    update reward r set amount = e.amount, state = e.state, reason = e.reason, void = e.void,
        hold_no = e.hold_no, hold_until = e.hold_until, sale_seq = e.sale_seq,
        generation = e.generation, provider = e.provider, seq = r.seq + e.says::int,
        last_tx = case when e.says then {next_tx("r.last_tx")}
                       else r.last_tx end
    from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:amounts as bigint[]),
        cast(:states as text[]), cast(:reasons as text[]), cast(:voids as text[]),
        cast(:hold_nos as int[]),
        cast(:holds as timestamptz[]), cast(:sale_seqs as bigint[]), cast(:generations as int[]),
        cast(:providers as text[]), cast(:says as bool[])
    ) as e (business_id, id, amount, state, reason, void, hold_no, hold_until, sale_seq, generation,
            provider, says)
    where (e.business_id, e.id) = (r.business_id, r.id)
    returning r.business_id, r.id, r.seq, r.last_tx
""")  # noqa: S608  # a constant of the kernel

_SAVE_GIFTS = text("""
    update reward r set kind = e.kind, verdict = e.verdict::jsonb, original = e.original,
        amount = e.amount, currency = e.currency
    from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:kinds as text[]),
        cast(:verdicts as text[]), cast(:originals as bigint[]), cast(:amounts as bigint[]),
        cast(:currencies as text[])
    ) as e (business_id, id, kind, verdict, original, amount, currency)
    where (e.business_id, e.id) = (r.business_id, r.id)
""")
_COUNT = text(f"""
    update reward r set seq = r.seq + 1, last_tx = {next_tx("r.last_tx")}
    from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, id)
    where (e.business_id, e.id) = (r.business_id, r.id)
    returning r.business_id, r.id, r.seq, r.last_tx
""")  # noqa: S608  # a constant of the kernel

Key = tuple[UUID, UUID]
"""Of a row: the business, and the row's own id."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's next event stands among those of its key."""

    seq: int
    last_tx: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A reward as it is to be saved, and whether an event of it is said."""

    reward: Reward
    says: bool


async def add_rewards(session: AsyncSession, rewards: Sequence[Reward]) -> dict[Key, Place]:
    """Insert rewards in one statement; those that were there already are not in the answer."""
    standings = [one.standing for one in rewards]
    rows = await session.execute(
        _ADD,
        {
            "businesses": [one.business_id for one in rewards],
            "ids": [one.id for one in rewards],
            "referrals": [one.referral_id for one in rewards],
            "causes": [one.cause for one in rewards],
            "rules": [one.rule for one in rewards],
            "recipients": [one.to.value for one in rewards],
            "kinds": [one.kind for one in rewards],
            "beneficiaries": [one.beneficiary_id for one in rewards],
            "referrers": [one.referrer_id for one in rewards],
            "prospects": [one.prospect_id for one in rewards],
            "sales": [one.sale_id for one in rewards],
            "programs": [one.program_id for one in rewards],
            "versions": [one.program_version for one in rewards],
            "originals": [now.original.minor if now else None for now in standings],
            "currencies": [now.original.currency if now else None for now in standings],
            "states": [one.state.value for one in rewards],
            "reasons": [one.reason for one in rewards],
            "holds": [one.hold_until for one in rewards],
            "sale_seqs": [now.sale_seq if now else 0 for now in standings],
            "verdicts": [orjson.dumps(one.verdict).decode() for one in rewards],
            "earned": [one.earned_at for one in rewards],
        },
    )
    return {(row.business_id, row.id): Place(row.seq, row.last_tx) for row in rows}


async def save_rewards(session: AsyncSession, saved: Sequence[Saved]) -> dict[Key, Place]:
    """Save how locked rewards stand now, in one statement."""
    kept = [(one, one.reward.standing) for one in saved]
    changed = [(one, standing) for one, standing in kept if standing is not None]
    rows = await session.execute(
        _SAVE,
        {
            "businesses": [one.reward.business_id for one, _ in changed],
            "ids": [one.reward.id for one, _ in changed],
            "amounts": [now.amount.minor for _, now in changed],
            "states": [now.state.value for _, now in changed],
            "reasons": [now.reason for _, now in changed],
            "voids": [now.void for _, now in changed],
            "hold_nos": [now.hold_no for _, now in changed],
            "holds": [one.reward.hold_until for one, _ in changed],
            "sale_seqs": [now.sale_seq for _, now in changed],
            "generations": [now.generation for _, now in changed],
            "providers": [now.provider for _, now in changed],
            "says": [one.says for one, _ in changed],
        },
    )
    return {(row.business_id, row.id): Place(row.seq, row.last_tx) for row in rows}


async def save_gifts(session: AsyncSession, chosen: Sequence[Reward]) -> None:
    """Save which gift locked rewards are, and what it is worth."""
    kept = [(one, one.standing) for one in chosen if one.standing is not None]
    if not kept:
        return
    await session.execute(
        _SAVE_GIFTS,
        {
            "businesses": [one.business_id for one, _ in kept],
            "ids": [one.id for one, _ in kept],
            "kinds": [one.kind for one, _ in kept],
            "verdicts": [orjson.dumps(one.verdict).decode() for one, _ in kept],
            "originals": [now.original.minor for _, now in kept],
            "amounts": [now.amount.minor for _, now in kept],
            "currencies": [now.original.currency for _, now in kept],
        },
    )


async def count_facts(session: AsyncSession, rewards: Sequence[Key]) -> dict[Key, Place]:
    """The next place among the facts of locked rewards, of which nothing else changes."""
    if not rewards:
        return {}
    parameters = {"businesses": [b for b, _ in rewards], "ids": [i for _, i in rewards]}
    rows = await session.execute(_COUNT, parameters)
    return {(row.business_id, row.id): Place(row.seq, row.last_tx) for row in rows}
