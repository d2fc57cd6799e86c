"""A person decides about a reward: rewards-worker, which owns it, applies that or refuses."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.errors import Kind, RejectedError
from goodword.events import RewardDecided, as_actor
from referral_api.db.projections.decisions import add_decision
from referral_api.db.projections.rewards import next_decision

Decision = Literal["approve", "deny", "retry", "revoke", "recover", "choose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is decided, by whom (an API key's or a person's id as shown, or a hand at the command
    line), and in which words."""

    decision: Decision
    actor: str
    choice: str | None = None
    reason: str | None = None


async def decide_reward(
    business_id: UUID, reward_id: UUID, wanted: Wanted, *, session: AsyncSession
) -> Row[Any]:
    """Say the decision; its row, which tells later what came of it.

    RejectedError `not_found`. Whether it is allowed is for the worker to say: what is known here
    may be old.
    """
    place = await next_decision(session, business_id, reward_id)
    if place is None:
        raise RejectedError("not_found", "There is no such reward.", kind=Kind.NOT_FOUND)
    decided = RewardDecided(
        business_id=business_id,
        reward_id=reward_id,
        decision=wanted.decision,
        choice=wanted.choice,
        actor=as_actor(wanted.actor),
    )
    [event_id] = await say(session, [Said(decided, place.decided_seq, place.decided_last_tx)])
    return await add_decision(
        session,
        {
            "business_id": business_id,
            "id": event_id,
            "reward_id": reward_id,
            "seq": place.decided_seq,
            "decision": wanted.decision,
            "choice": wanted.choice,
            "actor": wanted.actor,
            "reason": wanted.reason,
        },
    )
