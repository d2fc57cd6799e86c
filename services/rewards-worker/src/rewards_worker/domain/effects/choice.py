"""What it does to a reward that its beneficiary chose a gift."""

from dataclasses import replace

from goodword.errors import Kind, RejectedError
from rewards_worker.domain.ledger import Place, TransferKind
from rewards_worker.domain.occurrences import Chosen
from rewards_worker.domain.page import Page
from rewards_worker.domain.reward import RewardAction, RewardState
from rewards_worker.domain.standing import CHOICE, Standing

_WAITING = (RewardState.PENDING, RewardState.IN_REVIEW, RewardState.NEEDS_ACTION)


def may_choose(standing: Standing) -> bool:
    """Whether a gift can be chosen now."""
    return standing.choice_open and standing.state in _WAITING


def chosen(chosen: Chosen, page: Page) -> None:
    """What was accrued for the default is booked back, and the gift that was taken accrued.

    Who waited only for the choice goes on; a hold, or a review, stays as long as it would have.
    """
    now = page.standing
    if not may_choose(now):
        raise RejectedError(
            "not_a_choice",
            "There is nothing to choose, or it was chosen already.",
            kind=Kind.CONFLICT,
            current=str(now.state),
        )
    back = Place.PENDING, Place.PROGRAM_EXPENSE
    page.book(TransferKind.UNCHOOSE, 0, back, now.balances.pending)
    page.standing = replace(
        page.standing, original=chosen.original, amount=chosen.owed, choice_open=False
    )
    accrue = Place.PROGRAM_EXPENSE, Place.PENDING
    page.book(TransferKind.CHOOSE, 0, accrue, chosen.owed.minor)
    page.revoke_if_nothing_is_left()
    if (page.standing.state, page.standing.reason) == (RewardState.NEEDS_ACTION, CHOICE):
        page.advance(RewardAction.APPROVE)
