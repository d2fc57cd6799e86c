"""Of several reports of a sale the newest holds, in whatever order they come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.referral_api.conftest import HASH_KEY
from tests.referral_api.said import said

from goodword.events import SaleClosed, SaleCorrected, SaleRefunded
from goodword.money import Money
from goodword.seal import Hasher
from referral_api.db.sales.recording import known_sales
from referral_api.domain.sales.part_payment import PartPayment, PartReport
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import Buyer, Item, ReportedSale
from referral_api.use_cases.sales import record_sales as recording
from referral_api.use_cases.sales.record_part_payments import record_part_payments
from referral_api.use_cases.sales.record_refunds import RefundReport, record_refunds
from referral_api.use_cases.sales.record_sales import record_sales

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
HASHER = Hasher(HASH_KEY)
NUMBERS = count(1)


def usd(minor):
    return Money(minor=minor, currency="USD")


def sale(external_id, net=7990, minute=0, **given):
    values = {"source": "till", "external_id": external_id, "closed_at": NOON}
    values |= {"gross": usd(net + 1000), "net": usd(net), "net_basis": "goods"}
    values |= {"buyer": Buyer(email="ben@buyers.example")}
    values |= {"reported_at": NOON + timedelta(minutes=minute)}
    return ReportedSale(**values | given)


def part(external_id, paid, minute):
    at = NOON + timedelta(minutes=minute)
    return PartPayment(
        source="till", external_id=external_id, reported_at=at, gross=usd(8990), paid=usd(paid)
    )


def refund(external_id, name, minor, minute, state="succeeded"):
    return ReportedRefund(
        source="till",
        sale_external_id=external_id,
        external_id=name,
        amount=usd(minor),
        state=state,
        occurred_at=NOON,
        reported_at=NOON + timedelta(minutes=minute),
    )


async def apply(house, db, facts):
    """One batch, as deliveries are applied; what waits for its sale is given back."""
    of = house.business_id
    async with db.begin([of]) as session:
        sales = [SaleReport(of, each) for each in facts if isinstance(each, ReportedSale)]
        await record_sales(sales, session=session, hasher=HASHER)
        refunds = [each for each in facts if isinstance(each, ReportedRefund)]
        reports = [RefundReport(of, each) for each in refunds]
        outcomes = await record_refunds(reports, session=session)
        parts = [PartReport(of, each) for each in facts if isinstance(each, PartPayment)]
        await record_part_payments(parts, session=session)
    return [
        each
        for each, outcome in zip(refunds, outcomes, strict=True)
        if type(outcome).__name__ == "SaleAwaited"
    ]


async def kept(house, external_id):
    (found,) = (await house.get("/v1/sales", external_id=external_id)).json()["data"]
    return found


async def test_the_newest_report_holds_in_any_order(house, referral_db):
    reports = [(7990, 0), (9990, 1), (6990, 2)]
    for order in permutations(reports):
        number = f"{next(NUMBERS)}"
        for net, minute in order:
            await apply(house, referral_db, [sale(number, net, minute)])

        found = await kept(house, number)
        assert (found["net"]["minor"], found["gross"]["minor"]) == (6990, 7990)
        assert found["original_net"]["minor"] == 6990


async def test_an_amount_that_changes_is_told_with_what_is_left(house, referral_db):
    await apply(house, referral_db, [sale("a"), refund("a", "r1", 2000, 1)])
    await apply(house, referral_db, [sale("a", 9990, 5, tags=("big",))])
    await apply(house, referral_db, [sale("a", 9990, 6, tags=("big",))])

    (closed,) = await said(referral_db, SaleClosed)
    (told,) = await said(referral_db, SaleCorrected)
    assert closed.net == usd(7990)
    assert (told.net, told.original_net, told.refunded_total) == (usd(7990), usd(9990), usd(2000))
    assert told.gross == usd(10990)
    found = await kept(house, "a")
    assert (found["version"], found["tags"]) == (3, ["big"])


async def test_what_is_said_again_changes_nothing(house, referral_db):
    item = Item(product_id="oil", quantity=2, amount=usd(7990))
    await apply(house, referral_db, [sale("a", items=(item,), tags=("x",))])
    await apply(house, referral_db, [sale("a", minute=9, items=(item,), tags=("x",))])
    await apply(house, referral_db, [sale("a", 1, minute=8)])

    assert (await kept(house, "a"))["version"] == 1
    assert await said(referral_db, SaleCorrected) == []


async def test_more_than_a_sale_is_worth_now_never_went_back(house, referral_db):
    await apply(house, referral_db, [sale("a"), refund("a", "cancelled", 7990, 1)])
    await apply(house, referral_db, [sale("a", 5000, 2)])
    await apply(house, referral_db, [sale("a", 9000, 3)])

    told = await said(referral_db, SaleCorrected)
    assert [(each.net, each.refunded_total) for each in told] == [
        (usd(0), usd(5000)),
        (usd(1010), usd(7990)),
    ]


async def test_a_report_that_was_overtaken_changes_nothing(house, referral_db, monkeypatch):
    async def as_it_was(session, keys):
        known = await known_sales(session, keys)
        return {
            key: SimpleNamespace(**{**row._mapping, "reported_at": NOON})
            for key, row in known.items()
        }

    await apply(house, referral_db, [sale("a")])
    await apply(house, referral_db, [sale("a", 9990, 5)])
    # Another transaction was faster between the look and the lock.
    monkeypatch.setattr(recording, "known_sales", as_it_was)
    await apply(house, referral_db, [sale("a", 1, 3)])

    assert (await kept(house, "a"))["net"]["minor"] == 9990
    assert len(await said(referral_db, SaleCorrected)) == 1


async def test_a_report_in_another_currency_is_left(house, referral_db):
    euros = Money(minor=1, currency="EUR")
    await apply(house, referral_db, [sale("a")])
    await apply(house, referral_db, [replace(sale("a", minute=5), gross=euros, net=euros)])

    assert (await kept(house, "a"))["gross"] == {"minor": 8990, "currency": "USD"}


async def test_parts_are_kept_and_it_counts_when_all_is_paid(house, referral_db):
    await apply(house, referral_db, [part("a", 3000, 0), part("a", 3000, 0)])
    nothing = (await house.get("/v1/sales")).json()["data"]
    await apply(house, referral_db, [part("a", 6000, 1)])
    unsaid = await said(referral_db, SaleClosed)
    await apply(house, referral_db, [sale("a", minute=2)])

    assert nothing == unsaid == []
    found = await kept(house, "a")
    assert [each["paid"]["minor"] for each in found["parts"]] == [3000, 6000]
    assert len(await said(referral_db, SaleClosed)) == 1


FACTS = st.fixed_dictionaries(
    {
        "sales": st.lists(
            st.tuples(st.integers(1, 9000), st.integers(0, 9)),
            min_size=1,
            max_size=3,
            unique_by=lambda each: each[1],
        ),
        "refunds": st.lists(
            st.tuples(
                st.sampled_from(["r1", "r2", "cancelled"]),
                st.integers(0, 9000),
                st.integers(0, 4),
                st.sampled_from(["pending", "succeeded", "failed"]),
            ),
            max_size=4,
        ),
        "parts": st.lists(
            st.tuples(st.integers(1, 8989), st.integers(0, 9)),
            max_size=2,
            unique_by=lambda each: each[1],
        ),
    }
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=FACTS, data=st.data())
async def test_any_order_ends_the_same(house, referral_db, told, data):
    """Two sales that are told the same things in two orders, each thing twice, in any batches."""
    found = []
    for _ in range(2):
        number = f"any-{next(NUMBERS)}"
        facts = [sale(number, net, minute) for net, minute in told["sales"]]
        facts += [refund(number, *each) for each in told["refunds"]]
        facts += [part(number, *each) for each in told["parts"]]
        left = data.draw(st.permutations(facts * 2))
        while left:
            size = data.draw(st.integers(1, len(left)))
            batch, left = left[:size], left[size:]
            left += await apply(house, referral_db, batch)
        shown = await kept(house, number)
        names = ("gross", "net", "original_net", "refunded_total", "parts")
        refunds = sorted(
            (each["external_id"], each["status"], each["amount"]["minor"])
            for each in shown["refunds"]
        )
        found.append(([shown[name] for name in names], refunds))
        last = [
            event
            for kind in (SaleClosed, SaleRefunded, SaleCorrected)
            for event in await said(referral_db, kind)
            if event.subject == shown["id"]
        ]
        assert [type(each) for each in last].count(SaleClosed) == 1

    assert found[0] == found[1]
    newest = max(told["sales"], key=lambda each: each[1])
    assert found[0][0][2]["minor"] == newest[0]
