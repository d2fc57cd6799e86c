"""Sales by REST: the same as by webhook."""

import asyncio

import pytest
from tests.referral_api.people import ana_joins
from tests.referral_api.said import said

from goodword import ids
from goodword.events import ProviderReported, SaleClosed, SaleCorrected, SaleRefunded


def usd(minor):
    return {"minor": minor, "currency": "USD"}


SALE = {
    "source": "till",
    "external_id": "7",
    "occurred_at": "2026-03-05T12:00:00Z",
    "gross": {"minor": 9130, "currency": "USD"},
    "net": {"minor": 7990, "currency": "USD"},
    "buyer_ref": {"email": "Ben@Buyers.example", "name": {"given": "Ben"}},
    "codes": ["ana20"],
    "items": [{"product_id": "oil", "quantity": 2, "amount": {"minor": 7990, "currency": "USD"}}],
    "tags": ["spring"],
    "metadata": {"till": "3"},
}
REFUND = {
    "external_id": "r1",
    "amount": {"minor": 2000, "currency": "USD"},
    "occurred_at": "2026-03-06T12:00:00Z",
    "reason": "cracked",
}


async def test_a_sale_is_reported_matched_and_read(house, referral_db):
    ana = await ana_joins(house)

    made = await house.post("/v1/sales", SALE)

    assert made.status_code == 201
    sale = made.json()
    assert sale["participant_id"] == ana["id"]
    assert (sale["number"], sale["is_new"]) == (1, True)
    assert sale["net"] == sale["original_net"] == SALE["net"]
    assert (sale["net_basis"], sale["metadata"]) == ("goods", {"till": "3"})
    assert sale["items"] == SALE["items"]
    assert sale["refunds"] == []
    buyer = (await house.get(f"/v1/people/{sale['buyer_id']}")).json()
    assert buyer["emails"] == ["ben@buyers.example"]
    assert (await house.get(f"/v1/sales/{sale['id']}")).json() == sale
    (closed,) = await said(referral_db, SaleClosed)
    assert closed.tags == ("spring",)


async def test_a_newer_version_of_a_sale_replaces_an_older(house, referral_db):
    at = {"updated_at": "2026-03-05T13:00:00Z"}
    await house.post("/v1/sales", SALE)

    newer = await house.post("/v1/sales", SALE | at | {"net": usd(6990), "tags": ["edited"]})
    older = await house.post("/v1/sales", SALE | {"updated_at": "2026-03-05T12:30:00Z"})

    assert (newer.status_code, newer.json()["net"]) == (200, usd(6990))
    assert (newer.json()["version"], newer.headers["ETag"]) == (2, '"2"')
    assert older.json() == newer.json()
    (told,) = await said(referral_db, SaleCorrected)
    assert told.net.minor == 6990


async def test_what_is_paid_in_parts_is_a_sale_when_all_is_paid(house, referral_db):
    first = await house.post("/v1/sales", SALE | {"paid": usd(3000)})
    listed = (await house.get("/v1/sales")).json()["data"]
    whole = await house.post("/v1/sales", SALE | {"paid": usd(9130)})
    wrong = await house.post("/v1/sales", SALE | {"paid": usd(9131)})

    assert (first.status_code, listed) == (202, [])
    assert first.json()["object"] == "part_payment"
    assert first.json()["paid"] == usd(3000)
    assert "it counts when all of it is" in first.json()["sentence"]
    assert whole.status_code == 201
    assert [each["paid"] for each in whole.json()["parts"]] == [usd(3000)]
    assert wrong.status_code == 422
    assert len(await said(referral_db, SaleClosed)) == 1


@pytest.mark.parametrize(
    ("currency", "net", "back"), [("JPY", 7990, 2000), ("EUR", 7990, 1), ("KWD", 79905, 20001)]
)
async def test_currencies_are_exact_to_their_own_decimals(house, referral_db, currency, net, back):
    def money(minor):
        return {"minor": minor, "currency": currency}

    sale = await house.post("/v1/sales", SALE | {"gross": money(net + 5), "net": money(net)})
    path = f"/v1/sales/{sale.json()['id']}/refunds"

    left = (await house.post(path, REFUND | {"amount": money(back)})).json()

    assert (left["net"], left["refunded_total"]) == (money(net - back), money(back))
    (told,) = await said(referral_db, SaleRefunded)
    assert told.net.model_dump() == money(net - back)


async def test_the_same_sale_reported_at_once_is_one(house, referral_db):
    answers = await asyncio.gather(*[house.post("/v1/sales", SALE) for _ in range(5)])

    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [201]
    assert len(await said(referral_db, SaleClosed)) == 1


async def test_a_repeat_with_its_key_gets_the_same_answer(house, referral_db):
    key = {"Idempotency-Key": "k1"}
    first = await house.post("/v1/sales", SALE, headers=key)

    again = await house.post("/v1/sales", SALE, headers=key)

    assert again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_a_buyer_is_given_by_id(house):
    person = (await house.post("/v1/people", {"emails": ["ben@buyers.example"]})).json()

    by_id = await house.post("/v1/sales", SALE | {"buyer_ref": person["id"]})
    nobody = await house.post(
        "/v1/sales", SALE | {"external_id": "8", "buyer_ref": ids.show("per", ids.new())}
    )

    assert by_id.json()["buyer_id"] == person["id"]
    assert (nobody.status_code, nobody.json()["code"]) == (422, "person_unknown")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"colour": "red"}, "/colour"),
        ({"gross": {"minor": 1.5, "currency": "USD"}}, "/gross/minor"),
        ({"gross": None}, "/gross"),
        ({"occurred_at": "2026-03-05"}, "/occurred_at"),
        ({"source": "a\0b"}, "/source"),
        ({"codes": ["x"] * 21}, "/codes"),
        ({"buyer_ref": {"email": "nobody"}}, "/buyer_ref/email"),
        ({"buyer_ref": "per_nobody"}, "/buyer_ref"),
        ({"buyer_ref": {"shoe_size": 43}}, "/buyer_ref/shoe_size"),
        ({"items": [{"quantity": -1}]}, "/items/0/quantity"),
    ],
)
async def test_what_is_wrong_is_pointed_at(house, change, pointer):
    refused = await house.post("/v1/sales", SALE | change)

    assert refused.status_code == 422
    assert pointer in [each["pointer"] for each in refused.json()["errors"]]


async def test_a_whole_float_is_a_whole_number(house):
    made = await house.post("/v1/sales", SALE | {"gross": {"minor": 9130.0, "currency": "USD"}})

    assert made.json()["gross"]["minor"] == 9130


async def test_refunds_lower_the_net_and_one_that_fails_raises_it_again(house, referral_db):
    sale = (await house.post("/v1/sales", SALE)).json()
    path = f"/v1/sales/{sale['id']}/refunds"

    refunded = await house.post(path, REFUND)
    again = await house.post(path, REFUND)
    failed = await house.post(path, REFUND | {"status": "failed"})

    assert (refunded.status_code, again.status_code, failed.status_code) == (201, 200, 200)
    assert again.json() == refunded.json()
    assert refunded.json()["net"]["minor"] == again.json()["net"]["minor"] == 5990
    (shown,) = refunded.json()["refunds"]
    assert (shown["external_id"], shown["reason"], shown["status"]) == (
        "r1",
        "cracked",
        "succeeded",
    )
    assert failed.json()["net"]["minor"] == 7990
    told = await said(referral_db, SaleRefunded)
    assert [each.refunded_total.minor for each in told] == [2000, 0]


async def test_a_refund_that_cannot_be_is_refused(house):
    sale = (await house.post("/v1/sales", SALE)).json()

    foreign = await house.post(
        f"/v1/sales/{sale['id']}/refunds",
        REFUND | {"amount": {"minor": 1, "currency": "EUR"}},
    )
    unknown = await house.post(f"/v1/sales/{ids.show('sal', ids.new())}/refunds", REFUND)

    assert (foreign.status_code, foreign.json()["code"]) == (422, "currency_differs")
    assert unknown.status_code == 404


async def test_sales_and_referrals_are_listed_by_exact_fields(house):
    await ana_joins(house)
    first = (await house.post("/v1/sales", SALE)).json()
    other = SALE | {"external_id": "8", "codes": [], "test": True, "buyer_ref": None}
    await house.post("/v1/sales", other)

    async def found(path, **filters):
        return [each["id"] for each in (await house.get(path, **filters)).json()["data"]]

    assert len(await found("/v1/sales")) == 2
    assert await found("/v1/sales", external_id="7") == [first["id"]]
    assert await found("/v1/sales", referral_id=first["referral_id"]) == [first["id"]]
    assert await found("/v1/sales", test="false", source="till") == [first["id"]]
    assert await found("/v1/sales", buyer_id=first["buyer_id"]) == [first["id"]]
    assert await found("/v1/sales", referred="true") == [first["id"]]
    assert len(await found("/v1/sales", referred="false")) == 1
    assert await found("/v1/sales", created_before=first["created_at"]) == []
    assert await found("/v1/referrals", status="won") == [first["referral_id"]]
    assert await found("/v1/referrals", prospect_id=first["buyer_id"]) == [first["referral_id"]]
    assert await found("/v1/referrals", status="lost") == []


async def test_nothing_of_another_business_is_seen_or_changed(house, open_house):
    other = await open_house(slug="green-door")
    await ana_joins(house)
    sale = (await house.post("/v1/sales", SALE)).json()

    answers = [
        await other.get(f"/v1/sales/{sale['id']}"),
        await other.post(f"/v1/sales/{sale['id']}/refunds", REFUND),
        await other.get(f"/v1/referrals/{sale['referral_id']}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert (await other.get("/v1/sales")).json()["data"] == []
    assert (await other.post("/v1/sales", SALE)).json()["referral_id"] is None
    foreign = SALE | {"external_id": "9", "buyer_ref": sale["buyer_id"]}
    assert (await other.post("/v1/sales", foreign)).status_code == 422


@pytest.mark.parametrize("at", ["2026-03-02T10:00:00-21:29", "0129-06-27T11:16:12+23:59"])
async def test_an_offset_that_postgres_does_not_read_is_one(house, at):
    sale = (await house.post("/v1/sales", SALE | {"occurred_at": at})).json()

    back = await house.post(f"/v1/sales/{sale['id']}/refunds", REFUND | {"occurred_at": at})

    assert back.status_code == 201, back.text


async def test_a_moment_before_the_first_year_is_refused(house):
    answer = await house.post("/v1/sales", SALE | {"occurred_at": "0001-01-01T00:00:00+01:00"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/occurred_at"


MINTED = "SHOP-7K3M-0ABC-1DEF-2GHJ"


async def test_a_code_that_we_minted_is_reported_by_its_hash_and_is_nobodys_referral(
    house, referral_db, tools
):
    ana = await ana_joins(house)
    code = {"codes": [MINTED.lower(), "SUMMER24"]}
    alone = await house.post("/v1/sales", SALE | code)
    with_anas = {"codes": ["ana20", MINTED], "external_id": "8"}
    both = await house.post(
        "/v1/sales", SALE | with_anas | {"buyer_ref": {"phone": "+13055550123"}}
    )
    tried = SALE | code | {"external_id": "9", "test": True}
    test = await house.post("/v1/sales", tried)

    assert [one.status_code for one in (alone, both, test)] == [201] * 3
    assert alone.json()["participant_id"] is None
    assert both.json()["participant_id"] == ana["id"]
    told = await said(referral_db, ProviderReported)
    assert [(one.provider, one.object_ids) for one in told] == [
        ("ledger", (tools.hasher.minted(MINTED),))
    ] * 2


async def test_a_sale_reported_again_uses_its_code_once(house, referral_db):
    for _ in range(2):
        await house.post("/v1/sales", SALE | {"codes": [MINTED]})

    assert len(await said(referral_db, ProviderReported)) == 1
