"""What checks and people do to a reward."""

from goodword.errors import Kind, RejectedError
from rewards_worker.domain.ledger import Place, TransferKind
from rewards_worker.domain.occurrences import Decided, HoldEnded, Judged
from rewards_worker.domain.page import Page
from rewards_worker.domain.reward import HANDED_OVER, RewardAction, RewardState
from rewards_worker.domain.standing import (
    APPROVAL,
    CHOICE,
    DECIDED,
    FRAUD_BLOCKED,
    FRAUD_REVIEW,
    Standing,
)


def hold_ended(ended: HoldEnded, page: Page) -> None:
    """A timer of an earlier stretch, or one that finds the reward elsewhere, changes nothing."""
    now = page.standing
    if now.state is RewardState.PENDING and now.hold_no == ended.hold_no:
        page.advance(ended.then, ended.reason)


def judged(judged: Judged, page: Page) -> None:
    page.advance(judged.action, judged.reason)


def decided(decided: Decided, page: Page) -> None:
    """People's decisions count in the order applied."""
    now = page.standing
    if decided.decision == "recover":
        _recover(decided, page)
    elif now.state is RewardState.DENIED and decided.decision == "approve":
        _reconsider(page)
    elif now.state is RewardState.RETURNED and decided.decision == "retry":
        _check_owed(now.balances.available, now)
        page.advance(RewardAction.RETRY)
    elif now.choice_open and decided.decision == "approve":
        _let_choose(page)
    else:
        taken_away = decided.decision in ("deny", "revoke")
        blocked = (decided.decision, now.reason) == ("deny", FRAUD_REVIEW)
        reason = FRAUD_BLOCKED if blocked else DECIDED
        page.advance(RewardAction(decided.decision), reason if taken_away else None)


def _let_choose(page: Page) -> None:
    """What a person lets go on is for the beneficiary to choose first."""
    if page.standing.state is RewardState.NEEDS_ACTION:
        raise RejectedError(
            "choice_open",
            "The beneficiary has yet to choose a gift; choose for them if they told you.",
            kind=Kind.CONFLICT,
            current=str(page.standing.state),
        )
    if page.standing.state is RewardState.IN_REVIEW:
        page.advance(RewardAction.HOLD)
    page.advance(RewardAction.ASK, CHOICE)


def _reconsider(page: Page) -> None:
    _check_owed(page.standing.amount.minor, page.standing)
    page.advance(RewardAction.RECONSIDER, APPROVAL)


def _check_owed(minor: int, now: Standing) -> None:
    if not minor:
        raise RejectedError(
            "nothing_owed",
            "Nothing is left to pay, so there is nothing to approve.",
            kind=Kind.CONFLICT,
            current=str(now.state),
        )


def _recover(decided: Decided, page: Page) -> None:
    """The claim is settled: so much less was handed over in the end."""
    now = page.standing
    if now.state not in HANDED_OVER or not now.balances.receivable:
        raise RejectedError(
            "nothing_to_recover",
            "Only an issued reward whose sale was refunded afterwards has something to recover.",
            kind=Kind.CONFLICT,
            current=str(now.state),
        )
    route = Place.HANDED_OVER, Place.RECEIVABLE
    page.book(TransferKind.RECOVER, decided.seq, route, now.balances.receivable)
