"""What comes next for a reward, as a job whose key names its occasion."""

from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.jobs import Job, NewJob
from goodword.setups import MANUAL
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardState
from rewards_worker.domain.standing import CHOICE, Standing

RELEASE = "release_reward"
END_CHOICE = "end_choice"
OPEN_PAYOUT = "open_payout"
DECIDE_AGAIN = "decide_again"
RECALL = "recall_handover"
FORGET = "forget_person"
SELF_REFERRALS = "revoke_self_referrals"

STOPPED_FOR = timedelta(minutes=5)
"""How long what is due waits where its provider lacks our money, or refuses our set-up."""

Terms: TypeAlias = dict[str, str]
"""`person_id`, `program_id` and `terms_sent_at`: since when a referrer has a program's terms."""

FIRST = UUID(int=0)

LOOK_AGAIN_AFTER = timedelta(hours=1)
FOR_EVER = 1_000_000
"""How often a look at what must not stay is tried: until it is gone."""


def next_job(reward: Reward, fact: int) -> NewJob | None:
    """The job that moves a reward on from the state which it has just reached, if one does.

    `fact` is the seq of the fact that tells of it, which names the occasion: a reward may reach the
    same state again, with nothing else to tell the two apart.
    """
    standing = reward.standing
    if standing is None:
        return None
    if standing.state is RewardState.PENDING:
        return NewJob(
            reward.business_id,
            RELEASE,
            f"release:{reward.shown_id}:{standing.hold_no}",
            {"reward_id": str(reward.id), "hold_no": standing.hold_no},
            reward.hold_until,
        )
    if (standing.state, standing.reason) == (RewardState.NEEDS_ACTION, CHOICE):
        key = f"choice:{reward.shown_id}:{fact}"
        payload = {"reward_id": str(reward.id), "hold_no": standing.hold_no}
        return NewJob(reward.business_id, END_CHOICE, key, payload, reward.hold_until)
    if standing.state is RewardState.APPROVED:
        key = f"open:{reward.shown_id}:{fact}"
        generation = standing.generation + 1
        due = {"reward_id": str(reward.id), "generation": generation, "fact": fact}
        return NewJob(reward.business_id, OPEN_PAYOUT, key, due)
    return None


def open_again(job: Job, now: datetime) -> NewJob:
    """Try in a while again to pay an approved reward, since its provider takes nothing now."""
    looks = int(job.payload.get("looks", 0)) + 1
    # A job of before facts named occasions had none.
    occasion = job.payload.get("fact", "")
    key = f"open:{job.payload['reward_id']}:{occasion}:{looks}"
    payload = job.payload | {"looks": looks}
    return NewJob(job.business_id, OPEN_PAYOUT, key, payload, now + STOPPED_FOR)


async def forget_again(
    business_id: UUID, person_id: UUID, looks: int, *, session: AsyncSession
) -> NewJob:
    """Look in an hour, for the `looks`-th time, whether the payouts to an erased person ended."""
    at = await clock.now(session, business_id) + LOOK_AGAIN_AFTER
    key = f"forget:{ids.show('per', person_id)}:{looks}"
    payload = {"person_id": str(person_id), "looks": looks}
    return NewJob(business_id, FORGET, key, payload, at, max_attempts=FOR_EVER)


def is_asked_too_much(standing: Standing) -> bool:
    """Whether a person was asked to hand over more than is owed by now."""
    waits = standing.state is RewardState.ISSUING and standing.provider == MANUAL
    return waits and standing.balances.receivable > 0


def recall_job(reward: Reward) -> NewJob:
    """Call back what a person was asked to hand over, on account of what the sale is now, or
    since nothing of it is owed any more."""
    assert reward.standing is not None, "it has a payout"
    void = f":{reward.standing.void}" if reward.standing.void else ""
    key = f"recall:{reward.shown_id}:{reward.standing.sale_seq}{void}"
    return NewJob(reward.business_id, RECALL, key, {"reward_id": str(reward.id)})


def decide_again_job(
    business_id: UUID, occasion: str, *, after: UUID = FIRST, terms: Terms | None = None
) -> NewJob:
    """Look again at what the rules hold of a business, from the reward behind `after` on.
    `occasion` names what changed, once for ever."""
    payload = {"occasion": occasion, "after": str(after)} | (terms or {})
    return NewJob(business_id, DECIDE_AGAIN, f"again:{occasion}:{after}", payload, None)


def self_referrals_job(
    business_id: UUID, person_id: UUID, version: int, after: UUID = FIRST
) -> NewJob:
    """Look at what was earned between those who are one person since somebody was merged, by the
    `version` of them that says so, from the reward behind `after` on."""
    key = f"self:{ids.show('per', person_id)}:{version}:{after}"
    payload = {"person_id": str(person_id), "version": version, "after": str(after)}
    return NewJob(business_id, SELF_REFERRALS, key, payload, None)
