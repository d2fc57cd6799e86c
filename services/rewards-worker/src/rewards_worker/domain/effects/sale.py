"""What the sale does to a reward: refunds, failed refunds, another referral."""

from dataclasses import replace

from rewards_worker.domain.ledger import Place, TransferKind
from rewards_worker.domain.occurrences import Reattributed, SaleChanged
from rewards_worker.domain.page import Page
from rewards_worker.domain.reward import NOT_OWED, UNPAID, RewardAction, RewardState
from rewards_worker.domain.standing import REATTRIBUTED, REFUNDED
from rewards_worker.domain.worth import worth


def sale_changed(changed: SaleChanged, page: Page) -> None:
    """Before the value is out a refund lowers the reward, afterwards it is to be got back."""
    now = page.standing
    if changed.seq <= now.sale_seq:
        return  # amounts are cumulative: the highest seq says it all
    same = changed.owed.currency == now.original.currency
    if not same or not 0 <= changed.owed.minor <= now.original.minor:
        raise ValueError(f"{changed.owed} is not between nothing and {now.original}")
    owed = worth(0, now.original.currency) if now.void else changed.owed
    page.standing = replace(now, amount=owed, sale_seq=changed.seq)
    if now.state not in NOT_OWED:
        _rebook(page, changed.seq)
        page.revoke_if_nothing_is_left()
    elif (now.state, now.reason) == (RewardState.REVOKED, REFUNDED) and changed.owed.minor:
        page.advance(RewardAction.REINSTATE)


def _rebook(page: Page, seq: int) -> None:
    """Book the difference between what is owed and what is booked.

    Less is owed: what has not left yet is lowered first, the rest is claimed back. More is owed
    again: the claim is dropped first.
    """
    now = page.standing
    purse = Place.PENDING if now.holds_back else Place.AVAILABLE
    more = now.amount.minor - now.balances.program_expense
    if more >= 0:
        dropped = min(more, now.balances.receivable)
        unclaim = Place.PROGRAM_EXPENSE, Place.RECEIVABLE
        page.book(TransferKind.UNCLAIM, seq, unclaim, dropped)
        page.book(TransferKind.ADJUST, seq, (Place.PROGRAM_EXPENSE, purse), more - dropped)
        return
    lowered = min(-more, now.balances.pending + now.balances.available)
    page.book(TransferKind.ADJUST, seq, (purse, Place.PROGRAM_EXPENSE), lowered)
    claim = Place.RECEIVABLE, Place.PROGRAM_EXPENSE
    page.book(TransferKind.CLAIM, seq, claim, -more - lowered)


def reattributed(moved: Reattributed, page: Page) -> None:
    """Before issuing it goes with the sale, from issuing on it stays; what went can come back."""
    now = page.standing
    if moved.seq <= now.sale_seq:
        return
    page.standing = replace(now, sale_seq=moved.seq)
    if moved.away:
        if now.state in UNPAID:
            page.advance(RewardAction.REVOKE, REATTRIBUTED)
        elif (now.state, now.reason) == (RewardState.REVOKED, REFUNDED):
            # A failed refund must not bring back what belongs to another referral by then.
            page.standing = replace(page.standing, reason=REATTRIBUTED)
    elif (now.state, now.reason) == (RewardState.REVOKED, REATTRIBUTED):
        page.advance(RewardAction.REINSTATE)
        page.revoke_if_nothing_is_left()
