"""Any order of the same reports, each however often, ends the same."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from goodword.money import Money
from referral_api.domain.sales.refund import ReportedRefund, refunded_total, supersedes

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def usd(minor):
    return Money(minor=minor, currency="USD")


def refund(external_id="r1", minor=2000, state="succeeded", minute=0):
    return ReportedRefund(
        external_id=external_id,
        amount=usd(minor),
        state=state,
        occurred_at=NOON,
        reported_at=NOON + timedelta(minutes=minute),
    )


def left_after(reports):
    """What is known after these reports, by refund."""
    known = {}
    for report in reports:
        before = known.get(report.external_id)
        if before is None or supersedes(report, before):
            known[report.external_id] = report
    return known


REPORTS = st.lists(
    st.builds(
        refund,
        external_id=st.sampled_from(["r1", "r2", "cancelled"]),
        minor=st.integers(0, 9000),
        state=st.sampled_from(["pending", "succeeded", "failed"]),
        minute=st.integers(0, 2),
    ),
    max_size=6,
)


@given(REPORTS, st.randoms())
def test_any_order_of_reports_ends_the_same(reports, random):
    shuffled = [*reports, *reports]
    random.shuffle(shuffled)

    assert left_after(shuffled) == left_after(reports)


@given(REPORTS, st.integers(0, 10_000))
def test_never_more_goes_back_than_came_in(reports, net):
    total = refunded_total(usd(net), left_after(reports).values())

    assert 0 <= total.minor <= net


def test_a_refund_that_fails_later_counts_nothing():
    story = [refund(minute=0), refund(state="failed", minute=1)]

    for order in permutations(story):
        assert refunded_total(usd(7990), left_after(order).values()) == usd(0)


def test_at_one_moment_what_is_further_along_holds():
    assert supersedes(refund(state="succeeded"), refund(state="pending"))
    assert supersedes(refund(state="failed"), refund(state="succeeded"))
    assert not supersedes(refund(), refund())


def test_refunds_add_up_by_their_ids():
    known = left_after([refund("r1", 2000), refund("r1", 2000), refund("r2", 990)])

    assert refunded_total(usd(7990), known.values()) == usd(2990)
