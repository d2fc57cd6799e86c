"""Any order of refunds, failed refunds, holds, decisions, payouts and returns, against a model."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.rewards_worker.domain.lives import Life, usd

from goodword.errors import RejectedError
from rewards_worker.domain.occurrences import (
    Decided,
    HoldEnded,
    Judged,
    PayoutIssued,
    PayoutIssuedLate,
    PayoutOpened,
    PayoutRedeemed,
    PayoutRefused,
    PayoutReturned,
    Reattributed,
    SaleChanged,
)
from rewards_worker.domain.reward import NOT_OWED, UNPAID, RewardAction, RewardState

ORIGINAL = 5000
SALE = 100
ENDS = st.sampled_from([RewardAction.FAIL, RewardAction.REQUEUE, RewardAction.BOUNCE])


class Rewards(RuleBasedStateMachine):
    """The model knows the sale's refunds and the provider's books, and nothing of the ledger."""

    @initialize(
        state=st.sampled_from([RewardState.PENDING, RewardState.IN_REVIEW]), far=st.integers(0, 3)
    )
    def earned(self, state, far):
        self.life = Life("50.00", state)
        self.refunds = []
        self.seq = 0
        self.decisions = 0
        self.in_flight = 0
        self.out = 0
        self.recovered = 0
        self.opened = 0
        self.refused = 0
        # Most of what can go wrong goes wrong late, so many lives begin there.
        for step in (self.checks_approve, self.payout_is_opened, self.provider_issues)[:far]:
            step()

    @property
    def owed(self):
        """What the sale makes of the reward: proportional to what is left of it."""
        return ORIGINAL * max(SALE - sum(self.refunds), 0) // SALE

    def attempt(self, *occurrences):
        """Whether they were taken; what is refused leaves no trace."""
        before = self.life.standing, len(self.life.transfers)
        try:
            self.life(*occurrences)
        except RejectedError:
            assert before == (self.life.standing, len(self.life.transfers))
            return False
        return True

    def tell_the_sale(self):
        self.seq += 1
        self.life(SaleChanged(self.seq, usd(f"{self.owed / 100:.2f}")))

    @rule(share=st.integers(1, SALE))
    def refund(self, share):
        self.refunds.append(min(share, SALE - sum(self.refunds)))
        self.tell_the_sale()

    @rule()
    def refund_everything(self):
        self.refunds.append(SALE - sum(self.refunds))
        self.tell_the_sale()

    @precondition(lambda self: self.refunds)
    @rule(which=st.integers(min_value=0))
    def refund_fails(self, which):
        self.refunds.pop(which % len(self.refunds))
        self.tell_the_sale()

    @precondition(lambda self: self.seq)
    @rule(seq=st.integers(min_value=0), owed=st.integers(0, ORIGINAL))
    def an_older_event_of_the_sale_arrives(self, seq, owed):
        assert self.life(SaleChanged(seq % (self.seq + 1), usd(f"{owed / 100:.2f}"))) == []

    @rule(away=st.booleans())
    def sale_is_reattributed(self, away):
        self.seq += 1
        self.life(Reattributed(self.seq, away=away))

    @rule(then=st.sampled_from([RewardAction.APPROVE, RewardAction.REVIEW, RewardAction.ASK]))
    def hold_ends(self, then):
        self.attempt(HoldEnded(self.life.standing.hold_no, then))

    @rule()
    def a_timer_of_an_earlier_hold_fires(self):
        late = HoldEnded(self.life.standing.hold_no - 1, RewardAction.APPROVE)
        assert self.life(late) == []

    @rule()
    def checks_approve(self):
        self.attempt(Judged(RewardAction.APPROVE))

    @rule(action=st.sampled_from([RewardAction.HOLD, RewardAction.REVIEW, RewardAction.ASK]))
    def checks_hold_it_back(self, action):
        self.attempt(Judged(action, "law_unknown"))

    @rule(action=st.sampled_from([RewardAction.DENY, RewardAction.REVOKE, RewardAction.EXPIRE]))
    def checks_take_it_away(self, action):
        self.attempt(Judged(action, "erased"))

    @rule(decision=st.sampled_from(["approve", "retry"]))
    def a_person_lets_it_go_on(self, decision):
        self.decisions += 1
        self.attempt(Decided(self.decisions, decision))

    @rule(decision=st.sampled_from(["deny", "revoke"]))
    def a_person_takes_it_away(self, decision):
        self.decisions += 1
        self.attempt(Decided(self.decisions, decision))

    @rule()
    def a_person_recovers(self):
        self.decisions += 1
        open_ = self.life.standing.recovery
        if self.attempt(Decided(self.decisions, "recover")):
            self.recovered += open_.minor

    @rule()
    def payout_is_opened(self):
        if self.attempt(PayoutOpened(self.opened + 1, "sandbox")):
            assert (self.in_flight, self.out) == (0, 0), "two payouts at once"
            self.opened += 1
            self.in_flight = self.owed

    @precondition(lambda self: self.opened)
    @rule()
    def provider_issues(self):
        if self.attempt(PayoutIssued(self.opened)):
            assert self.in_flight, "issued twice, or without being opened"
            self.out, self.in_flight = self.in_flight, 0

    @precondition(lambda self: self.opened)
    @rule(then=ENDS)
    def provider_refuses(self, then):
        if self.attempt(PayoutRefused(self.opened, then)):
            assert self.in_flight
            self.refused, self.in_flight = self.in_flight, 0

    @precondition(lambda self: self.opened)
    @rule()
    def what_was_refused_is_out_after_all(self):
        late = PayoutIssuedLate(self.opened, usd(f"{self.refused / 100:.2f}"))
        if self.attempt(late):
            assert (self.in_flight, self.out) == (0, 0), "paid twice"
            self.out = self.refused

    @precondition(lambda self: self.opened)
    @rule()
    def provider_gives_the_value_back(self):
        if self.attempt(PayoutReturned(self.opened)):
            assert self.out
            self.out = self.recovered = 0

    @precondition(lambda self: self.opened)
    @rule()
    def beneficiary_redeems(self):
        self.attempt(PayoutRedeemed(self.opened))

    @rule(generation=st.sampled_from([0, 2]))
    def a_payout_is_opened_out_of_turn(self, generation):
        assert not self.attempt(PayoutOpened(self.opened + generation, "sandbox"))

    @precondition(lambda self: self.opened > 1)
    @rule()
    def an_older_payout_speaks_again(self):
        assert not self.attempt(PayoutIssued(self.opened - 1))

    @invariant()
    def every_account_is_what_the_model_says(self):
        standing, balances = self.life.standing, self.life.standing.balances
        owed = 0 if standing.state in NOT_OWED else self.owed
        out = self.out - self.recovered
        gone = self.in_flight + out

        assert balances.program_expense == owed
        assert (balances.clearing, balances.handed_over) == (self.in_flight, out)
        assert balances.receivable == max(gone - owed, 0)
        assert balances.pending + balances.available == max(owed - gone, 0)
        assert 0 in (balances.pending, balances.available)

    @invariant()
    def nothing_is_owed_of_nothing(self):
        if self.life.state in UNPAID:
            assert self.owed > 0

    @invariant()
    def only_what_is_held_back_is_pending(self):
        if self.life.standing.balances.pending:
            assert self.life.state in {"pending", "in_review", "needs_action"}
        if self.life.state in {"pending", "in_review"}:
            assert not self.life.standing.balances.available


TestRewards = Rewards.TestCase
TestRewards.settings = settings(max_examples=400, stateful_step_count=30, deadline=None)


def hold_ends(standing):
    return HoldEnded(standing.hold_no, RewardAction.APPROVE)


HAPPENINGS = {
    "hold ends": hold_ends,
    "held again": lambda standing: Judged(RewardAction.REVIEW),
    "let go": lambda standing: Judged(RewardAction.APPROVE),
    "opened": lambda standing: PayoutOpened(standing.generation + 1, "sandbox"),
    "issued": lambda standing: PayoutIssued(standing.generation),
    "failed": lambda standing: PayoutRefused(standing.generation, RewardAction.FAIL),
    "again": lambda standing: PayoutRefused(standing.generation, RewardAction.REQUEUE),
    "returned": lambda standing: PayoutReturned(standing.generation),
    "retried": lambda standing: Decided(0, "retry"),
}


def play(sale, happenings, order):
    """The reward after both streams, each in its own order, merged as `order` says."""
    life, sale, happenings = Life("50.00"), list(sale), list(happenings)
    for of_sale in order:
        if of_sale and sale:
            life(sale.pop(0))
        elif happenings:
            happen(life, happenings.pop(0))
    for changed in sale:
        life(changed)
    for name in happenings:
        happen(life, name)
    return life


def happen(life, name):
    with suppress(RejectedError):  # it does not happen to a reward in this state
        life(HAPPENINGS[name](life.standing))


ORDER = st.lists(st.booleans(), max_size=30)


@settings(max_examples=300, deadline=None)
@given(
    amounts=st.lists(st.integers(0, ORIGINAL), min_size=1, max_size=6),
    happenings=st.lists(st.sampled_from(sorted(HAPPENINGS)), max_size=15),
    orders=st.tuples(ORDER, ORDER),
)
def test_any_order_ends_with_the_same_expense(amounts, happenings, orders):
    sale = [SaleChanged(n, usd(f"{owed / 100:.2f}")) for n, owed in enumerate(amounts, 1)]

    one, other = (play(sale, happenings, order) for order in orders)

    assert one.standing.balances.program_expense == amounts[-1]
    assert other.standing.balances.program_expense == amounts[-1]
