"""What a payout does to its reward, from the intent to pay to a return weeks later."""

from dataclasses import replace

from goodword.errors import Kind, RejectedError
from rewards_worker.domain.ledger import Place, TransferKind
from rewards_worker.domain.occurrences import (
    PayoutIssued,
    PayoutIssuedLate,
    PayoutOpened,
    PayoutRedeemed,
    PayoutRefused,
    PayoutReturned,
)
from rewards_worker.domain.page import Page
from rewards_worker.domain.reward import RewardAction


def payout_opened(opened: PayoutOpened, page: Page) -> None:
    """Everything that is available is reserved, so that nothing can take it meanwhile."""
    _check_generation(opened.generation, page.standing.generation + 1)
    page.advance(RewardAction.PAY)
    page.standing = replace(page.standing, generation=opened.generation, provider=opened.provider)
    available = page.standing.balances.available
    route = Place.AVAILABLE, Place.CLEARING
    page.book(TransferKind.RESERVE, opened.generation, route, available)


def payout_issued(issued: PayoutIssued, page: Page) -> None:
    _check_generation(issued.generation, page.standing.generation)
    page.advance(RewardAction.ISSUE)
    route = Place.CLEARING, Place.HANDED_OVER
    page.book(TransferKind.POST, issued.generation, route, page.standing.balances.clearing)


def payout_issued_late(late: PayoutIssuedLate, page: Page) -> None:
    """What was reserved is long available again; what refunds took of it meanwhile is claimed."""
    _check_generation(late.generation, page.standing.generation)
    page.advance(RewardAction.ISSUE_LATE)
    short = max(0, late.amount.minor - page.standing.balances.available)
    overpaid = Place.RECEIVABLE, Place.AVAILABLE
    page.book(TransferKind.OVERPAY, late.generation, overpaid, short)
    route = Place.AVAILABLE, Place.HANDED_OVER
    page.book(TransferKind.POST, late.generation, route, late.amount.minor)


def payout_refused(refused: PayoutRefused, page: Page) -> None:
    """What was reserved is available again; refunds of the meantime are taken from it."""
    _check_generation(refused.generation, page.standing.generation)
    page.advance(refused.then, refused.reason)
    route = Place.CLEARING, Place.AVAILABLE
    page.book(TransferKind.VOID, refused.generation, route, page.standing.balances.clearing)
    _settle(page)


def payout_redeemed(redeemed: PayoutRedeemed, page: Page) -> None:
    _check_generation(redeemed.generation, page.standing.generation)
    page.advance(RewardAction.REDEEM)


def payout_returned(returned: PayoutReturned, page: Page) -> None:
    """What was handed over, less what was recovered, is available again; what a person has handed
    over beside it stays out.

    What a beneficiary had paid back by then is not in this ledger: a person gives it back.
    """
    _check_generation(returned.generation, page.standing.generation)
    page.advance(RewardAction.RETURN, returned.reason)
    route = Place.HANDED_OVER, Place.AVAILABLE
    out = page.standing.balances.handed_over
    came_back = out if returned.minor is None else min(out, returned.minor)
    page.book(TransferKind.RETURN, returned.generation, route, came_back)
    _settle(page)


def _settle(page: Page) -> None:
    """Nothing is out any more, so nothing is to be got back: the claim lowers what is owed."""
    now = page.standing
    route = Place.AVAILABLE, Place.RECEIVABLE
    settled = min(now.balances.receivable, now.balances.available)
    page.book(TransferKind.SETTLE, now.generation, route, settled)
    page.revoke_if_nothing_is_left()


def _check_generation(named: int, expected: int) -> None:
    if named != expected:
        raise RejectedError(
            "other_generation",
            f"This is about payout {named} of the reward where it is the turn of {expected}.",
            kind=Kind.CONFLICT,
            current=expected,
        )
