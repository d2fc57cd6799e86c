"""A referrer and their buyer turn out to be one person: nothing more is handed over for it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database.people import standing_for
from goodword.programs import Outcome, Reason, ReasonCode, Verdict
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.record import Reward

_ONE_PERSON = Reason(ReasonCode.SELF_REFERRAL, "two people", "one person")


async def self_referred(
    rewards: Iterable[Reward], *, session: AsyncSession
) -> Mapping[Key, Reward]:
    """Those of these rewards whose referrer and buyer are one person by now, each with the verdict
    that says so."""
    asked = [one for one in rewards if not was_known(one)]
    people = {
        (one.business_id, person_id)
        for one in asked
        for person_id in (one.referrer_id, one.prospect_id)
        if person_id is not None
    }
    at = await standing_for(session, people)
    return {
        one.key: explained(one)
        for one in asked
        if one.referrer_id is not None
        and one.prospect_id is not None
        and at[one.business_id, one.referrer_id] == at[one.business_id, one.prospect_id]
    }


def was_known(reward: Reward) -> bool:
    """Whether it was denied for that, so that a person who granted it knew."""
    reasons = reward.verdict.get("reasons") or ()
    return any(one.get("code") == ReasonCode.SELF_REFERRAL for one in reasons)


def explained(reward: Reward) -> Reward:
    """The reward, with the verdict that nothing is owed for this reason."""
    before = Verdict.from_json(reward.verdict)
    now = replace(before, outcome=Outcome.DENIED, reasons=(_ONE_PERSON,))
    return replace(reward, verdict=now.as_json())
