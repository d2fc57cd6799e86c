"""One reward of the model: how it stands, and where its money must be then."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.rewards_worker.machine.promises import Gift, Program, Use, share, use_of

NOT_OWED = ("denied", "revoked", "expired")
HELD_BACK = ("pending", "in_review", "needs_action")
UNPAID = (*HELD_BACK, "approved", "failed", "returned")
STARTED = ("issuing", "issued", "redeemed")
OPEN = ("submitting", "accepted", "held", "unknown")
OUT = ("issued", "delivered", "delivery_failed", "expired", "redeemed")
CHOICE = "choice"
Scope = tuple[str, str, str, str, str]
"""Program, rule, per, whose, period."""


@dataclass(eq=False)
class Payout:
    """`word` is what its provider would say of its order; None while there is none."""

    amount: int
    provider: str
    state: str = "submitting"
    word: str | None = None


@dataclass(eq=False)
class Sale:
    """A sale as it was told; `net` is what refunds have left."""

    place: int
    program: Program
    currency: str
    base: int
    net: int
    buyer: str
    owner: str | None
    number: int
    month: int
    seq: int = 1


@dataclass(eq=False)
class Reward:
    """What is owed for a sale, under a rule, to who stood for `who` when it was earned."""

    sale: Sale
    referrer: str
    rule: str
    to: str
    who: str
    gift: Gift
    owed: int
    state: str
    reason: str | None
    seq: int
    hold_until: int | None
    earned_on: int = 0
    options: list[Gift] = field(default_factory=list)
    default: str | None = None
    choose_within: int = 30
    is_held: bool = False
    was_for_oneself: bool = False
    needs_approval: bool = False
    least_net: int = 0
    scopes: list[tuple[dict[str, int], Scope]] = field(default_factory=list)
    counts: bool = True
    dearest: Use = field(default_factory=Use)
    payouts: list[Payout] = field(default_factory=list)
    recovered: int = 0
    by_hand: int = 0
    open_on: int = 0
    is_recalled: bool = False
    is_void: bool = False

    @property
    def expense(self) -> int:
        return 0 if self.state in NOT_OWED else self.owed

    @property
    def clearing(self) -> int:
        return sum(one.amount for one in self.payouts if one.state in OPEN)

    @property
    def handed_over(self) -> int:
        out = sum(one.amount for one in self.payouts if one.state in OUT)
        return out - self.recovered + self.by_hand

    @property
    def outstanding(self) -> int:
        """What a person is asked for, since no payout can bring it."""
        return self.waiting if self.state in ("issued", "redeemed") else 0

    @property
    def waiting(self) -> int:
        return max(self._left, 0)

    @property
    def receivable(self) -> int:
        return max(-self._left, 0)

    @property
    def _left(self) -> int:
        """What is owed and neither on its way nor out."""
        return self.expense - self.clearing - self.handed_over

    @property
    def books(self) -> dict[str, int]:
        """What each kind of account must hold of it."""
        purse = "pending" if self.state in HELD_BACK else "available"
        found = {
            purse: self.waiting,
            "clearing": self.clearing,
            "handed_over": self.handed_over,
            "receivable": self.receivable,
            "program_expense": self.expense,
        }
        return {kind: minor for kind, minor in found.items() if minor}

    @property
    def use(self) -> Use:
        """How much of its limits it uses: what is kept for somebody, or out to them."""
        kept = self.waiting + self.clearing + self.handed_over
        if not self.counts or not kept:
            return Use()
        if self.options:
            return self.dearest
        gift = Gift(self.gift.kind, kept, self.gift.unit)
        return use_of([gift])

    @property
    def payout(self) -> Payout:
        return self.payouts[-1]

    def left_of(self, gift: Gift, net: int) -> int:
        """What the sale makes of a gift once only `net` of it is left."""
        threshold = self.sale.program.raw.get("on_refund") == "threshold"
        if net <= 0 or (self.least_net and net < self.least_net):
            return 0
        if threshold or gift.unit == "pieces":
            return gift.minor
        return share(gift.minor, net, self.sale.base)

    def go(self, state: str, reason: str | None = None) -> None:
        self.state, self.reason = state, reason

    def follow_sale(self, owed: int, seq: int) -> None:
        """The sale says anew what is owed."""
        self.owed, self.seq = 0 if self.is_void else owed, seq
        if (self.state, self.reason) == ("revoked", "refunded") and owed:
            self.go("pending")
        self.revoke_nothing()

    def revoke_nothing(self) -> None:
        if self.state in UNPAID and not self.owed:
            self.go("revoked", "self_referral" if self.is_void else "refunded")

    def take(self, kind: str) -> None:
        """The beneficiary has chosen."""
        self.gift = next(one for one in self.options if one.kind == kind)
        self.options = []
        self.owed = self.left_of(self.gift, self.sale.net)
        self.revoke_nothing()
        if (self.state, self.reason) == ("needs_action", CHOICE):
            self.go("approved")

    def hold_for_law(self) -> None:
        """The rules decide it again once the law is known, but not what a person granted."""
        self.is_held = self.counts
        self.go("in_review", "law_unknown")

    def ask(self, today: int) -> None:
        self.go("needs_action", CHOICE)
        self.hold_until = today + self.choose_within


def total(uses: Iterable[Use]) -> Use:
    so_far = Use()
    for use in uses:
        so_far = so_far.plus(use)
    return so_far
