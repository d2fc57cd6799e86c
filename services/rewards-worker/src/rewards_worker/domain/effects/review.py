"""What comes of a reward in review that is decided again."""

from dataclasses import replace

from rewards_worker.domain.ledger import Place, TransferKind
from rewards_worker.domain.occurrences import DecidedAgain
from rewards_worker.domain.page import Page
from rewards_worker.domain.reward import RewardAction, RewardState


def decided_again(again: DecidedAgain, page: Page) -> None:
    """Only what is still in review; the gift may be another now, such as the one given instead."""
    now = page.standing
    if now.state is not RewardState.IN_REVIEW:
        return
    if again.outcome is RewardAction.HOLD and again.gift is not None:
        stretch = now.hold_no
        back = Place.PENDING, Place.PROGRAM_EXPENSE
        page.book(TransferKind.UNCHOOSE, stretch, back, now.balances.pending)
        gift = again.gift
        page.standing = replace(
            page.standing,
            original=gift.original,
            amount=gift.owed,
            choice_open=again.choice_open,
        )
        page.book(TransferKind.CHOOSE, stretch, (back[1], back[0]), gift.owed.minor)
    page.advance(again.outcome, again.reason)
    page.revoke_if_nothing_is_left()
