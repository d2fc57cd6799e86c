"""A person gives a sale to another referral, or takes it from one."""

from datetime import UTC, datetime

import pytest
from tests.referral_api.people import ana_joins, joins
from tests.referral_api.said import said

from goodword import ids
from goodword.events import ReferralCreated, SaleReattributed
from referral_api.domain.businesses.api_keys import Scope
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key

MONEY = {"minor": 7990, "currency": "USD"}


@pytest.fixture
async def ana(house):
    return await ana_joins(house)


@pytest.fixture
async def carl(house, ana):
    return await joins(house, ana["program_id"], "CARL20", "carl@friends.example")


async def a_sale(house, external_id="1", **given):
    body = {"source": "till", "external_id": external_id, "gross": MONEY}
    body |= {"occurred_at": datetime.now(UTC).isoformat()}
    body |= {"buyer_ref": {"email": "ben@buyers.example"}}
    made = await house.post("/v1/sales", body | given)
    assert made.status_code == 201, made.text
    return made.json()


async def give(house, sale, **to):
    return await house.post(f"/v1/sales/{sale['id']}/attribute", to)


async def test_a_sale_is_given_to_the_participant_of_a_code(house, ana, carl, referral_db):
    sale = await a_sale(house, codes=["ANA20"])

    given = await give(house, sale, code="carl20")

    now = given.json()
    assert (given.status_code, now["participant_id"]) == (200, carl["id"])
    assert now["referral_id"] != sale["referral_id"]
    assert now["match"]["by"] == "manual"
    assert now["match"]["sentence"] == "A person gave the sale to CARL20."
    outcomes = [(each["by"], each["outcome"]) for each in now["match"]["candidates"]]
    assert outcomes == [("manual", "chosen"), ("code", "passed_over")]
    (kept,) = now["attributions"]
    assert kept["actor"].startswith("key_")
    assert (kept["from_referral_id"], kept["to_referral_id"]) == (
        sale["referral_id"],
        now["referral_id"],
    )
    assert (kept["by_before"], kept["sentence_before"]) == (
        "code",
        "The buyer gave the code ANA20.",
    )
    (told,) = await said(referral_db, SaleReattributed)
    assert ids.show("ref", told.from_referral) == sale["referral_id"]
    assert told.actor == kept["actor"]
    assert told.sale.referral.match == "manual"
    assert told.sale.referral.referrer_id == ids.read("per", carl["person_id"])
    assert (told.sale.number, told.sale.is_new, told.sale.client_id) == (
        1,
        True,
        ids.read("per", sale["buyer_id"]),
    )
    (referral,) = (await house.get("/v1/referrals", referrer_id=carl["person_id"])).json()["data"]
    assert (referral["status"], referral["sale_ids"]) == ("won", [sale["id"]])
    assert len(await said(referral_db, ReferralCreated)) == 2


async def test_a_sale_of_nobody_is_given_and_taken_and_given_back(house, ana, referral_db):
    sale = await a_sale(house)

    there = (await give(house, sale, participant_id=ana["id"])).json()
    gone = (await give(house, sale, referral_id=None)).json()
    back = (await give(house, sale, referral_id=there["referral_id"])).json()

    assert (there["participant_id"], gone["participant_id"]) == (ana["id"], None)
    assert gone["referral_id"] is None
    assert gone["match"]["sentence"] == "A person decided that nobody is to thank."
    assert back["referral_id"] == there["referral_id"]
    assert len(back["attributions"]) == 3
    told = await said(referral_db, SaleReattributed)
    assert [each.to_referral is None for each in told] == [False, True, False]
    # Given away, it counts for the referrer no more.
    assert [each.sale.referrer_sales.lifetime for each in told] == [1, 1, 1]


async def test_what_is_left_after_refunds_is_said_too(house, ana, referral_db):
    sale = await a_sale(house)
    refund = {"external_id": "r1", "amount": {"minor": 2000, "currency": "USD"}}
    refund |= {"occurred_at": datetime.now(UTC).isoformat()}
    await house.post(f"/v1/sales/{sale['id']}/refunds", refund)

    await give(house, sale, code="ANA20")

    (told,) = await said(referral_db, SaleReattributed)
    assert (told.sale.net.minor, told.net.minor) == (7990, 5990)


async def test_a_named_referral_is_won_by_a_sale_that_is_given_to_it(house, ana, carl):
    body = {"program_id": ana["program_id"], "referrer_ref": carl["person_id"]}
    body |= {"prospect_ref": {"email": "ben@buyers.example"}, "permission": True}
    named = (await house.post("/v1/referrals", body)).json()
    sale = await a_sale(house, codes=["ANA20"])

    given = (await give(house, sale, referral_id=named["id"])).json()

    assert given["referral_id"] == named["id"]
    steps = (await house.get(f"/v1/referrals/{named['id']}/history")).json()["data"]
    assert [each["status"] for each in steps] == ["named", "won"]
    assert steps[1]["actor"].startswith("key_")


async def test_where_it_belongs_already_nothing_happens(house, ana, referral_db):
    sale = await a_sale(house, codes=["ANA20"])

    given = await give(house, sale, code="ANA20")

    assert given.json() == sale
    assert await said(referral_db, SaleReattributed) == []


async def test_what_cannot_be_is_refused(house, ana, carl, open_house):
    other = await open_house(slug="green-door")
    own = await a_sale(house, buyer_ref={"email": "ana@friends.example"})
    sale = await a_sale(house, "2", codes=["ANA20"])
    body = {"program_id": ana["program_id"], "referrer_ref": carl["person_id"], "permission": True}
    named = (
        await house.post("/v1/referrals", body | {"prospect_ref": {"email": "d@x.example"}})
    ).json()
    withdrawn = (
        await house.post("/v1/referrals", body | {"prospect_ref": {"email": "ben@buyers.example"}})
    ).json()
    await house.post(f"/v1/referrals/{withdrawn['id']}/withdraw")

    answers = [
        await give(house, own, code="ANA20"),
        await give(house, sale, referral_id=named["id"]),
        await give(house, sale, referral_id=withdrawn["id"]),
        await give(house, sale, code="NOBODY"),
        await give(house, sale, referral_id=ids.show("ref", ids.new())),
        await give(house, sale),
        await give(house, sale, code="ANA20", participant_id=ana["id"]),
        await give(other, sale, referral_id=None),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (409, "self_referral"),
        (409, "buyer_differs"),
        (409, "illegal_transition"),
        (404, "not_found"),
        (404, "not_found"),
        (422, "invalid_request"),
        (422, "invalid_request"),
        (404, "not_found"),
    ]
    assert (await house.get(f"/v1/sales/{sale['id']}")).json() == sale


async def test_it_is_an_operators_act_on_what_they_have_seen(house, ana, referral_db):
    sale = await a_sale(house)
    scopes: tuple[Scope, ...] = ("read", "write")
    async with referral_db.begin([house.business_id]) as session:
        key = NewKey("clerk", scopes)
        _, token = await create_api_key(house.business_id, key, session=session)
    path = f"/v1/sales/{sale['id']}/attribute"

    clerk = await house.post(path, {"code": "ANA20"}, headers={"Authorization": f"Bearer {token}"})
    stale = await house.post(path, {"code": "ANA20"}, headers={"If-Match": '"7"'})
    seen = await house.post(path, {"code": "ANA20"}, headers={"If-Match": '"1"'})

    assert (clerk.status_code, clerk.json()["code"]) == (403, "missing_scope")
    assert (stale.status_code, stale.json()["code"]) == (412, "version_conflict")
    assert (seen.status_code, seen.headers["ETag"]) == (200, '"2"')
