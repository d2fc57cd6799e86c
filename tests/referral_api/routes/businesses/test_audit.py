"""Who did what: every write that was done is there once, with its actor and without its content."""

import re
from datetime import datetime

from sqlalchemy import text
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.people import ana_joins

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import CommandGiven
from goodword.testing.events import deliver
from referral_api.main import HANDLERS
from referral_api.routes.tools import Tools
from referral_api.use_cases.requests import prune_audit as pruning
from referral_api.use_cases.requests.prune_audit import prune_audit


async def deeds(house: House, **filters: str) -> list[dict[str, object]]:
    answer = await house.get("/v1/audit", order="asc", limit=100, **filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["data"]
    return found


async def test_each_write_is_there_with_who_did_it_and_to_what(house: House):
    ana = await ana_joins(house)
    key = (await house.get("/v1/api_keys")).json()["data"][0]["id"]

    done = await deeds(house)

    program = ana["program_id"]
    assert [(deed["action"], deed["about"]) for deed in done] == [
        ("POST /v1/programs", program),
        ("POST /v1/programs/{program_id}/publish", program),
        ("POST /v1/participants", ana["id"]),
    ]
    assert {deed["actor"] for deed in done} == {key}
    assert all(re.fullmatch(r"req_\w{26}", str(deed["request_id"])) for deed in done)


async def test_what_was_refused_or_only_read_was_not_done(house: House):
    refused = await house.post("/v1/people", {"emails": ["no address"]})
    assert refused.status_code == 422
    await house.get("/v1/people")

    assert await deeds(house) == []


async def test_a_repeat_with_the_same_key_is_one_deed(house: House):
    for _ in range(2):
        headers = {"Idempotency-Key": "one"}
        await house.post("/v1/people", {"emails": ["ana@a.example"]}, headers=headers)

    assert len(await deeds(house)) == 1


async def test_nothing_of_what_was_written_is_kept(house: House, referral_db: Database):
    await house.post("/v1/people", {"emails": ["ana@a.example"], "story": "met at the fair"})

    async with referral_db.begin([house.business_id]) as session:
        kept = str((await session.execute(text("select * from audit"))).all())
    assert "ana" not in kept
    assert "fair" not in kept


async def test_deeds_are_found_by_what_they_are_about(house: House):
    one = (await house.post("/v1/people", {"emails": ["ana@a.example"]})).json()["id"]
    await house.post("/v1/people", {"emails": ["ben@b.example"]})
    await house.patch(f"/v1/people/{one}", {"tags": ["vip"]})

    found = await deeds(house, about=one)

    assert [deed["action"] for deed in found] == ["POST /v1/people", "PATCH /v1/people/{person_id}"]


async def test_another_business_sees_none_of_them(house: House, open_house: OpenHouse):
    await house.post("/v1/people", {"emails": ["ana@a.example"]})

    assert await deeds(await open_house()) == []


async def test_old_deeds_are_forgotten(house: House, referral_db: Database, monkeypatch):
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    for name in ("a", "b", "c", "d", "e"):
        await house.post("/v1/people", {"emails": [f"{name}@a.example"]})
    async with referral_db.begin([house.business_id]) as session:
        old = """update audit set created_at = now() - interval '731 days'
                 where id <> (select max(id::text)::uuid from audit)"""
        await session.execute(text(old))

    assert await prune_audit(referral_db) == 4

    assert len(await deeds(house)) == 1


async def test_what_was_commanded_elsewhere_is_there_once_with_its_time(
    house: House, referral_db: Database
):
    given = CommandGiven(
        business_id=house.business_id,
        deed_id=ids.new(),
        actor="cli:rita",
        command="goodword payouts settle",
        object_id=ids.show("pay", ids.new()),
    )
    [one] = await deliver(referral_db, HANDLERS, [Said(given, 1)])
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text("delete from inbox"))
        await session.execute(text("delete from event_feed"))

    await deliver(referral_db, HANDLERS, [one])

    [deed] = await deeds(house, actor="cli:rita")
    assert (deed["id"], deed["action"]) == (given.subject, "goodword payouts settle")
    assert (deed["about"], deed["status"], deed["request_id"]) == (given.object_id, None, None)
    assert datetime.fromisoformat(str(deed["created_at"])) == one.time


async def test_the_platform_makes_a_business_in_the_name_of_the_operator(
    house: House, referral_db: Database, tools: Tools
):
    assert tools.operator_token is not None
    token = {"Authorization": f"Bearer {tools.operator_token.get_secret_value()}"}
    body = {"name": "Green Door", "mode": "test"}
    headers = token | {"Idempotency-Key": "one"}

    answers = [await house.post("/v1/businesses", body, headers=headers) for _ in range(2)]
    refused = await house.post("/v1/businesses", {"name": ""}, headers=token)

    made = answers[0].json()["id"]
    async with referral_db.begin([ids.read("biz", made)]) as session:
        [deed] = (await session.execute(text("select * from audit"))).all()
    assert (deed.actor, deed.action, deed.about) == ("operator", "POST /v1/businesses", made)
    assert (deed.status, deed.request_id[:4]) == (201, "req_")
    assert refused.status_code == 422
    assert await deeds(house) == []
