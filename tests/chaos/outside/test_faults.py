"""What the provider does wrong: all of it, the same for a seed, and nothing once it is told."""

from collections import Counter

from tests.chaos.outside.faults import AT_ONCE, LATER, ORDERED_LIVE, WAYS, Dice
from tests.chaos.outside.provider import WHEN_ASKED, WHEN_SENT


def drawn(seed, percent=100, tries=2, told=None):
    """What became of the first orders of a live business, and what was noted."""
    ORDERED_LIVE.set(True)
    noted, later = [], []
    dice = Dice(seed, percent, noted.append, later.append)
    if told:
        told(dice)
    faults = [dice.draw(f"order{n}") for n in range(300) for _ in range(tries)]
    return faults, noted, later


def test_a_seed_draws_the_same_faults_again_and_another_one_others():
    assert drawn(7) == drawn(7)
    assert drawn(7)[1] != drawn(8)[1]


def test_all_faults_are_drawn_and_only_new_orders_have_a_fate_to_come():
    _, noted, _ = drawn(1, tries=1)
    _, again, later = drawn(1, told=lambda dice: dice.know(f"order{n}" for n in range(300)))

    assert set(noted) == {*AT_ONCE, *LATER}
    assert set(again) == {*AT_ONCE}
    assert {one.told for one in later} == {"ORDERS.APPROVED"}


def test_a_share_of_the_calls_goes_wrong_and_none_once_all_is_to_go_well():
    some = Counter(fault is None for fault in drawn(1, percent=30)[0])
    none = drawn(1, told=Dice.clear)[0]

    assert some == {True: 426, False: 174}
    assert set(none) == {None}


def test_each_way_in_which_providers_fail_is_met_or_says_where_else_it_is():
    known = {*AT_ONCE, *LATER, *WHEN_SENT, *WHEN_ASKED}
    words = {word.strip(",:") for way in WAYS.values() for word in way.split()}

    assert sorted(WAYS) == list(range(1, 23))
    assert {word for word in words if "_" in word} <= known | {"tests/rewards_worker/providers"}
