"""What an occurrence makes of a reward: its next state and the transfers to book.

For one sale, any order of refunds, failed refunds, holds, payouts and returns ends with the same
program expense, since a refund books the difference between what is owed now and what is booked,
wherever the money is at that moment.
"""

from collections.abc import Callable, Mapping
from typing import Any

from rewards_worker.domain.effects.choice import chosen
from rewards_worker.domain.effects.decision import decided, hold_ended, judged
from rewards_worker.domain.effects.difference import difference_settled
from rewards_worker.domain.effects.payout import (
    payout_issued,
    payout_issued_late,
    payout_opened,
    payout_redeemed,
    payout_refused,
    payout_returned,
)
from rewards_worker.domain.effects.review import decided_again
from rewards_worker.domain.effects.sale import reattributed, sale_changed
from rewards_worker.domain.effects.self_referral import found_self_referred
from rewards_worker.domain.ledger import Place, TransferKind
from rewards_worker.domain.occurrences import (
    Chosen,
    Decided,
    DecidedAgain,
    DifferenceSettled,
    FoundSelfReferred,
    HoldEnded,
    Judged,
    Occurrence,
    PayoutIssued,
    PayoutIssuedLate,
    PayoutOpened,
    PayoutRedeemed,
    PayoutRefused,
    PayoutReturned,
    Reattributed,
    SaleChanged,
)
from rewards_worker.domain.page import Page
from rewards_worker.domain.reward import RewardState
from rewards_worker.domain.standing import Opening, Standing, Step
from rewards_worker.domain.worth import Worth

_EFFECTS: Mapping[type, Callable[[Any, Page], None]] = {
    HoldEnded: hold_ended,
    Judged: judged,
    SaleChanged: sale_changed,
    Reattributed: reattributed,
    Decided: decided,
    DecidedAgain: decided_again,
    DifferenceSettled: difference_settled,
    FoundSelfReferred: found_self_referred,
    Chosen: chosen,
    PayoutOpened: payout_opened,
    PayoutIssued: payout_issued,
    PayoutIssuedLate: payout_issued_late,
    PayoutRefused: payout_refused,
    PayoutRedeemed: payout_redeemed,
    PayoutReturned: payout_returned,
}


def open_reward(
    beneficiary: str,
    original: Worth,
    state: Opening,
    *,
    sale_seq: int = 0,
    reason: str | None = None,
) -> Step:
    """A reward as it is born: pending (earned), in review (held) or denied.

    `beneficiary` is the TypeID of the person, `sale_seq` that of the sale on which `original` was
    decided. ValueError where something worth nothing would be owed.
    """
    owed = state is not RewardState.DENIED
    if original.minor < 0 or (owed and original.minor == 0):
        raise ValueError(f"{original} cannot be a reward that is {state}")
    page = Page(
        Standing(
            beneficiary=beneficiary,
            state=state,
            original=original,
            amount=original,
            sale_seq=sale_seq,
            reason=reason,
        )
    )
    if owed:
        accrue = Place.PROGRAM_EXPENSE, Place.PENDING
        page.book(TransferKind.ACCRUE, 0, accrue, original.minor)
    return page.step


def apply(standing: Standing, occurrence: Occurrence) -> Step:
    """What `occurrence` makes of the reward.

    What is late (a hold that ended already, an older change of the sale) leaves it as it is.
    RejectedError `illegal_transition` where its state forbids it, `nothing_owed` or
    `nothing_to_recover` where there is no money for it, `other_generation` where it speaks of
    another payout than the last, `choice_open` where a gift must be chosen first, `not_a_choice`
    where there is none (any more); ValueError where more is owed than was ever earned.
    """
    page = Page(standing)
    _EFFECTS[type(occurrence)](occurrence, page)
    return page.step
