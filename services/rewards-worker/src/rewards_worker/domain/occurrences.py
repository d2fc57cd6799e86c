"""What can happen to a reward, as values. `apply` (booking.py) says what comes of each."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from rewards_worker.domain.reward import RewardAction
from rewards_worker.domain.worth import Worth

Decision: TypeAlias = Literal["approve", "deny", "retry", "revoke", "recover"]

DECISIONS: Final[tuple[Decision, ...]] = ("approve", "deny", "retry", "revoke", "recover")


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """The time of hold `hold_no` is over; `then` is what the checks said."""

    hold_no: int
    then: Literal[RewardAction.APPROVE, RewardAction.REVIEW, RewardAction.ASK, RewardAction.REVOKE]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Our own checks or a deadline moved it, outside of a hold's end."""

    action: Literal[
        RewardAction.HOLD,
        RewardAction.REVIEW,
        RewardAction.APPROVE,
        RewardAction.DENY,
        RewardAction.REVOKE,
        RewardAction.ASK,
        RewardAction.EXPIRE,
        RewardAction.BLOCK,
    ]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SaleChanged:
    """Money of the sale went back, or came again after a failed refund.

    `owed` is what is left of the reward now, nil where it is owed no longer; `seq` the sale's.
    """

    seq: int
    owed: Worth


@dataclass(frozen=True, slots=True)
class Reattributed:
    """The sale was given to another referral (`away`), or given back to this one."""

    seq: int
    away: bool


@dataclass(frozen=True, slots=True)
class FoundSelfReferred:
    """Who referred and who bought turned out to be one person."""


@dataclass(frozen=True, slots=True)
class DifferenceSettled:
    """A person handed over (`paid`), or gave up, what was owed beside a gift that is out: `minor`
    units of it, once the sale was as its event `seq` told."""

    seq: int
    minor: int
    paid: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """A person decided; `seq` is that of `reward-decided`.

    `approve` of what was denied has it looked at again; `recover` says that what was to be got
    back has been, or will not be asked for any more.
    """

    seq: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Chosen:
    """The beneficiary took a gift worth `original`, of which refunds have left `owed`."""

    original: Worth
    owed: Worth


@dataclass(frozen=True, slots=True)
class DecidedAgain:
    """What held it in review has changed: it is held in its hold now, or denied after all.

    `gift` is another than before, where it is one; `choice_open`: its beneficiary has to choose.
    """

    outcome: Literal[RewardAction.HOLD, RewardAction.DENY]
    reason: str | None = None
    gift: Chosen | None = None
    choice_open: bool = False


@dataclass(frozen=True, slots=True)
class PayoutOpened:
    """The intent to pay, committed before anything is sent."""

    generation: int
    provider: str


@dataclass(frozen=True, slots=True)
class PayoutIssued:
    """The value is out."""

    generation: int


@dataclass(frozen=True, slots=True)
class PayoutIssuedLate:
    """The value, worth `amount`, is out after all, though the payout had been refused."""

    generation: int
    amount: Worth


@dataclass(frozen=True, slots=True)
class PayoutRefused:
    """The provider's final word: nothing was paid, nor will be under this key.

    `then`: `fail` (a person decides), `requeue` (again by itself), `bounce` (somebody must first
    choose, correct an address, …).
    """

    generation: int
    then: Literal[RewardAction.FAIL, RewardAction.REQUEUE, RewardAction.BOUNCE]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PayoutRedeemed:
    """The beneficiary used it."""

    generation: int


@dataclass(frozen=True, slots=True)
class PayoutReturned:
    """The provider gave the value back: `minor` units of it, all that is out where that is None."""

    generation: int
    reason: str | None = None
    minor: int | None = None


Occurrence: TypeAlias = (
    HoldEnded
    | Judged
    | SaleChanged
    | Reattributed
    | Decided
    | Chosen
    | DecidedAgain
    | DifferenceSettled
    | FoundSelfReferred
    | PayoutOpened
    | PayoutIssued
    | PayoutIssuedLate
    | PayoutRefused
    | PayoutRedeemed
    | PayoutReturned
)
