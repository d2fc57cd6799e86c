"""People over HTTP."""

import pytest
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_person

from goodword.database import Database
from goodword.events import PersonChanged


async def test_a_person_is_new_once_and_known_from_then_on(house: House):
    body = {
        "name": {"display": "Ana Silva"},
        "emails": ["Ana@Example.com"],
        "phones": ["+1 305 555 0123"],
        "external_ids": [{"source": "shopify", "id": "77"}],
        "place": {"country": "US", "region": "FL"},
        "preferences": {"accepts": "donation_only"},
        "metadata": {"crm": "A-1"},
    }

    first = await house.post("/v1/people", body)
    again = await house.post("/v1/people", {"external_ids": [{"source": "shopify", "id": "77"}]})

    ana = first.json()
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == ana
    assert ana["emails"] == ["ana@example.com"]
    assert ana["phones"] == ["+13055550123"]
    assert ana["external_ids"] == [{"source": "shopify", "id": "77"}]
    assert (ana["place"], ana["preferences"]["accepts"]) == (
        {"country": "US", "region": "FL"},
        "donation_only",
    )
    assert (ana["metadata"], ana["roles"], ana["version"]) == ({"crm": "A-1"}, [], 1)


async def test_identifiers_of_two_people_are_a_conflict_and_change_nothing(
    referral_db: Database, house: House
):
    ana = await a_person(house, "ana@example.com")
    ben = await a_person(house, "ben@example.com")

    body = {"emails": ["ana@example.com", "ben@example.com"], "name": {"display": "Both"}}
    answer = await house.post("/v1/people", body)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "identifiers_conflict")
    assert problem["errors"][0]["pointer"] == "/emails/1"
    assert ben["id"] in problem["errors"][0]["detail"]
    assert problem["people"] == sorted([ana["id"], ben["id"]])
    assert len(await said(referral_db, PersonChanged)) == 2


async def test_a_change_replaces_the_lists_it_names(referral_db: Database, house: House):
    ana = await a_person(house, phones=["+13055550123"])

    answer = await house.patch(
        f"/v1/people/{ana['id']}", {"emails": ["z@example.com", "a@example.com"]}
    )

    changed = answer.json()
    assert answer.status_code == 200, answer.text
    assert changed["emails"] == ["z@example.com", "a@example.com"]
    assert changed["phones"] == ["+13055550123"]
    last = (await said(referral_db, PersonChanged))[-1]
    assert (last.emails, last.version) == (("z@example.com", "a@example.com"), 2)
    assert (await house.get("/v1/people", email="ana@example.com")).json()["data"] == []


async def test_somebody_elses_address_cannot_be_taken(house: House):
    ana, ben = await a_person(house), await a_person(house, "ben@example.com")

    answer = await house.patch(f"/v1/people/{ana['id']}", {"emails": ["ben@example.com"]})

    assert (answer.status_code, answer.json()["code"]) == (409, "identifiers_conflict")
    assert answer.json()["people"] == sorted([ana["id"], ben["id"]])
    assert (await house.get(f"/v1/people/{ana['id']}")).json()["emails"] == ["ana@example.com"]


async def test_nobody_becomes_unrecognisable(house: House):
    ana = await a_person(house)

    answer = await house.patch(f"/v1/people/{ana['id']}", {"emails": []})

    assert (answer.status_code, answer.json()["code"]) == (422, "no_identifier")


async def test_people_are_found_by_what_they_are_known_by(house: House):
    ana = await a_person(house, tags=["vip"], external_ids=[{"source": "shopify", "id": "7"}])
    await a_person(house, "ben@example.com")

    searches = [
        {"email": "ANA@example.com"},
        {"external_id": "shopify:7"},
        {"tag": "vip"},
        {"email": "ana@example.com", "tag": "vip"},
    ]
    found = [(await house.get("/v1/people", **search)).json()["data"] for search in searches]

    assert [[each["id"] for each in listed] for listed in found] == [[ana["id"]]] * 4


async def test_a_rep_is_somebody_who_is_known(referral_db: Database, house: House):
    rep = await a_person(house, "rep@example.com")

    ana = await a_person(house, rep_id=rep["id"])
    unknown = await house.post(
        "/v1/people", {"emails": ["x@example.com"], "rep_id": "per_01jd0000000000000000000000"}
    )

    assert ana["rep_id"] == rep["id"]
    assert (await house.get(f"/v1/people/{rep['id']}")).json()["roles"] == ["rep"]
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/rep_id")


async def test_telling_a_favourite_keeps_when_it_was_told(house: House):
    ana = await a_person(house, preferences={"favourite_restaurant": "Luigi's"})

    later = await house.patch(f"/v1/people/{ana['id']}", {"preferences": {"do_not_ask": True}})

    assert ana["preferences"]["favourites_captured_at"] is not None
    assert later.json()["preferences"] == {**ana["preferences"], "do_not_ask": True}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"emails": ["no address"]}, "/emails/0"),
        ({"phones": ["12"]}, "/phones/0"),
        ({"emails": ["a@example.com"], "nmae": "Ana"}, "/nmae"),
        ({"emails": ["a@example.com"], "time_zone": "Mars/Base"}, "/time_zone"),
        ({"emails": ["a@example.com"], "place": {"country": "USA"}}, "/place/country"),
        ({"emails": ["a@example.com"], "name": {"display": "A\u0000"}}, "/name/display"),
    ],
)
async def test_what_cannot_be_right_is_refused_with_a_pointer(
    house: House, body: dict[str, object], pointer: str
):
    answer = await house.post("/v1/people", body)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_request")
    assert [each["pointer"] for each in problem["errors"]] == [pointer]


async def test_one_mailbox_is_one_person_unless_the_business_wants_otherwise(open_house: OpenHouse):
    usual = await open_house()
    strict = await open_house(parameters={"same_mailbox_same_person": False})

    expecting = [(usual, 200, ["ana@gmail.com"]), (strict, 201, ["a.na+x@gmail.com"])]
    for house, status, emails in expecting:
        await a_person(house, "ana@gmail.com")
        again = await house.post("/v1/people", {"emails": ["A.na+x@gmail.com"]})
        assert (again.status_code, again.json()["emails"]) == (status, emails)
        found = await house.get("/v1/people", email="a.na+x@gmail.com")
        assert [each["id"] for each in found.json()["data"]] == [again.json()["id"]]


async def test_a_phone_number_without_its_country_is_one_of_the_business(open_house: OpenHouse):
    here, nowhere = await open_house(country="US"), await open_house()

    known = await here.post("/v1/people", {"phones": ["(305) 555-0123"]})
    found = await here.get("/v1/people", phone="305 555 0123")
    changed = await here.patch(f"/v1/people/{known.json()['id']}", {"phones": ["305-555-0199"]})
    refused = await nowhere.post(
        "/v1/people", {"emails": ["a@example.com"], "phones": ["(305) 555-0123"]}
    )

    assert known.json()["phones"] == ["+13055550123"]
    assert [each["id"] for each in found.json()["data"]] == [known.json()["id"]]
    assert changed.json()["phones"] == ["+13055550199"]
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/phones/0")


async def test_a_buyers_addresses_are_read_as_the_business_reads_them(open_house: OpenHouse):
    house = await open_house(country="US")
    ana = await a_person(house, "ana@gmail.com")
    ben = await a_person(house, "ben@example.com", phones=["+13055550123"])
    sale = {
        "source": "till",
        "occurred_at": "2026-03-01T10:00:00Z",
        "gross": {"minor": 7990, "currency": "USD"},
    }

    buyers = []
    for number, ref in enumerate([{"email": "a.n.a@gmail.com"}, {"phone": "(305) 555-0123"}]):
        body = {**sale, "external_id": str(number), "buyer_ref": ref}
        buyers.append((await house.post("/v1/sales", body)).json()["buyer_id"])

    assert buyers == [ana["id"], ben["id"]]


async def test_somebody_without_any_identifier_is_told_what_is_needed(house: House):
    answer = await house.post("/v1/people", {"name": {"display": "Ana"}})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "pointer": "",
            "code": "missing",
            "detail": "Give an e-mail, a phone or an external id.",
        }
    ]


async def test_a_body_that_is_no_json_object_is_told_in_our_words(house: House):
    answer = await house.http.post(
        "/v1/people", content="ana", headers={"Content-Type": "text/plain"}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "", "code": "invalid", "detail": "Give a JSON object."}
    ]
