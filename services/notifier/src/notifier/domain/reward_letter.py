"""What a letter about a reward is about: the facts of the reward, and nothing else.

Nothing here knows the other side of the referral, its sale or its amount: a letter can only reveal
what it was told.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from goodword.events import RewardFailed, RewardIssued, RewardNeedsAction, RewardSnapshot
from goodword.ids import RewardId
from goodword.letters.facts import Side
from goodword.letters.rewards import SIDES, as_handed_over, worth_of, writes_itself
from goodword.money import Money

CHOICE = "choice"
_NEEDED = frozenset({CHOICE, "address", "tax_form"})
"""What the beneficiary can do something about. Any other reason is the business's own affair."""

_UNREACHABLE = frozenset(
    {
        "address_unusable",
        "domain_block",
        "email_delivery_failed",
        "invalid_domain",
        "invalid_email",
        "mailbox_unavailable",
        "recipient_unreachable",
    }
)
"""Why a gift did not reach somebody who can say where it would."""

ALERT = "reward_failed_alert"


class RewardFacts(BaseModel):
    """Kept with a message until its words are forgotten. `sealed` is a code or a link, opened only
    while sending; with neither, `provider` hands the value over itself. `choosing` is the reward
    whose gift is to be chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    side: Side
    gift: str
    amount: Money | None = None
    points: int | None = None
    percent_off: str | None = None
    sealed: str | None = None
    provider: str | None = None
    needed: str | None = None
    choosing: RewardId | None = None


class AlertFacts(BaseModel):
    """What a business is told of a reward that failed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gift: str
    amount: Money | None = None
    points: int | None = None
    percent_off: str | None = None
    reward: str
    reason: str


def of_issued(reward: RewardIssued) -> RewardFacts | None:
    """What a thank-you is about; None where we have no such letter for this beneficiary."""
    handover = reward.handover
    provider = writes_itself(handover.by, handover.provider)
    out = reward.balances.handed_over if reward.balances else None
    return _facts(reward, **as_handed_over(reward, out), sealed=handover.sealed, provider=provider)


def of_needs_action(reward: RewardNeedsAction) -> RewardFacts | None:
    """What a request to act is about; None where the beneficiary can do nothing about it."""
    if reward.reason not in _NEEDED:
        return None
    choosing = reward.reward_id if reward.reason == CHOICE else None
    return _facts(reward, needed=reward.reason, choosing=choosing)


def of_failed(reward: RewardFailed) -> RewardFacts | None:
    """What a failure is about for its beneficiary; None where they can do nothing about it, for
    then they need not know that anything went wrong."""
    return _facts(reward) if reward.reason in _UNREACHABLE else None


def alert_of(reward: RewardFailed) -> AlertFacts:
    """What a failure is about for the business: whose reward it is stays with us."""
    why = {"reward": reward.subject, "reason": reward.reason or "unknown"}
    return AlertFacts.model_validate(worth_of(reward) | why)


def _facts(reward: RewardSnapshot, **more: Any) -> RewardFacts | None:
    side = SIDES.get(reward.to)
    if side is None:
        return None
    return RewardFacts.model_validate({"side": side, **worth_of(reward), **more})
