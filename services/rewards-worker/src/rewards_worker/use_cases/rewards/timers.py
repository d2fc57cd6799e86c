"""What comes next for a reward, as a job whose key names its occasion."""

from goodword.jobs import NewJob
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardState

RELEASE = "release_reward"
OPEN_PAYOUT = "open_payout"


def next_job(reward: Reward) -> NewJob | None:
    """The job that moves a reward on from the state which it has just reached, if one does."""
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
    if standing.state is RewardState.APPROVED:
        generation = standing.generation + 1
        return NewJob(
            reward.business_id,
            OPEN_PAYOUT,
            # Approved, looked at again and approved again is another occasion.
            f"open:{reward.shown_id}:{generation}:{standing.hold_no}",
            {"reward_id": str(reward.id), "generation": generation},
            None,
        )
    return None
