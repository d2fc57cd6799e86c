"""Sales with the referral behind them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tests.referral_api.conftest import HASH_KEY
from tests.referral_api.people import all_joined_at, ana_joins, joins
from tests.referral_api.said import said

from goodword import ids
from goodword.database import is_retryable
from goodword.events import PersonChanged, ReferralCreated, SaleClosed
from goodword.money import Money
from goodword.seal import Hasher
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import Buyer, Item, ReportedSale
from referral_api.use_cases.sales import record_sales as recording
from referral_api.use_cases.sales.record_sales import LostRaceError, record_sales

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def usd(minor):
    return Money(minor=minor, currency="USD")


def sale(external_id, *, buyer="ben@buyers.example", net=7990, days=0, home=None, **given):
    return ReportedSale(
        source="till",
        external_id=external_id,
        closed_at=NOON + timedelta(days=days),
        gross=usd(9130),
        net=usd(net),
        net_basis="goods",
        buyer=Buyer(email=buyer, home=home) if buyer else Buyer(),
        **given,
    )


@pytest.fixture
def record(house, referral_db):
    async def all_at_once(*sales):
        async with referral_db.begin([house.business_id]) as session:
            reports = [SaleReport(house.business_id, each) for each in sales]
            return await record_sales(reports, session=session, hasher=Hasher(HASH_KEY))

    return all_at_once


async def test_a_code_brings_the_referral_to_light(house, record, referral_db):
    ana = await ana_joins(house)
    await all_joined_at(referral_db, house, NOON)

    (recorded,) = await record(
        sale("1", codes=("ana20",), items=(Item(product_id="oil", quantity=2),))
    )

    assert recorded.is_fresh
    (created,) = await said(referral_db, ReferralCreated)
    (closed,) = await said(referral_db, SaleClosed)
    assert (created.referral_class, created.how) == ("passive_lead", "code")
    assert ids.show("per", created.referrer_id) == ana["person_id"]
    assert created.prospect_id == closed.client_id
    assert closed.referral.referral_id == created.referral_id
    assert (closed.referral.match, closed.referral.channel) == ("code", "code")
    assert closed.referral.program_version == 1
    assert closed.referral.shared_at == NOON
    assert closed.product_ids == ("oil",)
    assert closed.is_new
    assert closed.number == 1
    (shown,) = (await house.get("/v1/referrals")).json()["data"]
    assert (shown["status"], shown["class"]) == ("won", "passive_lead")
    assert shown["sale_ids"] == [ids.show("sal", recorded.sale_id)]
    kept = (await house.get(f"/v1/sales/{shown['sale_ids'][0]}")).json()
    assert kept["referral_id"] == shown["id"]
    assert kept["match"]["sentence"] == "The buyer gave the code ANA20."


async def test_the_buyer_becomes_a_client_and_a_prospect(house, record, referral_db):
    await ana_joins(house)

    await record(sale("1", codes=("ANA20",)))

    *_, ben = await said(referral_db, PersonChanged)
    assert ben.emails == ("ben@buyers.example",)
    assert ben.roles == ("client", "prospect")


async def test_without_a_referral_a_sale_is_kept_and_told_too(house, record, referral_db):
    await record(sale("1", codes=("SUMMER",)))

    (closed,) = await said(referral_db, SaleClosed)
    assert closed.referral is None
    assert await said(referral_db, ReferralCreated) == []
    (shown,) = (await house.get("/v1/sales")).json()["data"]
    assert shown["match"]["sentence"] == "No participant belongs to SUMMER."


async def test_a_sale_is_recorded_once_in_and_across_batches(house, record, referral_db):
    first, again = await record(sale("1"), sale("1", net=1))
    (later,) = await record(sale("1", net=2))

    assert (first.is_fresh, again.is_fresh, later.is_fresh) == (True, False, False)
    assert first.sale_id == again.sale_id == later.sale_id
    (closed,) = await said(referral_db, SaleClosed)
    assert closed.net == usd(7990)


async def test_sales_to_a_client_are_numbered_and_only_the_first_is_new(house, record, referral_db):
    await record(sale("1"), sale("2"), sale("t", test=True), sale("3"))
    await record(sale("4"), sale("x", buyer="eve@buyers.example"))

    closed = await said(referral_db, SaleClosed)
    assert [(each.number, each.is_new) for each in closed] == [
        (1, True),
        (2, False),
        (3, False),
        (3, False),
        (4, False),
        (1, True),
    ]
    assert [each.test for each in closed] == [False, False, True, False, False, False]


async def test_who_was_a_client_elsewhere_before_is_not_new(house, record, referral_db):
    await house.post(
        "/v1/people",
        {"emails": ["ben@buyers.example"], "first_purchase_at": "2020-01-01T00:00:00Z"},
    )

    await record(sale("1"))

    (closed,) = await said(referral_db, SaleClosed)
    assert (closed.number, closed.is_new) == (1, False)


async def test_a_test_makes_nobody_a_client_and_counts_for_nobody(house, record, referral_db):
    await ana_joins(house)

    await record(sale("t", codes=("ANA20",), test=True))
    await record(sale("1", codes=("ANA20",)))

    tested, closed = await said(referral_db, SaleClosed)
    assert (tested.test, tested.number, tested.is_new) == (True, 1, True)
    assert (closed.number, closed.is_new, closed.referrer_sales.lifetime) == (1, True, 1)


async def test_a_referrers_sales_are_counted_in_the_business_time_zone(
    open_house, referral_db, visitor
):
    house = await open_house(time_zone="America/New_York", slug="new-york")
    await ana_joins(house)

    def by(number, **given):
        return sale(number, buyer=f"b{number}@buyers.example", codes=("ANA20",), **given)

    async with referral_db.begin([house.business_id]) as session:
        # March 31, 20:00 and April 1, 20:00 in New York: both are April in UTC.
        late = [by("1", days=27 - 0.5), by("2", days=27.5), by("3", days=28), by("4", days=365)]
        reports = [SaleReport(house.business_id, each) for each in late]
        await record_sales(reports, session=session, hasher=Hasher(HASH_KEY))

    counts = [each.referrer_sales for each in await said(referral_db, SaleClosed)]
    assert [each.in_month for each in counts] == [1, 1, 2, 1]
    assert [each.in_year for each in counts] == [1, 2, 3, 1]
    assert [each.lifetime for each in counts] == [1, 2, 3, 4]


async def test_counts_hold_when_many_record_at_once(house, record, referral_db):
    await ana_joins(house)

    await asyncio.gather(
        *[record(sale(f"{n}", buyer=f"b{n}@buyers.example", codes=("ANA20",))) for n in range(8)],
    )

    counts = [each.referrer_sales.lifetime for each in await said(referral_db, SaleClosed)]
    assert sorted(counts) == list(range(1, 9))


async def test_the_same_buyer_in_many_transactions_is_one_client(house, record, referral_db):
    await asyncio.gather(*[record(sale(f"{number}")) for number in range(6)])

    closed = await said(referral_db, SaleClosed)
    assert len({each.client_id for each in closed}) == 1
    assert sorted(each.number for each in closed) == [1, 2, 3, 4, 5, 6]
    assert sum(each.is_new for each in closed) == 1


async def test_further_sales_belong_to_the_same_referral(house, record, referral_db):
    await ana_joins(house)

    await record(sale("1", codes=("ANA20",)), sale("2", codes=("ANA20",)))
    await record(sale("3", codes=("ANA20",)))

    (created,) = await said(referral_db, ReferralCreated)
    closed = await said(referral_db, SaleClosed)
    assert {each.referral.referral_id for each in closed} == {created.referral_id}
    (shown,) = (await house.get("/v1/referrals")).json()["data"]
    assert len(shown["sale_ids"]) == 3


async def test_each_referrer_and_program_has_a_referral_of_its_own(house, record, referral_db):
    ana = await ana_joins(house)
    await joins(house, ana["program_id"], "CARL20", "carl@friends.example")
    await all_joined_at(referral_db, house, NOON)

    await record(sale("1", codes=("ANA20",)), sale("2", codes=("CARL20",)))

    assert len(await said(referral_db, ReferralCreated)) == 2


async def test_a_referrer_who_buys_has_a_tenure(house, record, referral_db):
    await ana_joins(house)

    await record(sale("1", buyer="ana@friends.example", days=-100))
    await record(sale("2", codes=("ANA20",)))

    closed = await said(referral_db, SaleClosed)
    assert closed[1].referrer_tenure_days == 100


async def test_who_uses_their_own_code_is_told_as_it_is(house, record, referral_db):
    await ana_joins(house)

    await record(sale("1", buyer="ana@friends.example", codes=("ANA20",)))

    (closed,) = await said(referral_db, SaleClosed)
    assert closed.referral.referrer_id == closed.client_id


async def test_somebody_unknown_bought_too(house, record, referral_db):
    await record(sale("1", buyer=None), sale("2", buyer=None), sale("3", buyer="no address"))
    await record(sale("1", buyer=None))

    closed = await said(referral_db, SaleClosed)
    assert len({each.client_id for each in closed}) == 3
    assert {each.number for each in closed} == {1}


async def test_whoever_loses_a_race_is_told_to_try_again(house, record, referral_db, monkeypatch):
    async def nothing_known(session, keys):
        return {}

    await record(sale("1"))
    monkeypatch.setattr(recording, "known_sales", nothing_known)

    with pytest.raises(LostRaceError) as lost:
        await record(sale("1"), sale("2"))

    assert is_retryable(lost.value)
    assert len(await said(referral_db, SaleClosed)) == 1


async def test_a_batch_takes_a_constant_number_of_statements(house, record, statements):
    await ana_joins(house)

    def some(first, count):
        return [
            sale(f"{n}", buyer=f"b{n}@buyers.example", codes=("ANA20",))
            for n in range(first, first + count)
        ]

    with statements() as one:
        await record(*some(0, 1))
    with statements() as many:
        await record(*some(1, 50))

    assert len(many) == len(one)
    assert len(many) < 25


async def test_a_sale_tells_by_hashes_who_lives_with_its_referrer(house, record, referral_db):
    await ana_joins(house, email="ana@friends.example")
    await all_joined_at(referral_db, house, NOON)
    await record(sale("1", buyer="ana@friends.example", home="miller/12main/33101/us"))
    await record(sale("2", buyer="ana@friends.example"))

    await record(
        sale("3", codes=("ana20",), home="miller/12main/33101/us"),
        sale("4", codes=("ana20",), buyer="cleo@buyers.example", home="cole/9oak/33101/us"),
        sale("5", codes=("ana20",), buyer="dan@buyers.example"),
    )

    told = {one.client_id: one for one in (await said(referral_db, SaleClosed))[2:]}
    same, other, unknown = told.values()
    hashed = Hasher(HASH_KEY).household(house.business_id, "miller/12main/33101/us")
    assert same.household == same.referrer_household == (hashed,)
    assert other.referrer_household == unknown.referrer_household == (hashed,)
    assert len(other.household) == 1
    assert other.household != same.household
    assert unknown.household == ()
    assert "12main" not in same.model_dump_json()


async def test_the_same_home_is_another_households_in_another_business(open_house):
    one, other = await open_house(), await open_house()

    hashes = {Hasher(HASH_KEY).household(each.business_id, "miller") for each in (one, other)}

    assert len(hashes) == 2
