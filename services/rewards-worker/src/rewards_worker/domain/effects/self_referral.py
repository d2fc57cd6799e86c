"""What it does to a reward that its referrer and its buyer turn out to be one person."""

from dataclasses import replace

from rewards_worker.domain.ledger import Place, TransferKind
from rewards_worker.domain.occurrences import FoundSelfReferred
from rewards_worker.domain.page import Page
from rewards_worker.domain.reward import UNPAID, RewardAction, RewardState
from rewards_worker.domain.standing import SELF_REFERRAL
from rewards_worker.domain.worth import worth


def found_self_referred(_: FoundSelfReferred, page: Page) -> None:
    """What is not on its way is revoked. What is on its way is claimed, as after a refund of all,
    and revoked should it not arrive. What is out by now stays: it was given in good faith."""
    now = page.standing
    if now.state in UNPAID:
        page.advance(RewardAction.REVOKE, SELF_REFERRAL)
    elif now.state is RewardState.ISSUING and now.void is None:
        nothing = worth(0, now.amount.currency)
        page.standing = replace(now, amount=nothing, reason=SELF_REFERRAL, void=SELF_REFERRAL)
        back = Place.AVAILABLE, Place.PROGRAM_EXPENSE
        page.book(TransferKind.REVOKE, now.hold_no, back, now.balances.available)
        claim = Place.RECEIVABLE, Place.PROGRAM_EXPENSE
        rest = page.standing.balances.program_expense
        page.book(TransferKind.CLAIM_REST, now.hold_no, claim, rest)
