"""Whose repeat purchases are, in whatever order the sales of a buyer come in."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.referral_api.conftest import HASH_KEY
from tests.referral_api.people import all_joined_at, ana_joins, joins
from tests.referral_api.said import said

from goodword import ids
from goodword.events import ReferralCreated, SaleClosed, SaleReattributed
from goodword.money import Money
from goodword.seal import Hasher
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import Buyer, ReportedSale
from referral_api.use_cases.sales.record_refunds import RefundReport, record_refunds
from referral_api.use_cases.sales.record_sales import record_sales

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
HASHER = Hasher(HASH_KEY)
NUMBERS = count(1)


def usd(minor):
    return Money(minor=minor, currency="USD")


def sale(external_id, *, days=0.0, buyer="ben@buyers.example", **given):
    values = {"source": "till", "external_id": external_id, "gross": usd(7990), "net": usd(7990)}
    values |= {"closed_at": NOON + timedelta(days=days), "net_basis": "goods"}
    return ReportedSale(**values | {"buyer": Buyer(email=buyer)} | given)


@pytest.fixture
async def ana(house, referral_db):
    made = await ana_joins(house)
    await joins(house, made["program_id"], "CARL20", "carl@friends.example")
    await all_joined_at(referral_db, house, NOON)
    return made


@pytest.fixture
def record(house, referral_db):
    async def all_at_once(*sales):
        async with referral_db.begin([house.business_id]) as session:
            reports = [SaleReport(house.business_id, each) for each in sales]
            await record_sales(reports, session=session, hasher=HASHER)

    return all_at_once


async def of(house, external_id):
    (found,) = (await house.get("/v1/sales", external_id=external_id)).json()["data"]
    return found


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_repeat_purchase_that_came_first_is_given_to_the_referral(
    house, ana, record, referral_db, at_once
):
    again, first = sale("2", days=9), sale("1", codes=("ANA20",))
    for batch in [(again, first)] if at_once else [(again,), (first,)]:
        await record(*batch)

    one, two = await of(house, "1"), await of(house, "2")
    assert one["referral_id"] == two["referral_id"] is not None
    assert two["participant_id"] == ana["id"]
    assert two["match"]["by"] == "email"
    assert [(each["number"], each["is_new"]) for each in (one, two)] == [(1, True), (2, False)]
    (given_,) = two["attributions"]
    assert (given_["actor"], given_["from_referral_id"]) == (one["id"], None)
    (referral,) = (await house.get("/v1/referrals")).json()["data"]
    assert set(referral["sale_ids"]) == {one["id"], two["id"]}
    assert len(await said(referral_db, ReferralCreated)) == 1
    (told,) = await said(referral_db, SaleReattributed)
    assert (told.subject, told.from_referral) == (two["id"], None)
    assert ids.show("ref", told.to_referral) == two["referral_id"]
    assert (told.sale.number, told.sale.is_new) == (2, False)
    assert told.sale.referrer_sales.lifetime == 2
    assert told.sale.referral.match == "email"


async def test_it_is_explained(house, ana, record):
    await record(sale("2", days=9))
    await record(sale("1", codes=("ANA20",)))
    late = await of(house, "2")

    story = (await house.get(f"/v1/sales/{late['id']}/explain")).json()["story"]

    (given_,) = (each for each in story if each["what"] == "sale_reattributed")
    assert given_["sentence"] == (
        f"The purchase that tells of referral {late['referral_id']} came in only then; "
        "this one was given to the same referral."
    )


async def test_what_went_back_of_it_is_told_too(house, ana, record, referral_db):
    await record(sale("2", days=9))
    back = ReportedRefund(
        source="till",
        sale_external_id="2",
        external_id="r1",
        amount=usd(2000),
        occurred_at=NOON,
        reported_at=NOON,
    )
    async with referral_db.begin([house.business_id]) as session:
        await record_refunds([RefundReport(house.business_id, back)], session=session)

    await record(sale("1", codes=("ANA20",)))

    (told,) = await said(referral_db, SaleReattributed)
    assert (told.sale.net, told.net) == (usd(7990), usd(5990))


async def test_what_a_person_decided_stays(house, ana, record, referral_db):
    await record(sale("2", days=9))
    late = await of(house, "2")
    for code in ("CARL20", None):
        await house.post(f"/v1/sales/{late['id']}/attribute", {"code": code})

    await record(sale("1", codes=("ANA20",)))

    assert (await of(house, "2"))["referral_id"] is None
    assert len(await said(referral_db, SaleReattributed)) == 2


@pytest.mark.parametrize("days", [-0.1, 31])
async def test_what_was_bought_before_or_after_the_window_stays_nobodys(
    house, ana, record, referral_db, days
):
    await record(sale("2", days=days))
    await record(sale("1", codes=("ANA20",)))

    other = await of(house, "2")
    assert other["referral_id"] is None
    assert other["is_new"] == (days < 0)
    assert await said(referral_db, SaleReattributed) == []


async def test_a_first_purchase_is_the_first_however_late_it_comes(house, ana, record, referral_db):
    await record(sale("2", days=31))
    await record(sale("1", codes=("ANA20",)))

    *_, closed = await said(referral_db, SaleClosed)
    assert (closed.number, closed.is_new) == (1, True)
    assert ((await of(house, "2"))["number"], (await of(house, "2"))["is_new"]) == (2, False)


async def test_nobody_is_new_twice_whose_code_was_told_already(house, ana, record, referral_db):
    await record(sale("2", days=1, codes=("ANA20",)))
    await record(sale("1", codes=("ANA20",)))

    told = [(each.number, each.is_new) for each in await said(referral_db, SaleClosed)]
    assert told == [(1, True), (2, False)]


async def test_looking_for_repeats_takes_a_constant_number_of_statements(
    house, ana, record, statements
):
    def pairs(prefix, size):
        names = [f"{prefix}{n}" for n in range(size)]
        later = [sale(f"{n}-2", days=2, buyer=f"{n}@buyers.example") for n in names]
        first = [sale(n, buyer=f"{n}@buyers.example", codes=("ANA20",)) for n in names]
        return later, first

    counted = []
    for prefix, size in (("one", 1), ("many", 30)):
        later, first = pairs(prefix, size)
        await record(*later)
        with statements() as executed:
            await record(*first)
        counted.append(len(executed))

    assert counted[0] == counted[1]
    assert (await of(house, "many7-2"))["referral_id"] is not None


def story(prefix):
    """Two who refer Ben one after the other, and what he bought around that."""
    return [
        sale(f"{prefix}-ana", buyer=f"{prefix}@buyers.example", codes=("ANA20",)),
        sale(f"{prefix}-same-day", buyer=f"{prefix}@buyers.example", days=0.1),
        sale(f"{prefix}-third", buyer=f"{prefix}@buyers.example", days=3),
        sale(f"{prefix}-test", buyer=f"{prefix}@buyers.example", days=4, test=True),
        sale(f"{prefix}-carl", buyer=f"{prefix}@buyers.example", days=10, codes=("CARL20",)),
        sale(f"{prefix}-fourth", buyer=f"{prefix}@buyers.example", days=12),
        sale(f"{prefix}-late", buyer=f"{prefix}@buyers.example", days=40),
    ]


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(data=st.data())
async def test_any_order_of_sales_ends_with_the_same_referrals(
    house, ana, record, referral_db, data
):
    prefix = f"any{next(NUMBERS)}"
    people = {
        name: (await house.get(f"/v1/codes/{code}")).json()["person_id"]
        for name, code in (("ana", "ANA20"), ("carl", "CARL20"))
    }
    before = await counted(referral_db, house, people)
    left = data.draw(st.permutations(story(prefix)))
    while left:
        size = data.draw(st.integers(1, len(left)))
        batch, left = left[:size], left[size:]
        await record(*batch)

    shown = {name: await of(house, f"{prefix}-{name}") for name in ENDS}
    who = {id: code for code, id in people.items()}
    ends = {name: who.get(await referrer(house, each)) for name, each in shown.items()}
    assert ends == ENDS
    last = {}
    for kind in (SaleClosed, SaleReattributed):
        for event in await said(referral_db, kind):
            last[event.subject] = event.sale if kind is SaleReattributed else event
    for each in shown.values():
        told = last[each["id"]].referral
        assert (ids.show("ref", told.referral_id) if told else None) == each["referral_id"]
    real = [each for name, each in shown.items() if name != "test"]
    referred = [each["number"] for each in real if each["referral_id"]]
    assert len(set(referred)) == len(referred)
    assert [each["number"] for each in real if each["is_new"]] == [1]
    after = await counted(referral_db, house, people)
    assert {code: after[code] - before[code] for code in people} == {"ana": 3, "carl": 2}


async def referrer(house, shown):
    if shown["referral_id"] is None:
        return None
    return (await house.get(f"/v1/referrals/{shown['referral_id']}")).json()["referrer_id"]


ENDS = {
    "ana": "ana",
    "same-day": "ana",
    "third": "ana",
    "test": "ana",
    "carl": "carl",
    "fourth": "carl",
    "late": None,
}


async def counted(db, house, people):
    async with db.begin([house.business_id]) as session:
        rows = await session.execute(
            text("select referrer_id, count from referrer_sales where period = 'ever'")
        )
        found = {ids.show("per", row.referrer_id): row.count for row in rows}
    return {code: found.get(id, 0) for code, id in people.items()}
