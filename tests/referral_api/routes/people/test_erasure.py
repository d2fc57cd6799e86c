"""`POST /v1/people/{id}/erase`: nothing tells any more who somebody was."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import text
from tests.referral_api.people import all_joined_at, ana_joins
from tests.referral_api.shopify import payload

from goodword import ids
from goodword.events import ContactSuppressed, ParticipantChanged, PersonErased
from goodword.testing.events import events_of
from referral_api.use_cases.erasure.prune_traces import prune_traces
from referral_api.use_cases.erasure.sweep_erasures import sweep_erasures
from referral_api.use_cases.republish.republish import republish

BEN = "ben@buyers.example"


async def a_person(house, email="ana@friends.example", **more):
    answer = await house.post("/v1/people", {"emails": [email], **more})
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def erase(house, person_id, **more):
    answer = await house.post(f"/v1/people/{person_id}/erase", **more)
    assert answer.status_code == 202, answer.text
    return answer.json()


async def rows(db, house, query, **given):
    async with db.begin([house.business_id]) as session:
        return (await session.execute(text(query), given)).all()


async def execute(db, house, statement, **given):
    async with db.begin([house.business_id]) as session:
        await session.execute(text(statement), given)


async def events(db, kind):
    return [each.event for each in await events_of(db) if isinstance(each.event, kind)]


async def test_an_erased_person_is_an_id_and_the_time_of_it(house):
    ana = await a_person(
        house,
        phones=["+13055550123"],
        external_ids=[{"source": "crm", "id": "4711"}],
        name={"display": "Ana Ruiz", "given": "Ana"},
        story="She sails.",
        how_known="the regatta",
        tags=["vip"],
        metadata={"note": "tall"},
        preferences={"favourite_restaurant": "Il Forno"},
    )

    told = await erase(house, ana["id"])

    assert (told["object"], told["person_id"], told["status"]) == ("erasure", ana["id"], "sweeping")
    shown = (await house.get(f"/v1/people/{ana['id']}")).json()
    empty = {"id", "object", "created_at", "updated_at", "version", "erased_at", "preferences"}
    known = {name for name, value in shown.items() if value and name not in empty}
    assert known == {"name", "place"}
    assert {*shown["name"].values(), *shown["place"].values()} == {None}
    assert shown["erased_at"] == told["erased_at"]
    assert [
        name for name, value in shown["preferences"].items() if value not in (None, "nothing", True)
    ] == []
    listed = (await house.get("/v1/people")).json()["data"]
    assert listed == []
    assert (await house.get("/v1/people", email="ana@friends.example")).json()["data"] == []


async def test_what_was_said_is_overwritten_and_the_erasure_is_said(house, referral_db):
    ana = await a_person(house)
    await a_person(house, name={"given": "Ana"})

    await erase(house, ana["id"])

    async with referral_db.begin() as session:
        log = await session.execute(
            text("select type, seq, data from bus.outbox where key = :key order by id"),
            {"key": ana["id"]},
        )
        told = [(row.type, row.seq, row.data.get("erased"), row.data.get("version")) for row in log]
    assert told == [
        ("goodword.person-changed.v1", 1, True, None),
        ("goodword.person-changed.v1", 2, True, None),
        ("goodword.person-erased.v1", 3, None, 3),
    ]


async def test_a_repeat_says_nothing_and_tells_how_far_it_came(house, referral_db, tools):
    ana = await a_person(house)
    first = await erase(house, ana["id"])

    second = await erase(house, ana["id"])
    await sweep_erasures(referral_db, eraser=tools.eraser)
    third = await erase(house, ana["id"])

    assert second == first
    assert (third["status"], third["asked_at"]) == ("done", first["asked_at"])
    assert len(await events(referral_db, PersonErased)) == 1
    [row] = await rows(referral_db, house, "select sought from erasure")
    assert row.sought is None


async def test_the_same_key_gets_the_same_answer_after_the_sweep(house, referral_db, tools):
    ana = await a_person(house)
    key = {"headers": {"Idempotency-Key": "erase-ana"}}

    first = await erase(house, ana["id"], **key)
    await sweep_erasures(referral_db, eraser=tools.eraser)

    assert await erase(house, ana["id"], **key) == first


async def test_only_an_admins_key_erases(house, open_house):
    ana = await a_person(house)
    made = await house.post(
        "/v1/api_keys", {"name": "till", "scopes": ["read", "write", "operate"]}
    )
    other = await open_house(slug="red-door")
    headers = {"Authorization": f"Bearer {made.json()['key']}"}

    refused = await house.post(f"/v1/people/{ana['id']}/erase", headers=headers)
    strange = await other.post(f"/v1/people/{ana['id']}/erase")

    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert strange.status_code == 404
    assert (await house.get(f"/v1/people/{ana['id']}")).json()["erased_at"] is None


async def test_nothing_is_known_of_the_erased_again_and_who_comes_back_is_new(house):
    ana = await a_person(house)
    await erase(house, ana["id"])

    answers = [
        await house.patch(f"/v1/people/{ana['id']}", {"story": "again"}),
        await house.post(
            f"/v1/people/{ana['id']}/consents",
            {"purpose": "marketing", "channel": "email", "state": "given", "basis": "consent"},
        ),
    ]
    again = await a_person(house)
    into = await house.post(f"/v1/people/{ana['id']}/merge", {"into": again["id"]})

    assert {(each.status_code, each.json()["code"]) for each in [*answers[:1], into]} == {
        (409, "person_erased")
    }
    assert answers[1].status_code in (409, 422)
    assert again["id"] != ana["id"]


async def test_who_is_erased_cannot_be_named_by_their_id(house, referral_db):
    joined = await ana_joins(house)
    await erase(house, joined["person_id"])

    refused = await house.post(
        "/v1/participants",
        {"program_id": joined["program_id"], "person_ref": joined["person_id"]},
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "person_erased")
    [row] = await rows(referral_db, house, "select roles, version from person")
    assert (row.roles, row.version) == ([], 2)


async def test_whoever_was_merged_is_erased_with_them(house, referral_db):
    ana, anna = await a_person(house), await a_person(house, "anna@friends.example")
    merged = await house.post(f"/v1/people/{anna['id']}/merge", {"into": ana["id"]})
    assert merged.status_code == 200, merged.text

    told = await erase(house, anna["id"])

    assert told["person_id"] == ana["id"]
    erased = {ids.show("per", each.person_id) for each in await events(referral_db, PersonErased)}
    assert erased == {ana["id"], anna["id"]}
    assert [
        row.value for row in await rows(referral_db, house, "select * from person_identifier")
    ] == []


async def test_opt_outs_survive_as_keyed_hashes_and_so_does_the_erasure(house, referral_db, tools):
    ana = await a_person(house, phones=["+13055550123"])

    await erase(house, ana["id"])
    await a_person(house)

    told = await events(referral_db, ContactSuppressed)
    assert {(each.channel, each.scope, each.reason, each.address_hash) for each in told} == {
        (
            channel,
            "marketing",
            "erased",
            tools.hasher.address(house.business_id, channel, address),
        )
        for channel, address in (("email", "ana@friends.example"), ("sms", "+13055550123"))
    }
    kept = await rows(referral_db, house, "select scope, reason from suppression")
    assert [tuple(row) for row in kept] == [("marketing", "erased")] * 2


async def test_a_participant_leaves_and_the_code_that_spelled_a_name_is_nobodys(
    house, visitor, referral_db
):
    joined = await ana_joins(house)
    link = f"/r/{house.slug}/ANA20"
    assert (await visitor.get(link)).status_code == 302

    await erase(house, joined["person_id"])

    shown = (await house.get(f"/v1/participants/{joined['id']}")).json()
    assert (shown["status"], shown["code"] == "ANA20") == ("left", False)
    assert (await visitor.get(link)).status_code == 404
    told = (await events(referral_db, ParticipantChanged))[-1]
    assert (told.status, told.code) == ("left", shown["code"])


async def bought(house, shop, db, **changes):
    """Ben has bought with Ana's code; the sale."""
    await ana_joins(house)
    order = payload("orders_paid", **changes)
    await all_joined_at(db, house, datetime(2020, 1, 1, tzinfo=UTC))
    await shop.post(order)
    await shop.apply()
    [sale] = (await house.get("/v1/sales")).json()["data"]
    return sale


async def test_webhooks_and_answers_that_name_them_are_emptied(house, shop, referral_db, tools):
    sale = await bought(house, shop, referral_db)
    other = await a_person(house, "cleo@example.com")
    to_cleo = {"id": 1, "email": "cleo@example.com", "contact_email": None}
    to_cleo |= {"customer": None, "billing_address": None, "shipping_address": None}
    await house.post(
        "/v1/people",
        {"emails": [BEN], "name": {"given": "J"}},
        headers={"Idempotency-Key": "upsert-ben"},
    )
    await shop.post(payload("orders_paid", **to_cleo))
    await shop.post(b'{"who": "' + BEN.upper().encode() + b'"', topic="products/update")
    await shop.apply()
    assert [len(row.raw) > 0 for row in await rows(referral_db, house, "select raw from delivery")]

    await erase(house, sale["buyer_id"])
    await sweep_erasures(referral_db, eraser=tools.eraser)

    kept = await rows(referral_db, house, "select * from delivery order by created_at, id")
    assert [(len(row.raw) == 0, row.headers == {}, row.erased_at is None) for row in kept] == [
        (True, True, False),
        (False, False, True),
        (True, True, False),
    ]
    replay = await house.post(f"/v1/deliveries/{ids.show('dlv', kept[0].id)}/replay")
    assert (replay.status_code, replay.json()["code"]) == (409, "delivery_erased")
    every = await house.post("/v1/deliveries/replay", {"status": ["applied"]})
    assert every.json()["count"] == 1
    again = await house.post(
        "/v1/people",
        {"emails": [BEN], "name": {"given": "J"}},
        headers={"Idempotency-Key": "upsert-ben"},
    )
    assert (again.status_code, again.json()["code"]) == (409, "answer_erased")
    assert (await house.get(f"/v1/people/{other['id']}")).json()["emails"] == ["cleo@example.com"]


async def test_a_webhook_that_is_still_to_be_applied_is_emptied_once_it_is(
    house, shop, referral_db, tools
):
    sale = await bought(house, shop, referral_db)
    refund = payload("refunds_create", note=f"asked by {BEN}", order_id=99)
    await shop.post(refund, topic="refunds/create")
    await shop.apply()
    await erase(house, sale["buyer_id"])

    await sweep_erasures(referral_db, eraser=tools.eraser)
    waiting = "select octet_length(raw) as size from delivery where status = 'waiting'"
    assert (await rows(referral_db, house, waiting))[0].size > 0
    [asked] = await rows(referral_db, house, "select swept_at, sought from erasure")
    assert asked.swept_at is None
    await execute(referral_db, house, "update delivery set status = 'failed'")
    await execute(referral_db, house, "update erasure set next_at = now()")
    await sweep_erasures(referral_db, eraser=tools.eraser)

    left = await rows(referral_db, house, "select raw, reason from delivery where raw <> ''")
    assert left == []
    [asked] = await rows(referral_db, house, "select swept_at, sought from erasure")
    assert asked.swept_at is not None
    assert asked.sought is None


async def test_what_cannot_be_looked_through_is_put_off_and_keeps_nobody(house, referral_db, tools):
    ana, ben = await a_person(house), await a_person(house, BEN)
    await erase(house, ana["id"])
    await execute(referral_db, house, "update erasure set sought = 'nobody can open this'")
    await execute(referral_db, house, "update erasure set position = :at", at=ids.new())
    await erase(house, ben["id"])

    await sweep_erasures(referral_db, eraser=tools.eraser)

    kept = await rows(referral_db, house, "select person_id, swept_at from erasure")
    assert {ids.show("per", row.person_id): row.swept_at is not None for row in kept} == {
        ana["id"]: False,
        ben["id"]: True,
    }


async def test_many_are_swept_with_one_look_at_everything(house, shop, referral_db, tools):
    people = [await a_person(house, f"p{number}@example.com") for number in range(5)]
    for number in range(5):
        order = payload(
            "orders_paid", id=number + 10, email=f"p{number}@example.com", customer=None
        )
        await shop.post(order)
    await shop.apply()
    for each in people:
        await erase(house, each["id"])

    steps = await sweep_erasures(referral_db, eraser=tools.eraser)

    assert steps == 2
    assert await rows(referral_db, house, "select 1 from delivery where raw <> ''") == []


async def test_a_prospects_later_purchase_is_still_somebodys_merit(house, shop, referral_db, tools):
    sale = await bought(house, shop, referral_db)
    assert sale["referral_id"]
    await execute(
        referral_db, house, "update referral set window_ends_at = now() + interval '10 days'"
    )
    await erase(house, sale["buyer_id"])
    traces = await rows(referral_db, house, "select hash, kind from prospect_trace")
    assert {row.kind for row in traces} >= {"email"}
    assert not [row for row in traces if "@" in row.hash]

    order = payload("orders_paid", id=77, discount_codes=[], note_attributes=[])
    await shop.post(order)
    await shop.apply()

    later = next(
        each for each in (await house.get("/v1/sales")).json()["data"] if each["id"] != sale["id"]
    )
    assert later["referral_id"] == sale["referral_id"]
    assert later["buyer_id"] != sale["buyer_id"]


async def test_hashes_go_when_the_window_has_ended(house, shop, referral_db):
    sale = await bought(house, shop, referral_db)
    await execute(
        referral_db, house, "update referral set window_ends_at = now() + interval '10 days'"
    )
    await erase(house, sale["buyer_id"])

    assert await prune_traces(referral_db) == 0
    await execute(
        referral_db, house, "update referral set window_ends_at = now() - interval '1 second'"
    )

    assert await prune_traces(referral_db) > 0
    assert await rows(referral_db, house, "select 1 from prospect_trace") == []


async def test_after_the_window_an_erased_prospect_leaves_no_hash(house, shop, referral_db):
    sale = await bought(house, shop, referral_db)
    await execute(
        referral_db, house, "update referral set window_ends_at = now() - interval '1 second'"
    )

    await erase(house, sale["buyer_id"])

    assert await rows(referral_db, house, "select 1 from prospect_trace") == []


async def test_republishing_people_says_again_who_is_erased(house, referral_db):
    ana = await a_person(house)
    await erase(house, ana["id"])

    await republish("people", db=referral_db, public_url="https://x.example")

    again = await events(referral_db, PersonErased)
    assert [ids.show("per", each.person_id) for each in again] == [ana["id"]] * 2


async def test_an_erasure_and_a_purchase_at_once_leave_nobody_half_erased(
    house, shop, referral_db, tools
):
    ben = await a_person(house, BEN)
    for number in range(8):
        await shop.post(payload("orders_paid", id=500 + number))

    await asyncio.gather(erase(house, ben["id"]), shop.apply())

    [old] = await rows(
        referral_db, house, "select * from person where id = :id", id=ids.read("per", ben["id"])
    )
    assert (old.erased_at is not None, old.display_name, old.given_name) == (True, None, None)
    people = "select person_id from person_identifier where value = :email"
    found = await rows(referral_db, house, people, email=BEN)
    assert all(row.person_id != old.id for row in found)
    assert len((await house.get("/v1/sales")).json()["data"]) == 8
