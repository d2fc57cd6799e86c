"""Two people who are one: everything meets in the one who stays, and the other is an alias."""

from typing import Any

from sqlalchemy import text
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_participant, a_person, a_program

from goodword import ids
from goodword.database import Database
from goodword.events import ParticipantChanged, PersonChanged, SaleClosed


async def merge(house: House, alias: dict[str, Any], into: dict[str, Any]) -> dict[str, Any]:
    answer = await house.post(f"/v1/people/{alias['id']}/merge", {"into": into["id"]})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def a_sale(house: House, number: str, **more: Any) -> dict[str, Any]:
    body = {
        "source": "till",
        "external_id": number,
        "occurred_at": "2026-03-01T10:00:00Z",
        "gross": {"minor": 7990, "currency": "USD"},
        **more,
    }
    answer = await house.post("/v1/sales", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_all_that_was_known_of_both_is_known_of_the_one_who_stays(house: House):
    ana = await a_person(
        house,
        phones=["+13055550123"],
        name={"display": "Ana Silva"},
        tags=["vip"],
        metadata={"crm": "1"},
        preferences={"accepts": "anything", "favourite_restaurant": "Luigi's"},
    )
    twin = await a_person(
        house,
        "a.silva@example.com",
        external_ids=[{"source": "shopify", "id": "7"}],
        name={"display": "A. Silva"},
        tags=["b2b", "vip"],
        occupation="baker",
        metadata={"crm": "2", "pos": "9"},
        preferences={"accepts": "donation_only", "do_not_ask": True},
    )

    stays = await merge(house, twin, ana)

    assert stays["id"] == ana["id"]
    assert stays["emails"] == ["ana@example.com", "a.silva@example.com"]
    assert stays["phones"] == ["+13055550123"]
    assert stays["external_ids"] == [{"source": "shopify", "id": "7"}]
    assert (stays["name"]["display"], stays["occupation"]) == ("Ana Silva", "baker")
    assert (stays["tags"], stays["metadata"]) == (["vip", "b2b"], {"crm": "1", "pos": "9"})
    assert stays["preferences"]["accepts"] == "donation_only"
    assert stays["preferences"]["do_not_ask"] is True
    assert stays["preferences"]["favourite_restaurant"] == "Luigi's"


async def test_the_alias_tells_for_ever_who_stands_for_them(house: House):
    ana, twin = await a_person(house), await a_person(house, "twin@example.com")

    await merge(house, twin, ana)

    alias = (await house.get(f"/v1/people/{twin['id']}")).json()
    assert (alias["id"], alias["merged_into"]) == (twin["id"], ana["id"])
    listed = (await house.get("/v1/people")).json()["data"]
    assert [each["id"] for each in listed] == [ana["id"]]
    known = await house.post("/v1/people", {"emails": ["twin@example.com"], "tags": ["late"]})
    assert (known.status_code, known.json()["id"]) == (200, ana["id"])
    changed = await house.patch(f"/v1/people/{twin['id']}", {"occupation": "baker"})
    assert (changed.json()["id"], changed.json()["occupation"]) == (ana["id"], "baker")


async def test_what_names_the_alias_by_id_speaks_of_who_stands_for_them(house: House):
    ana, twin = await a_person(house), await a_person(house, "twin@example.com")
    await merge(house, twin, ana)

    sale = await a_sale(house, "1", buyer_ref=twin["id"])
    joined = await a_participant(house, person_ref=twin["id"])
    led = await a_person(house, "ben@example.com", rep_id=twin["id"])

    assert (sale["buyer_id"], joined["person_id"], led["rep_id"]) == (ana["id"],) * 3


async def test_everybody_is_told_of_both(referral_db: Database, house: House):
    ana, twin = await a_person(house), await a_person(house, "twin@example.com")

    await merge(house, twin, ana)

    last = {each.person_id: each for each in await said(referral_db, PersonChanged)}
    stays, alias = (last[ids.read("per", each["id"])] for each in (ana, twin))
    assert (stays.merged_into, alias.merged_into) == (None, stays.person_id)
    assert (stays.emails, alias.emails) == (("ana@example.com", "twin@example.com"), ())


async def test_merging_into_an_alias_reaches_the_survivor_and_aliases_follow(
    referral_db: Database, house: House
):
    a, b, c, d = [await a_person(house, f"{name}@example.com") for name in "abcd"]

    await merge(house, a, b)
    through_alias = await merge(house, c, a)
    await merge(house, b, d)

    assert through_alias["id"] == b["id"]
    for each in (a, b, c):
        found = (await house.get(f"/v1/people/{each['id']}")).json()
        assert found["merged_into"] == d["id"]
    last = {each.person_id: each for each in await said(referral_db, PersonChanged)}
    told = {ids.show("per", one): each.merged_into for one, each in last.items()}
    assert [told[each["id"]] for each in (a, b, c)] == [ids.read("per", d["id"])] * 3


async def test_nobody_is_merged_with_themselves_round_a_circle_or_twice(house: House):
    ana, ben, carla = [await a_person(house, f"{name}@example.com") for name in "abc"]

    myself = await house.post(f"/v1/people/{ana['id']}/merge", {"into": ana["id"]})
    await merge(house, ana, ben)
    again = await merge(house, ana, ben)
    back = await house.post(f"/v1/people/{ben['id']}/merge", {"into": ana["id"]})
    elsewhere = await house.post(f"/v1/people/{ana['id']}/merge", {"into": carla["id"]})
    unknown = await house.post(
        f"/v1/people/{carla['id']}/merge", {"into": "per_01jd0000000000000000000000"}
    )

    assert (myself.status_code, myself.json()["code"]) == (409, "same_person")
    assert again["id"] == ben["id"]
    assert (back.status_code, back.json()["code"]) == (409, "same_person")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "already_merged")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/into")


async def test_codes_sales_and_counts_of_both_are_one_persons(referral_db: Database, house: House):
    program_id = (await a_program(house))["id"]
    ana = await a_participant(house, program_id=program_id, code="ANA20")
    twin = await a_participant(
        house, program_id=program_id, code="ANNA7", person_ref={"email": "twin@example.com"}
    )
    ben = {"email": "ben@example.com"}
    await a_sale(house, "1", codes=["ANA20"], buyer_ref=ben)
    first = await a_sale(house, "2", codes=["ANNA7"], buyer_ref={"email": "carla@example.com"})
    await a_sale(house, "3", buyer_ref={"email": "twin@example.com"})

    stays = await merge(house, {"id": twin["person_id"]}, {"id": ana["person_id"]})
    later = await a_sale(house, "4", codes=["ANNA7"], buyer_ref={"email": "dora@example.com"})
    own = await a_sale(house, "5", buyer_ref={"email": "twin@example.com"})

    assert stays["roles"] == ["client", "referrer"]
    referrals = (await house.get("/v1/referrals", referrer_id=ana["person_id"])).json()["data"]
    assert {each["id"] for each in referrals} >= {first["referral_id"], later["referral_id"]}
    assert {each["referrer_id"] for each in referrals} == {ana["person_id"]}
    closed = {each.number: each for each in await said(referral_db, SaleClosed)}
    sold = {ids.show("sal", each.sale_id): each for each in await said(referral_db, SaleClosed)}
    assert closed
    assert sold[later["id"]].referrer_sales.lifetime == 3
    assert (own["buyer_id"], sold[own["id"]].number) == (ana["person_id"], 2)


async def test_a_participation_moves_and_is_said_where_the_survivor_has_none(
    referral_db: Database, house: House
):
    joined = await a_participant(house, code="ANA20")
    ben = await a_person(house, "ben@example.com")

    await merge(house, {"id": joined["person_id"]}, ben)

    moved = (await house.get(f"/v1/participants/{joined['id']}")).json()
    assert (moved["person_id"], moved["version"]) == (ben["id"], joined["version"] + 1)
    last = (await said(referral_db, ParticipantChanged))[-1]
    assert (last.person_id, last.version) == (ids.read("per", ben["id"]), moved["version"])


async def test_two_businesses_merge_apart(referral_db: Database, open_house: OpenHouse):
    one, other = await open_house(), await open_house()
    pairs = []
    for house in (one, other):
        pairs.append([await a_person(house, f"{name}@example.com") for name in "ab"])

    foreign = await other.post(f"/v1/people/{pairs[1][0]['id']}/merge", {"into": pairs[0][1]["id"]})
    unseen = await other.post(f"/v1/people/{pairs[0][0]['id']}/merge", {"into": pairs[1][1]["id"]})
    await merge(one, *pairs[0])

    assert (foreign.status_code, foreign.json()["code"]) == (422, "person_unknown")
    assert (unseen.status_code, unseen.json()["code"]) == (404, "not_found")
    async with referral_db.begin([other.business_id]) as session:
        merged = await session.scalar(text("select count(merged_into) from person"))
    assert merged == 0


async def test_a_referral_that_could_not_move_still_thanks_who_stands_for_the_alias(
    referral_db: Database, house: House
):
    program_id = (await a_program(house))["id"]
    ana = await a_participant(house, program_id=program_id, code="ANA20")
    twin = await a_participant(
        house, program_id=program_id, code="ANNA7", person_ref={"email": "twin@example.com"}
    )
    ben = {"email": "ben@example.com"}
    await a_sale(house, "1", codes=["ANA20"], buyer_ref=ben)
    await a_sale(house, "2", codes=["ANNA7"], buyer_ref=ben)

    await merge(house, {"id": twin["person_id"]}, {"id": ana["person_id"]})
    await a_sale(house, "3", buyer_ref=ben)
    await a_sale(house, "4", codes=["ANNA7"], buyer_ref=ben)

    closed = (await said(referral_db, SaleClosed))[-2:]
    assert [each.referral and each.referral.referrer_id for each in closed] == [
        ids.read("per", ana["person_id"])
    ] * 2


async def test_lists_of_an_alias_and_of_the_survivor_are_the_same(house: House):
    program_id = (await a_program(house))["id"]
    ana = await a_participant(house, program_id=program_id, code="ANA20")
    twin = await a_participant(
        house, program_id=program_id, code="ANNA7", person_ref={"email": "twin@example.com"}
    )
    ben = {"email": "ben@example.com"}
    await a_sale(house, "1", codes=["ANA20"], buyer_ref=ben)
    await a_sale(house, "2", codes=["ANNA7"], buyer_ref={"email": "carla@example.com"})
    await a_sale(house, "3", buyer_ref={"email": "twin@example.com"})

    await merge(house, {"id": twin["person_id"]}, {"id": ana["person_id"]})

    lists = {"participants": "person_id", "referrals": "referrer_id", "sales": "buyer_id"}
    for name, column in lists.items():
        found = [
            [
                each["id"]
                for each in (await house.get(f"/v1/{name}", **{column: who})).json()["data"]
            ]
            for who in (ana["person_id"], twin["person_id"])
        ]
        assert found[0] == found[1], name
        assert len(found[0]) == {"participants": 2, "referrals": 2, "sales": 1}[name]


async def test_the_same_identifiers_and_merges_in_two_businesses_never_meet(open_house: OpenHouse):
    one, other = await open_house(), await open_house()
    known = {
        "emails": ["ana@example.com"],
        "phones": ["+13055550123"],
        "external_ids": [{"source": "shop", "id": "7"}],
    }
    word = {
        "purpose": "marketing",
        "channel": "email",
        "state": "given",
        "basis": "consent",
        "at": "2026-03-01T10:00:00Z",
        "evidence": {"kind": "form"},
    }

    shown = []
    for house in (one, other):
        made = await house.post("/v1/people", known)
        twin = await a_person(house, "twin@example.com")
        await house.post(f"/v1/people/{twin['id']}/consents", word)
        await merge(house, twin, made.json())
        assert made.status_code == 201
        shown.append((await house.get(f"/v1/people/{made.json()['id']}")).json())

    here, there = shown
    assert here["id"] != there["id"]
    for name in ("emails", "phones", "external_ids", "consents", "version"):
        assert here[name] == there[name], name
    assert [each["id"] for each in (await other.get("/v1/people")).json()["data"]] == [there["id"]]
