"""`/v1/asks`: asking by hand, and what clients answered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.referral_api.conftest import House
from tests.referral_api.said import said
from tests.referral_api.stories import a_participant, a_person, a_program
from tests.referral_api.told_asks import an_ask, withheld_ask

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import AskAnswered, AskRequested, PersonChanged, ReferralCreated, TaskOpened
from goodword.testing.events import deliver
from referral_api.main import HANDLERS

DANA = {"name": "Dana", "email": "dana@example.com", "permission": True}
INTRODUCED = {"kind": "active_intro", "window": {"days": 365, "from": "introduction"}}


async def an_introduction_program(house: House, **changes: Any) -> dict[str, Any]:
    reward = {
        "rule": "referrer",
        "to": "referrer",
        "on": "sale",
        "when": [{"field": "referral.class", "op": "eq", "value": "active_referral"}],
        "give": {"kind": "gift_card", "amount": {"fixed": "50.00"}},
    }
    return await a_program(house, **INTRODUCED, rewards=[reward], **changes)


async def answered(house: House, ask: str, answer: str, *prospects: Any) -> dict[str, Any]:
    body = {"answer": answer, "prospects": list(prospects)}
    told = await house.post(f"/v1/asks/{ask}/answer", body)
    assert told.status_code == 200, told.text
    return dict(told.json())


async def test_somebody_is_asked_by_hand_and_the_gate_has_the_last_word(
    house: House, referral_db: Database
):
    ana = await a_person(house)
    rep = await a_person(house, "rae@example.com")

    answer = await house.post(
        "/v1/asks", {"person_ref": ana["id"], "rep_id": rep["id"], "wanted": "name"}
    )

    assert answer.status_code == 202, answer.text
    ask = answer.json()
    assert (ask["status"], ask["answer"], ask["reasons"]) == ("proposed", None, [])
    [asked] = await said(referral_db, AskRequested)
    assert ids.show("ask", asked.ask_id) == ask["id"]
    assert (asked.wanted, asked.rep_id) == ("name", ids.read("per", rep["id"]))
    assert asked.actor.startswith("key_")


@pytest.mark.parametrize(("answer", "status"), [("not_now", "answered"), ("never", "refused")])
async def test_a_rep_notes_what_a_client_said_once(
    house: House, referral_db: Database, answer: str, status: str
):
    ana = (await a_person(house))["id"]
    ask = await an_ask(house, referral_db, ana)

    told = await answered(house, ask, answer)
    again = await house.post(f"/v1/asks/{ask}/answer", {"answer": "never"})

    assert (told["status"], told["answer"], told["via"]) == (status, answer, "api")
    assert again.status_code == 409
    assert (again.json()["current"], again.json()["allowed"]) == (status, [])
    [event] = await said(referral_db, AskAnswered)
    assert (event.answer, event.via, event.referral_ids) == (answer, "api", ())
    person = (await house.get(f"/v1/people/{ana}")).json()
    assert person["preferences"]["do_not_ask"] is (answer == "never")
    assert (await said(referral_db, PersonChanged))[-1].do_not_ask is (answer == "never")


async def test_names_become_referrals_of_the_introduction_program_and_are_said(
    house: House, referral_db: Database
):
    program = (await an_introduction_program(house))["id"]
    await a_program(house)
    ana = (await a_person(house))["id"]
    ask = await an_ask(house, referral_db, ana)

    eli = {"name": "Eli", "permission": True}
    told = await answered(house, ask, "named", DANA | {"how_known": "Neighbours."}, eli)

    assert (told["status"], len(told["referral_ids"])) == ("answered", 2)
    [event] = await said(referral_db, AskAnswered)
    assert [ids.show("ref", each) for each in event.referral_ids] == told["referral_ids"]
    assert len(await said(referral_db, ReferralCreated)) == 2
    one, other = [
        (await house.get(f"/v1/referrals/{each}")).json() for each in told["referral_ids"]
    ]
    assert {one["program_id"], other["program_id"]} == {program}
    assert (one["referrer_id"], one["class"], one["context"]) == (
        ana,
        "named_referral",
        "Neighbours.",
    )
    prospect = (await house.get(f"/v1/people/{other['prospect_id']}")).json()
    assert prospect["name"]["display"] == "Eli"
    assert prospect["external_ids"] == [{"source": "ask", "id": f"{ask}.2"}]
    assert prospect["roles"] == ["prospect"]


async def test_the_program_that_the_client_joined_last_takes_the_names(
    house: House, referral_db: Database
):
    first, last, other = [(await an_introduction_program(house))["id"] for _ in range(3)]
    for program in (first, last):
        ana = await a_participant(house, program_id=program)
    ask = await an_ask(house, referral_db, ana["person_id"])

    told = await answered(house, ask, "named", DANA)

    referral = (await house.get(f"/v1/referrals/{told['referral_ids'][0]}")).json()
    assert referral["program_id"] == last
    assert other not in (first, last)


@pytest.mark.parametrize("programs", [0, 2])
async def test_where_no_program_takes_them_somebody_gets_in_touch(
    house: House, referral_db: Database, programs: int
):
    for _ in range(programs):
        await an_introduction_program(house)
    await a_program(house)
    rep = (await a_person(house, "rae@example.com"))["id"]
    ana = (await a_person(house, rep_id=rep))["id"]
    ask = await an_ask(house, referral_db, ana)

    told = await answered(house, ask, "named", DANA)

    assert (told["status"], told["referral_ids"]) == ("answered", [])
    assert await said(referral_db, ReferralCreated) == []
    [task] = await said(referral_db, TaskOpened)
    [dana] = (await house.get("/v1/people", email="dana@example.com")).json()["data"]
    assert (task.kind, task.assignee_id) == ("follow_up_name", ids.read("per", rep))
    assert task.subjects == (ana, dana["id"], ask)


async def test_an_ask_that_was_not_sent_takes_no_answer(house: House, referral_db: Database):
    ana = (await a_person(house))["id"]
    proposed = (await house.post("/v1/asks", {"person_ref": ana})).json()["id"]
    withheld = withheld_ask(house, ana)
    await deliver(referral_db, HANDLERS, [Said(withheld, 1)])

    for ask, status in ((proposed, "proposed"), (ids.show("ask", withheld.ask_id), "withheld")):
        answer = await house.post(f"/v1/asks/{ask}/answer", {"answer": "not_now"})
        assert answer.status_code == 409
        assert answer.json()["current"] == status
    assert await said(referral_db, AskAnswered) == []


async def test_nobody_names_themselves(house: House, referral_db: Database):
    await an_introduction_program(house)
    ana = (await a_person(house))["id"]
    ask = await an_ask(house, referral_db, ana)
    herself = {"name": "Me", "email": "ana@example.com", "permission": True}

    answer = await house.post(
        f"/v1/asks/{ask}/answer", {"answer": "named", "prospects": [DANA, herself]}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "self_referral")
    assert await said(referral_db, AskAnswered) == []
    assert (await house.get(f"/v1/asks/{ask}")).json()["status"] == "unanswered"


@pytest.mark.parametrize(
    "body",
    [
        {"answer": "named"},
        {"answer": "never", "prospects": [DANA]},
        {"answer": "named", "prospects": [DANA] * 6},
        {"answer": "perhaps"},
        {"answer": "named", "prospects": [{"name": "Dana"}]},
    ],
)
async def test_an_answer_that_makes_no_sense_is_refused(
    house: House, referral_db: Database, body: dict[str, Any]
):
    ask = await an_ask(house, referral_db, (await a_person(house))["id"])

    assert (await house.post(f"/v1/asks/{ask}/answer", body)).status_code == 422
    assert await said(referral_db, AskAnswered) == []


async def test_an_ask_is_unanswered_after_as_many_days_as_the_business_says(
    house: House, referral_db: Database
):
    ana = (await a_person(house))["id"]
    await house.patch("/v1/business", {"parameters": {"asking": {"unanswered_days": 3}}})
    yesterday = datetime.now(UTC) - timedelta(days=1)
    young = await an_ask(house, referral_db, ana, sent_at=yesterday)
    old = await an_ask(house, referral_db, ana, sent_at=yesterday - timedelta(days=3))

    for status, ask in (("sent", young), ("unanswered", old)):
        [found] = (await house.get("/v1/asks", status=status)).json()["data"]
        assert (found["id"], found["status"]) == (ask, status)


async def test_the_timeline_tells_of_asking_and_answering(house: House, referral_db: Database):
    ana = (await a_person(house))["id"]
    await house.post("/v1/asks", {"person_ref": ana})
    await answered(house, await an_ask(house, referral_db, ana), "not_now")

    told = (await house.get(f"/v1/people/{ana}/timeline", limit=100)).json()["data"]

    types = {entry["type"]: entry for entry in told}
    assert {"ask_requested", "ask_sent", "ask_answered"} <= set(types)
    assert types["ask_answered"]["data"]["answer"] == "not_now"
