"""What is owed beside a gift that is out: a person hands it over, or gives it up."""

from dataclasses import replace

from rewards_worker.domain.ledger import Place, TransferKind
from rewards_worker.domain.occurrences import DifferenceSettled
from rewards_worker.domain.page import Page
from rewards_worker.domain.reward import HANDED_OVER
from rewards_worker.domain.worth import worth


def difference_settled(settled: DifferenceSettled, page: Page) -> None:
    """What was paid is out, also where less of it is owed by now: the rest of it is claimed. What
    is given up lowers the reward, as long as it is still the same that was asked about."""
    now = page.standing
    if now.state not in HANDED_OVER:
        return
    if settled.paid:
        owed = min(settled.minor, now.balances.available)
        page.book(TransferKind.TOP_UP, settled.seq, (Place.AVAILABLE, Place.HANDED_OVER), owed)
        claim = Place.RECEIVABLE, Place.HANDED_OVER
        page.book(TransferKind.TOP_UP_CLAIM, settled.seq, claim, settled.minor - owed)
    elif (now.sale_seq, now.outstanding) == (settled.seq, settled.minor):
        less = now.amount.minor - settled.minor
        page.standing = replace(now, amount=worth(less, now.amount.currency))
        back = Place.AVAILABLE, Place.PROGRAM_EXPENSE
        page.book(TransferKind.WAIVE, settled.seq, back, settled.minor)
