"""How often somebody may come."""

from hypothesis import given
from hypothesis import strategies as st

from referral_api.domain.businesses.rates import Rates


def test_a_burst_is_let_in_and_what_comes_too_early_is_told_when():
    rates = Rates(per_s=10, burst=3)

    at_once = [rates.take("ana", 5.0) for _ in range(4)]

    assert at_once == [0, 0, 0, 1]
    assert rates.take("ana", 5.1) == 0
    assert rates.take("ana", 5.1) == 1
    assert [rates.take("ana", 99.0) for _ in range(4)] == [0, 0, 0, 1]


def test_who_has_long_to_wait_is_told_so_and_waiting_is_enough():
    rates = Rates(per_s=0.1, burst=1)
    rates.take("ana", 0.0)

    assert rates.take("ana", 1.0) == 9
    assert rates.take("ana", 10.0) == 0


def test_one_does_not_use_up_anothers_share():
    rates = Rates(per_s=10, burst=1)

    assert rates.take("ana", 0.0) == 0
    assert rates.take("ben", 0.0) == 0
    assert rates.take("ana", 0.0) == 1


def test_only_so_many_are_known():
    rates = Rates(per_s=1, burst=1, max_known=2)
    for who in ("ana", "ben", "cleo"):
        rates.take(who, 0.0)

    assert rates.take("cleo", 0.0) == 1
    assert rates.take("ana", 0.0) == 0


@given(st.lists(st.floats(0, 60), min_size=1, max_size=300).map(sorted))
def test_no_time_sees_more_than_the_burst_and_the_rate(times):
    rates = Rates(per_s=5, burst=10)
    let_in = [at for at in times if rates.take("ana", at) == 0]

    for first, begin in enumerate(let_in):
        for last, end in enumerate(let_in[first:], first):
            assert last - first + 1 <= 10 + 5 * (end - begin) + 0.01
