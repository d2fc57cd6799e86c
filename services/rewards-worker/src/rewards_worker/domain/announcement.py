"""Which fact to tell of what happened to a reward, and the snapshot that it carries."""

from typing import Any

from goodword.events import (
    RewardAdjusted,
    RewardApproved,
    RewardBalances,
    RewardDenied,
    RewardEarned,
    RewardExpired,
    RewardFailed,
    RewardHeld,
    RewardIssued,
    RewardNeedsAction,
    RewardRedeemed,
    RewardReturned,
    RewardRevoked,
    RewardSnapshot,
)
from goodword.money import Money
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardState
from rewards_worker.domain.standing import Standing
from rewards_worker.domain.worth import POINTS, Worth

S = RewardState

_REACHED: dict[RewardState, type[RewardSnapshot]] = {
    S.IN_REVIEW: RewardHeld,
    S.NEEDS_ACTION: RewardNeedsAction,
    S.APPROVED: RewardApproved,
    S.ISSUED: RewardIssued,
    S.REDEEMED: RewardRedeemed,
    S.RETURNED: RewardReturned,
    S.FAILED: RewardFailed,
    S.DENIED: RewardDenied,
    S.REVOKED: RewardRevoked,
    S.EXPIRED: RewardExpired,
}
"""`issuing` has no fact of its own: nothing has happened to anybody yet, and `payout-changed` tells
which payout was opened."""


def birth_of(state: RewardState) -> type[RewardSnapshot]:
    """The fact of a new reward."""
    return RewardEarned if state is S.PENDING else _REACHED[state]


def fact_of(before: Standing, after: Standing) -> type[RewardSnapshot] | None:
    """The fact of a change, if there is one to tell: a new state, or another amount."""
    if after.state is not before.state and after.state is not S.PENDING:
        return _REACHED.get(after.state)
    if after.state is S.NEEDS_ACTION and after.reason != before.reason:
        return RewardNeedsAction
    changed = _told(before) != _told(after)
    return RewardAdjusted if changed and before.state is not S.DENIED else None


def _told(standing: Standing) -> tuple[object, ...]:
    return standing.state, standing.amount, standing.recovery, standing.outstanding


def snapshot(
    fact: type[RewardSnapshot], reward: Reward, version: int, **more: Any
) -> RewardSnapshot:
    """The fact with the reward as it is now."""
    standing = reward.standing
    return fact(
        business_id=reward.business_id,
        reward_id=reward.id,
        version=version,
        status=reward.state.value,
        beneficiary_id=reward.beneficiary_id,
        to=reward.to.value,
        kind=reward.kind,
        amount=_money(standing.amount) if standing else None,
        original=_money(standing.original) if standing else None,
        points=_points(standing.amount) if standing else None,
        percent_off=reward.verdict.get("percent_off"),
        referral_id=reward.referral_id,
        sale_id=reward.sale_id,
        program_id=reward.program_id,
        program_version=reward.program_version,
        rule=reward.rule,
        hold_until=reward.hold_until,
        reason=reward.reason,
        verdict=dict(reward.verdict),
        recovery=_money(standing.recovery) if standing else None,
        recovery_count=_count(standing.recovery) if standing else None,
        earned_at=reward.earned_at,
        balances=_balances(standing) if standing else None,
        **more,
    )


def _money(worth: Worth | None) -> Money | None:
    return worth if isinstance(worth, Money) else None


def _count(worth: Worth | None) -> int | None:
    return None if worth is None or isinstance(worth, Money) else worth.minor


def _points(worth: Worth) -> int | None:
    return worth.minor if worth.currency == POINTS else None


def _balances(standing: Standing) -> RewardBalances:
    now = standing.balances
    return RewardBalances(
        pending=now.pending,
        available=now.available,
        clearing=now.clearing,
        handed_over=now.handed_over,
        receivable=now.receivable,
    )
