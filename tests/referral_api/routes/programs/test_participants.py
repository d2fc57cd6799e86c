"""Participants, codes and links over HTTP."""

import asyncio

import pytest
from tests.referral_api.conftest import PUBLIC_URL, House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_draft, a_participant, a_program

from goodword.database import Database
from goodword.events import ParticipantChanged, PersonChanged


async def test_who_joins_gets_a_code_and_a_link_and_becomes_a_referrer(
    referral_db: Database, house: House
):
    ana = await a_participant(house)

    assert ana["link"] == f"{PUBLIC_URL}/r/{house.slug}/{ana['code']}"
    assert len(ana["code"]) == 8
    assert (ana["status"], ana["program_version"]) == ("active", 1)
    [joined] = await said(referral_db, ParticipantChanged)
    assert (joined.code, joined.link) == (ana["code"], ana["link"])
    [person] = await said(referral_db, PersonChanged)
    assert person.roles == ("referrer",)


async def test_a_chosen_code_is_unique_in_its_business_whatever_the_case(open_house: OpenHouse):
    one, other = await open_house(), await open_house()
    await a_participant(one, code="Ana20")
    program = await a_program(one)

    body = {"program_id": program["id"], "person_ref": {"email": "b@example.com"}, "code": "ANA20"}
    taken = await one.post("/v1/participants", body)
    elsewhere = await a_participant(other, code="ANA20")

    assert (taken.status_code, taken.json()["code"]) == (409, "code_taken")
    assert taken.json()["errors"][0]["pointer"] == "/code"
    assert elsewhere["code"] == "ANA20"


async def test_a_code_that_reads_like_anothers_is_taken(open_house: OpenHouse):
    one, other = await open_house(), await open_house()
    await a_participant(one, code="ANA20")
    program = await a_program(one)

    body = {"program_id": program["id"], "person_ref": {"email": "b@example.com"}, "code": "ana2O"}
    taken = await one.post("/v1/participants", body)
    elsewhere = await a_participant(other, code="ana2O")

    assert (taken.status_code, taken.json()["code"]) == (409, "code_taken")
    assert "reads the same" in taken.json()["detail"]
    assert elsewhere["code"] == "ana2O"


@pytest.mark.parametrize("code", ["A", "with space", "ümlaut", "-ana", "x" * 33, "a/b", ""])
async def test_a_code_that_no_till_could_hold_is_refused(house: House, code: str):
    program = await a_program(house)

    body = {"program_id": program["id"], "person_ref": {"email": "b@example.com"}, "code": code}
    answer = await house.post("/v1/participants", body)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "code_not_allowed")
    assert problem["errors"][0]["pointer"] == "/code"
    assert (await house.get("/v1/people")).json()["data"] == []


async def test_who_takes_part_already_stays_as_they_are(referral_db: Database, house: House):
    ana = await a_participant(house)
    body = {"program_id": ana["program_id"], "person_ref": {"email": "ana@example.com"}}

    again = await house.post("/v1/participants", body)
    renamed = await house.post("/v1/participants", {**body, "code": "OTHER"})

    assert (again.status_code, again.json()) == (200, ana)
    assert (renamed.status_code, renamed.json()["code"]) == (409, "already_participates")
    assert len(await said(referral_db, ParticipantChanged)) == 1


async def test_joins_at_once_make_one_participant(referral_db: Database, house: House):
    program = await a_program(house)
    body = {"program_id": program["id"], "person_ref": {"email": "ana@example.com"}}

    answers = await asyncio.gather(*(house.post("/v1/participants", body) for _ in range(4)))

    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert len({each.json()["id"] for each in answers}) == 1
    assert len(await said(referral_db, ParticipantChanged)) == 1


async def test_nobody_joins_a_program_that_is_not_offered(house: House):
    draft = await a_draft(house)

    body = {"program_id": draft["id"], "person_ref": {"email": "ana@example.com"}}
    answer = await house.post("/v1/participants", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "program_not_active")
    assert (await house.get("/v1/people")).json()["data"] == []


async def test_a_code_tells_whose_it_is_and_whether_it_counts(house: House):
    ana = await a_participant(house, code="Ana20")

    valid = (await house.get("/v1/codes/ANA20")).json()
    await house.post(f"/v1/programs/{ana['program_id']}/pause")
    paused = (await house.get("/v1/codes/ana20")).json()
    unknown = await house.get("/v1/codes/nobody")

    assert (valid["code"], valid["participant_id"], valid["valid"]) == ("Ana20", ana["id"], True)
    assert (paused["valid"], paused["program_status"]) == (False, "paused")
    assert unknown.status_code == 404


async def test_a_code_is_valid_in_the_term_of_its_program_alone(house: House):
    await a_program_of_codes(house, "EARLY1", ends_at="2030-01-01T00:00:00Z")

    before = (await house.get("/v1/codes/early1")).json()
    await house.post("/v1/test_clock/advance", {"by_s": 6 * 365 * 24 * 3600})
    after = (await house.get("/v1/codes/early1")).json()

    assert (before["valid"], before["program_status"]) == (True, "active")
    assert (after["valid"], after["program_status"]) == (False, "active")


async def a_program_of_codes(house: House, code: str, **changes: str) -> None:
    program = await a_program(house, **changes)
    await a_participant(house, code=code, program_id=program["id"])


async def test_who_comes_back_takes_part_as_if_they_had_not_left(house: House):
    ana = await a_participant(house)
    await house.patch(f"/v1/participants/{ana['id']}", {"status": "left"})

    back = await house.patch(f"/v1/participants/{ana['id']}", {"status": "active"})

    assert (back.json()["status"], back.json()["left_at"]) == ("active", None)


async def test_who_leaves_is_said(referral_db: Database, house: House):
    ana = await a_participant(house)

    left = await house.patch(f"/v1/participants/{ana['id']}", {"status": "left"})
    same = await house.patch(f"/v1/participants/{ana['id']}", {"status": "left"})

    assert (left.json()["status"], left.json()["version"]) == ("left", 2)
    assert ana["joined_at"] < left.json()["left_at"] == same.json()["left_at"]
    assert same.json()["version"] == 2
    assert [each.status for each in await said(referral_db, ParticipantChanged)] == [
        "active",
        "left",
    ]
