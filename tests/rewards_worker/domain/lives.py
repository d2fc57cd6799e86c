"""A reward that lives through occurrences, with every transfer it ever made."""

from goodword.money import Money
from rewards_worker.domain.booking import apply, open_reward
from rewards_worker.domain.ledger import balances_of, changes_of
from rewards_worker.domain.reward import RewardState

ANA = "per_01h455vb4pex5vsknk084sn02q"


def usd(text):
    return Money.parse(text, "USD")


class Life:
    """Applies occurrences and checks, each time, what must hold of any ledger."""

    def __init__(self, original="50.00", state=RewardState.PENDING):
        step = open_reward(ANA, usd(original), state)
        self.standing = step.standing
        self.transfers = list(step.transfers)

    def __call__(self, *occurrences):
        """The transfers that these occurrences led to."""
        before = len(self.transfers)
        for occurrence in occurrences:
            step = apply(self.standing, occurrence)
            self.standing = step.standing
            self.transfers += step.transfers
            self.check()
        return [shown(transfer) for transfer in self.transfers[before:]]

    @property
    def state(self):
        return self.standing.state

    @property
    def balances(self):
        """What is on each account, the empty ones left out, as in `{"pending": "50.00"}`."""
        named = ("pending", "available", "clearing", "handed_over", "receivable")
        found = {name: getattr(self.standing.balances, name) for name in named}
        return {name: f"{minor / 100:.2f}" for name, minor in found.items() if minor}

    def check(self):
        keys = [(transfer.kind, transfer.seq) for transfer in self.transfers]
        assert len(keys) == len(set(keys)), "booked twice"
        assert balances_of(self.transfers) == self.standing.balances
        assert all(minor >= 0 for minor in changes_of(self.transfers).values())


def shown(transfer):
    accounts = (transfer.debit.kind, transfer.credit.kind)
    return (str(transfer.kind), transfer.seq, *accounts, str(transfer.amount.major))
