"""Accounts, balances, and the changes to store."""

import pytest

from goodword.money import Money
from rewards_worker.domain.ledger import (
    Account,
    Balances,
    Place,
    Transfer,
    TransferKind,
    balances_of,
    changes_of,
)

ANA, BEN = "per_ana", "per_ben"
EXPENSE = Account("business", "program_expense", "USD")


def transfer(debit, credit, minor, kind=TransferKind.ACCRUE):
    return Transfer(kind, 0, debit, credit, Money(minor=minor, currency="USD"))


def test_only_beneficiaries_accounts_store_a_balance_in_the_order_of_locking():
    ben, ana = Account(BEN, "pending", "USD"), Account(ANA, "pending", "USD")
    available = Account(ANA, "available", "USD")

    changes = changes_of(
        [transfer(EXPENSE, ben, 700), transfer(EXPENSE, ana, 500), transfer(ana, available, 200)]
    )

    assert list(changes.items()) == [(available, 200), (ana, 300), (ben, 700)]


def test_a_receivable_grows_when_it_is_debited():
    owed = Account(ANA, "receivable", "USD")

    assert changes_of([transfer(owed, EXPENSE, 300)]) == {owed: 300}
    assert changes_of([transfer(EXPENSE, owed, 300)]) == {owed: -300}


def test_the_expense_is_what_is_owed_and_out_less_what_is_to_be_got_back():
    balances = Balances(pending=1, available=20, clearing=300, handed_over=4000, receivable=500)

    assert balances.program_expense == 1 + 20 + 300 + 4000 - 500


def test_a_balance_never_falls_below_zero():
    with pytest.raises(ValueError, match="cannot move"):
        Balances(pending=99).moved(Place.PENDING, Place.AVAILABLE, 100)
    with pytest.raises(ValueError, match="cannot move"):
        Balances(receivable=99).moved(Place.PROGRAM_EXPENSE, Place.RECEIVABLE, 100)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_transfer_moves_something_forwards(amount):
    with pytest.raises(ValueError, match="cannot move"):
        Balances(available=5).moved(Place.AVAILABLE, Place.CLEARING, amount)


def test_balances_are_summed_from_transfers_whatever_the_provider_is_called():
    pending, available = Account(ANA, "pending", "USD"), Account(ANA, "available", "USD")
    clearing = Account("business", "clearing:sandbox", "USD")

    balances = balances_of(
        [
            transfer(EXPENSE, pending, 500),
            transfer(pending, available, 500),
            transfer(available, clearing, 500),
        ]
    )

    assert balances == Balances(clearing=500)
