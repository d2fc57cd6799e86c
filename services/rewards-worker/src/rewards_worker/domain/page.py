"""The page on which one occurrence is worked out: moves and bookings, always in step."""

from dataclasses import replace

from rewards_worker.domain.ledger import Place, Transfer, TransferKind
from rewards_worker.domain.reward import (
    NOT_OWED,
    UNPAID,
    RewardAction,
    RewardState,
    move,
)
from rewards_worker.domain.standing import REFUNDED, Standing, Step
from rewards_worker.domain.worth import worth

_TAKEN_AWAY = {
    RewardState.DENIED: TransferKind.DENY,
    RewardState.REVOKED: TransferKind.REVOKE,
    RewardState.EXPIRED: TransferKind.EXPIRE,
}
_HELD_BACK = (RewardState.PENDING, RewardState.IN_REVIEW)


class Page:
    """Begins with a standing, ends as a Step; lives within one call of `apply`."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self._transfers: list[Transfer] = []

    @property
    def step(self) -> Step:
        return Step(self.standing, tuple(self._transfers))

    def book(self, kind: TransferKind, seq: int, route: tuple[Place, Place], minor: int) -> None:
        """Move `minor` along `route`, from the debited to the credited; nothing if it is zero."""
        if minor == 0:
            return
        debit, credit = route
        now = self.standing
        amount = worth(minor, now.amount.currency)
        accounts = now.account(debit), now.account(credit)
        self._transfers.append(Transfer(kind, seq, *accounts, amount))
        self.standing = replace(now, balances=now.balances.moved(debit, credit, minor))

    def advance(self, action: RewardAction, reason: str | None = None) -> None:
        """Move to where `action` leads, and the money with it; `reason` replaces the last one. What
        is void says why, wherever it goes."""
        before = self.standing.state
        after = move(before, action)
        self.standing = replace(self.standing, state=after, reason=reason or self.standing.void)
        if after is RewardState.APPROVED:
            self._release()
        elif after in _HELD_BACK:
            self._hold(reinstated=before in NOT_OWED)
        elif kind := _TAKEN_AWAY.get(after):
            self._take_away(kind)

    def revoke_if_nothing_is_left(self) -> None:
        """What refunds have eaten up is revoked, once it is sure that nothing of it is out."""
        if self.standing.amount.minor == 0 and self.standing.state in UNPAID:
            self.advance(RewardAction.REVOKE, self.standing.void or REFUNDED)

    def _release(self) -> None:
        now = self.standing
        route = Place.PENDING, Place.AVAILABLE
        self.book(TransferKind.RELEASE, now.hold_no, route, now.balances.pending)

    def _hold(self, *, reinstated: bool) -> None:
        """Hold back what is owed, in a stretch of its own, so that its release has its own seq."""
        now = self.standing = replace(self.standing, hold_no=self.standing.hold_no + 1)
        if reinstated:
            route = Place.PROGRAM_EXPENSE, Place.PENDING
            self.book(TransferKind.REINSTATE, now.hold_no, route, now.amount.minor)
        else:
            route = Place.AVAILABLE, Place.PENDING
            self.book(TransferKind.HOLD, now.hold_no, route, now.balances.available)

    def _take_away(self, kind: TransferKind) -> None:
        now = self.standing
        purse = Place.PENDING if now.balances.pending else Place.AVAILABLE
        minor = now.balances.pending or now.balances.available
        self.book(kind, now.hold_no, (purse, Place.PROGRAM_EXPENSE), minor)
        # What a person handed over beside a gift that came back is still out.
        rest = now.balances.handed_over - now.balances.receivable
        claim = Place.RECEIVABLE, Place.PROGRAM_EXPENSE
        self.book(TransferKind.CLAIM_REST, now.hold_no, claim, rest)
