"""Events of topic `rewards`: what is owed and what was handed over. One snapshot for all."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from goodword.events.event import Actor, Event, Value, Word
from goodword.ids import EventId, PersonId, ProgramId, ReferralId, RewardId, SaleId
from goodword.money import Money

RewardStatus = Literal[
    "pending",
    "in_review",
    "needs_action",
    "approved",
    "issuing",
    "issued",
    "returned",
    "failed",
    "denied",
    "revoked",
    "redeemed",
    "expired",
]


class RewardBalances(Value):
    """What a reward has on each kind of account, in minor units of what it is counted in."""

    pending: int = 0
    available: int = 0
    clearing: int = Field(default=0, description="on its way to the beneficiary")
    handed_over: int = 0
    receivable: int = Field(default=0, description="to be got back from the beneficiary")


class RewardSnapshot(Event):
    """A reward as it is now."""

    topic: ClassVar[str] = "rewards"
    about: ClassVar[tuple[str, str]] = ("rwd", "reward_id")

    reward_id: RewardId
    version: int = Field(ge=1)
    status: RewardStatus
    beneficiary_id: PersonId | None = Field(
        description="none where a rule rewards somebody who is not there, such as a rep: denied"
    )
    to: Literal["referrer", "prospect", "rep", "partner"]
    kind: Word = Field(description="the kind of gift, as in the program document")
    amount: Money | None = None
    original: Money | None = Field(default=None, description="before any refund")
    points: int | None = None
    percent_off: Annotated[str, StringConstraints(pattern=r"^\d{1,3}(\.\d{1,4})?$")] | None = None
    referral_id: ReferralId
    sale_id: SaleId | None = None
    program_id: ProgramId
    program_version: int
    rule: Word = Field(description="the rule's name in the program document")
    hold_until: AwareDatetime | None = None
    reason: Word | None = None
    verdict: dict[str, Any] = Field(
        default_factory=dict, description="every reason with what was required and what was found"
    )
    recovery: Money | None = Field(default=None, description="open: paid out, to be got back")
    recovery_count: int | None = Field(
        default=None, description="the same where it is no money: so many points, or the one gift"
    )
    earned_at: AwareDatetime
    balances: RewardBalances | None = None
    decided: EventId | None = Field(
        default=None, description="the `reward-decided` that this comes of, where a person decided"
    )


class RewardEarned(RewardSnapshot):
    """A rule's conditions held: the reward waits out its hold."""

    name: ClassVar[str] = "reward-earned"


class RewardHeld(RewardSnapshot):
    """Something that can still change stands in the way; `verdict` says what."""

    name: ClassVar[str] = "reward-held"


class RewardDenied(RewardSnapshot):
    """What was fixed when the thing happened stands in the way; `verdict` says what."""

    name: ClassVar[str] = "reward-denied"


class RewardAdjusted(RewardSnapshot):
    """A refund, or one that failed, changed the amount or what is to be got back."""

    name: ClassVar[str] = "reward-adjusted"


class RewardApproved(RewardSnapshot):
    """The hold is over: it will be handed over."""

    name: ClassVar[str] = "reward-approved"


class RewardFailed(RewardSnapshot):
    """The provider said no, and nothing was paid."""

    name: ClassVar[str] = "reward-failed"


class RewardNeedsAction(RewardSnapshot):
    """Somebody must act before it can be handed over; `reason` says what is missing."""

    name: ClassVar[str] = "reward-needs-action"


class RewardRevoked(RewardSnapshot):
    """It is no longer owed; `reason` says why."""

    name: ClassVar[str] = "reward-revoked"


class RewardRedeemed(RewardSnapshot):
    """The beneficiary has used it."""

    name: ClassVar[str] = "reward-redeemed"


class RewardExpired(RewardSnapshot):
    """Nobody acted in time: it is no longer owed."""

    name: ClassVar[str] = "reward-expired"


class RewardReturned(RewardSnapshot):
    """The provider gave the value back."""

    name: ClassVar[str] = "reward-returned"


class Handover(Value):
    """How the value reaches the beneficiary: from the provider, or from us with what is sealed."""

    by: Literal["provider", "us"]
    provider: Word
    provider_ref: str = Field(description="the provider's own id of the gift")
    sealed: str | None = Field(default=None, description="a code or link, sealed")
    valid_until: AwareDatetime | None = Field(
        default=None, description="in the business's time; none: for ever, or the provider says"
    )


class RewardIssued(RewardSnapshot):
    """The value is out."""

    name: ClassVar[str] = "reward-issued"

    handover: Handover


class RewardDecided(Event):
    """A person decided about a reward; rewards-worker applies it or says why it cannot."""

    name: ClassVar[str] = "reward-decided"
    topic: ClassVar[str] = "rewards"
    about: ClassVar[tuple[str, str]] = ("rwd", "reward_id")

    reward_id: RewardId
    decision: Literal["approve", "deny", "retry", "revoke", "recover", "choose"]
    choice: Word | None = Field(default=None, description="of choose: the kind of gift taken")
    actor: Actor
    reason: Word | None = Field(default=None, description="what they wrote stays in referral-api")


class RewardDecisionRefused(Event):
    """A decision that the reward's state does not allow, with those that it does."""

    name: ClassVar[str] = "reward-decision-refused"
    topic: ClassVar[str] = "rewards"
    about: ClassVar[tuple[str, str]] = ("rwd", "reward_id")

    reward_id: RewardId
    decided: EventId = Field(description="the `reward-decided` that is refused")
    decision: Word
    current: RewardStatus | None = Field(description="none where we know no such reward")
    allowed: tuple[Word, ...] = ()
    reason: Word = Field(description="illegal_transition, unknown_reward, not_a_choice, …")


FUNDS = "funds"
"""The object of a callback that says that there is money again."""


class ProviderReported(Event):
    """A provider called back about objects of its own; the worker asks the provider itself."""

    name: ClassVar[str] = "provider-reported"
    topic: ClassVar[str] = "rewards"
    about: ClassVar[tuple[str, str]] = ("biz", "business_id")

    provider: Word
    object_ids: tuple[str, ...] = Field(min_length=1, max_length=100)
    undelivered: Word | None = Field(
        default=None, description="why its message did not arrive, where the callback said so"
    )
    may_resend: bool = Field(
        default=False, description="it said that the same address may be tried once more"
    )

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.provider}:{self.object_ids[0]}"
