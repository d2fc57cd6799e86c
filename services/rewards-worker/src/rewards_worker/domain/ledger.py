"""The ledger: immutable transfers between two accounts each, so that it balances by construction.

    program_expense ─accrue→ pending ─release→ available ─reserve→ clearing ─post→ handed_over
                                                        ←──void───          ←────return──────

Each arrow debits the account it leaves and credits the one it reaches; what the reward costs the
business is the debit balance of `program_expense`. A refund turns `accrue` back as far as nothing
is out; beyond that it is booked to `receivable`, which the beneficiary owes us.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from rewards_worker.domain.worth import Worth

BUSINESS = "business"
"""The owner of the accounts that are the business's own."""


class Place(StrEnum):
    """What kind of account; of `clearing` there is one for each provider."""

    PROGRAM_EXPENSE = "program_expense"
    PENDING = "pending"
    AVAILABLE = "available"
    CLEARING = "clearing"
    HANDED_OVER = "handed_over"
    RECEIVABLE = "receivable"


OWNED_BY_BENEFICIARY = frozenset({Place.PENDING, Place.AVAILABLE, Place.RECEIVABLE})


class TransferKind(StrEnum):
    """Why money moved. (reward, kind, seq) is unique for ever; the comment says what `seq` is."""

    ACCRUE = "accrue"  # 0: a reward is earned once
    RELEASE = "release"  # the hold's number, as are the next five
    HOLD = "hold"
    REINSTATE = "reinstate"
    DENY = "deny"
    REVOKE = "revoke"
    EXPIRE = "expire"
    CLAIM_REST = "claim_rest"  # as is this
    # 0: a gift is chosen once, as is the next; the hold's number where we decided again on another.
    UNCHOOSE = "unchoose"
    CHOOSE = "choose"
    ADJUST = "adjust"  # the sale's seq, as are the next two
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    TOP_UP = "top_up"  # the sale's seq for which a person was asked, as are the next two
    TOP_UP_CLAIM = "top_up_claim"
    WAIVE = "waive"
    RECOVER = "recover"  # the decision's seq
    RESERVE = "reserve"  # the payout's generation, as are the rest
    POST = "post"
    VOID = "void"
    RETURN = "return"
    SETTLE = "settle"
    OVERPAY = "overpay"


@dataclass(frozen=True, slots=True)
class Account:
    """An account: whose, what kind (`clearing:sandbox`), in which currency: ISO 4217, or `points`,
    or `pieces`."""

    owner: str
    kind: str
    currency: str

    @property
    def stores_balance(self) -> bool:
        """Whether its row holds a balance. The business's own hold none: every sale would update
        that one row."""
        return self.owner != BUSINESS

    @property
    def grows_by_debit(self) -> bool:
        """Whether its balance is debits less credits, which is then never negative."""
        return self.kind in (Place.PROGRAM_EXPENSE, Place.RECEIVABLE)


@dataclass(frozen=True, slots=True)
class Transfer:
    """`amount`, always above zero, from `debit` to `credit`; for one reward, one kind, one seq."""

    kind: TransferKind
    seq: int
    debit: Account
    credit: Account
    amount: Worth


@dataclass(frozen=True, slots=True)
class Balances:
    """What one reward has on each kind of account, in minor units of its currency."""

    pending: int = 0
    available: int = 0
    clearing: int = 0
    handed_over: int = 0
    receivable: int = 0

    @property
    def program_expense(self) -> int:
        """What the reward costs: all that is owed, on its way or out, less what is to be got
        back."""
        return self.pending + self.available + self.clearing + self.handed_over - self.receivable

    def moved(self, debit: Place, credit: Place, amount: int) -> "Balances":
        """The balances after a transfer; ValueError where one would go below zero, which is a bug
        of the caller."""
        after = self._changed(debit, -amount)._changed(credit, amount)
        kept = (after.pending, after.available, after.clearing, after.handed_over)
        if amount <= 0 or min(*kept, after.receivable) < 0:
            raise ValueError(f"{amount} cannot move from {debit} to {credit} of {self}")
        return after

    def _changed(self, place: Place, amount: int) -> "Balances":
        if place is Place.PROGRAM_EXPENSE:
            return self  # it is what the others come to
        sign = -1 if place is Place.RECEIVABLE else 1
        return replace(self, **{place.value: getattr(self, place.value) + sign * amount})


def balances_of(transfers: Iterable[Transfer]) -> Balances:
    """The balances of the reward that `transfers` belong to, summed from nothing."""
    balances = Balances()
    for transfer in transfers:
        debit, credit = (_place(account) for account in (transfer.debit, transfer.credit))
        balances = balances.moved(debit, credit, transfer.amount.minor)
    return balances


def changes_of(transfers: Iterable[Transfer]) -> dict[Account, int]:
    """What `transfers` change of stored balances, in minor units, in the order in which accounts
    are to be locked."""
    changes: dict[Account, int] = {}
    for transfer in transfers:
        for account, sign in ((transfer.debit, -1), (transfer.credit, 1)):
            if account.stores_balance:
                amount = -sign if account.grows_by_debit else sign
                changes[account] = changes.get(account, 0) + amount * transfer.amount.minor
    return dict(sorted(changes.items(), key=lambda item: _lock_order(item[0])))


def _lock_order(account: Account) -> tuple[str, str, str]:
    return (account.owner, account.kind, account.currency)


def _place(account: Account) -> Place:
    return Place(account.kind.partition(":")[0])
