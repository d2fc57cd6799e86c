"""How one reward stands: everything that is needed to tell what the next occurrence does to it."""

from dataclasses import dataclass, field
from typing import Literal

from rewards_worker.domain.ledger import (
    BUSINESS,
    OWNED_BY_BENEFICIARY,
    Account,
    Balances,
    Place,
    Transfer,
)
from rewards_worker.domain.reward import HANDED_OVER, RewardState
from rewards_worker.domain.worth import Worth, worth

REFUNDED = "refunded"
"""Why a reward is revoked of which refunds left nothing; a failed refund brings it back."""

REATTRIBUTED = "reattributed"
"""Why a reward is revoked whose sale belongs to another referral; moving back brings it back."""

SELF_REFERRAL = "self_referral"
"""Why a reward is revoked, or void, whose referrer and buyer turned out to be one person."""

TAX_FORM_MISSING = "tax_form_missing"
"""Why a reward is in review whose beneficiary's tax form has to be there before it is paid."""

FRAUD_REVIEW = "fraud_review"
"""Why a reward is in review that a person looks at before it goes on."""

FRAUD_BLOCKED = "fraud_blocked"
"""Why a reward is denied that a person has looked at and taken for fraud."""

CHOICE = "choice"
"""Why a reward needs its beneficiary to act who has yet to choose a gift."""

APPROVAL = "approval"
"""Why a reward is in review that only waits for a person to approve it."""

DECIDED = "decided"
"""Why a reward is denied or revoked that a person denied or revoked; their words are theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One reward between two occurrences.

    `amount` is what the sale makes of `original` after refunds, also while nothing is owed.
    `hold_no` counts the stretches in which it was held back, `sale_seq` is the last of the
    sale's events that it has seen, `generation` that of its last payout, which went through
    `provider`. `reason` says why it was denied, revoked or needs somebody to act; `void` why
    nothing is owed any more, whatever the sale says, of what may be out already. While
    `choice_open` the amounts are those of the default, and nothing goes out.
    """

    beneficiary: str
    state: RewardState
    original: Worth
    amount: Worth
    sale_seq: int
    hold_no: int = 1
    generation: int = 0
    provider: str | None = None
    reason: str | None = None
    void: str | None = None
    choice_open: bool = False
    balances: Balances = field(default_factory=Balances)

    @property
    def recovery(self) -> Worth | None:
        """What is to be got back from the beneficiary, if anything."""
        claimed = self.balances.receivable
        return worth(claimed, self.amount.currency) if claimed else None

    @property
    def outstanding(self) -> int:
        """What is owed beside a gift that is out, in minor units: no payout can bring it."""
        return self.balances.available if self.state in HANDED_OVER else 0

    @property
    def holds_back(self) -> bool:
        """Whether what is owed still waits for its release."""
        waiting = (RewardState.PENDING, RewardState.IN_REVIEW)
        return self.state in waiting or bool(self.balances.pending)

    def account(self, place: Place) -> Account:
        """The account of that kind which this reward is booked on."""
        owner = self.beneficiary if place in OWNED_BY_BENEFICIARY else BUSINESS
        kind = f"{place}:{self.provider}" if place is Place.CLEARING else place.value
        return Account(owner, kind, self.amount.currency)


@dataclass(frozen=True, slots=True)
class Step:
    """What an occurrence came to: the reward as it now stands, and what must be booked."""

    standing: Standing
    transfers: tuple[Transfer, ...] = ()


Opening = Literal[RewardState.PENDING, RewardState.IN_REVIEW, RewardState.DENIED]
