"""Whose referrals sales are, by what the database knows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from tests.referral_api.conftest import HASH_KEY
from tests.referral_api.people import all_joined_at, ana_joins, joins
from tests.referral_api.said import said

from goodword import ids
from goodword.events import ReferralCreated, SaleClosed
from goodword.money import Money
from goodword.seal import Hasher
from referral_api.domain.people.person import Identifier
from referral_api.domain.referrals.traces import trace
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import Buyer, ReportedSale
from referral_api.use_cases.sales.record_sales import record_sales

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
HASHER = Hasher(HASH_KEY)


def sale(external_id, *, buyer="ben@buyers.example", days=0, **given):
    money = Money(minor=7990, currency="USD")
    values = {"source": "till", "external_id": external_id, "gross": money, "net": money}
    values |= {"closed_at": NOON + timedelta(days=days), "net_basis": "goods"}
    values |= {"buyer": buyer if isinstance(buyer, Buyer) else Buyer(email=buyer)}
    return ReportedSale(**values | given)


@pytest.fixture
async def ana(house, referral_db):
    made = await ana_joins(house)
    await all_joined_at(referral_db, house, NOON)
    return made


@pytest.fixture
def record(house, referral_db):
    async def all_at_once(*sales, of=house):
        async with referral_db.begin([of.business_id]) as session:
            reports = [SaleReport(of.business_id, each) for each in sales]
            return await record_sales(reports, session=session, hasher=HASHER)

    return all_at_once


async def of(house, external_id):
    (found,) = (await house.get("/v1/sales", external_id=external_id)).json()["data"]
    return found


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_referred_client_who_comes_again_needs_no_code(house, ana, record, at_once):
    first, again = sale("1", codes=("ANA20",)), sale("2", days=30)
    for batch in [(first, again)] if at_once else [(first,), (again,)]:
        await record(*batch)

    one, two = await of(house, "1"), await of(house, "2")
    assert one["referral_id"] == two["referral_id"]
    assert two["participant_id"] == ana["id"]
    assert (two["number"], two["match"]["by"]) == (2, "email")
    (referral,) = (await house.get("/v1/referrals")).json()["data"]
    assert len(referral["sale_ids"]) == 2
    assert referral["window_ends_at"] == "2026-04-05T00:00:00Z"


async def test_after_the_window_a_purchase_is_nobodys_and_says_why(house, ana, record, referral_db):
    await record(sale("1", codes=("ANA20",)))
    await record(sale("2", days=31))

    late = await of(house, "2")
    assert late["referral_id"] is None
    assert [each["outcome"] for each in late["match"]["candidates"]] == ["outside_window"]
    *_, closed = await said(referral_db, SaleClosed)
    assert closed.referral is None


async def test_what_told_who_the_buyer_is_is_said(house, ana, record):
    await record(
        sale("1", codes=("ANA20",), buyer=Buyer(email="b@x.example", phone="+12015550123"))
    )
    await record(sale("2", buyer=Buyer(external_id=("shopify", "77"), phone="+12015550123")))
    await record(sale("3", buyer=Buyer(external_id=("shopify", "77"))))

    assert (await of(house, "2"))["match"]["by"] == "phone"
    assert (await of(house, "3"))["match"]["by"] == "external_id"


async def test_conflicts_are_kept_with_the_sale(house, ana, record, referral_db):
    await joins(house, ana["program_id"], "CARL20", "carl@friends.example")
    await all_joined_at(referral_db, house, NOON)

    await record(sale("1", codes=("CARL20", "ANA20"), link_code="ANA20"))

    match = (await of(house, "1"))["match"]
    assert match["conflicts"] == ["several_codes"]
    outcomes = [(each["value"], each["outcome"]) for each in match["candidates"]]
    assert outcomes == [("CARL20", "chosen"), ("ANA20", "passed_over"), ("ANA20", "passed_over")]


async def test_an_own_code_is_told_as_a_self_referral(house, ana, record, referral_db):
    await record(sale("1", buyer="ana@friends.example", codes=("ANA20",)))

    kept = await of(house, "1")
    assert kept["match"]["conflicts"] == ["self_referral"]
    (closed,) = await said(referral_db, SaleClosed)
    assert closed.referral.referrer_id == closed.client_id


async def test_a_test_order_wins_nothing_and_the_real_one_does(house, ana, record, referral_db):
    await record(sale("t", codes=("ANA20",), test=True))
    (before,) = (await house.get("/v1/referrals")).json()["data"]
    await record(sale("1", codes=("ANA20",)))
    (after,) = (await house.get("/v1/referrals")).json()["data"]

    assert (before["status"], after["status"]) == ("named", "won")
    assert after["id"] == before["id"]
    tested, closed = await said(referral_db, SaleClosed)
    assert (tested.test, closed.test) == (True, False)
    assert len(await said(referral_db, ReferralCreated)) == 1


async def test_the_traces_of_an_erased_prospect_still_find_their_referral(
    house, ana, record, referral_db, open_house
):
    await record(sale("1", codes=("ANA20",)))
    (referral,) = (await house.get("/v1/referrals")).json()["data"]
    email = Identifier("email", "", "ben@buyers.example")
    async with referral_db.begin([house.business_id]) as session:
        # As erasing leaves it: nobody has the address any more, and the referral has its hash.
        await session.execute(text("delete from person_identifier where kind = 'email'"))
        row = {
            "business_id": house.business_id,
            "hash": trace(HASHER, house.business_id, email),
            "referral_id": ids.read("ref", referral["id"]),
        }
        insert = "insert into prospect_trace values (:business_id, :hash, :referral_id, 'email')"
        await session.execute(text(insert), row)

    await record(sale("2", days=1))
    other = await open_house(slug="green-door")
    await record(sale("2", days=1), of=other)

    found = await of(house, "2")
    assert (found["referral_id"], found["match"]["by"]) == (referral["id"], "email")
    assert found["buyer_id"] != referral["prospect_id"]
    assert (await of(other, "2"))["referral_id"] is None


async def test_what_two_businesses_know_by_the_same_ids_never_meets(
    house, ana, record, open_house, referral_db
):
    other = await open_house(slug="green-door")
    await record(sale("1", codes=("ANA20",)))

    await record(sale("1", codes=("ANA20",)), sale("2"), of=other)

    here, there = await of(house, "1"), await of(other, "1")
    assert here["referral_id"] is not None
    assert there["referral_id"] is None
    assert (await of(other, "2"))["match"]["candidates"] == []
    assert here["buyer_id"] != there["buyer_id"]


async def test_matching_takes_a_constant_number_of_statements(house, ana, record, statements):
    def again(prefix, count):
        return [
            sale(f"{prefix}{n}", buyer=f"b{n}@buyers.example", link_code="ANA20")
            for n in range(count)
        ]

    await record(*again("first", 40))
    with statements() as one:
        await record(*again("one", 1))
    with statements() as many:
        await record(*again("many", 40))

    assert len(many) == len(one) <= 25
