"""Somebody signs that a program may be offered in a place where rules of law leave it open."""

from typing import Any

import pytest
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_draft, a_participant, a_program, a_sign_off

from goodword import ids
from goodword.database import Database
from goodword.events import ProgramSignedOff

OHIO = {"country": "US", "region": "OH"}
CLIENT = {"email": "ana@example.com", "place": OHIO}


async def accountants(open_house: OpenHouse) -> House:
    return await open_house(industry="accounting", **OHIO)


async def test_a_sign_off_is_kept_with_who_signed_and_said(
    referral_db: Database, open_house: OpenHouse
):
    house = await accountants(open_house)
    program = await a_program(house)

    signed = await a_sign_off(house, program["id"])

    assert (signed["program_version"], signed["place"]) == (1, "US-OH")
    assert "CPA-AICPA" in signed["rules"]
    assert signed["actor"].startswith("key_")
    assert "not legal advice" in signed["notice"]
    [told] = await said(referral_db, ProgramSignedOff)
    assert (told.program_version, told.place, told.actor) == (1, "US-OH", signed["actor"])
    assert list(told.rules) == signed["rules"]
    listed = (await house.get(f"/v1/programs/{program['id']}/sign_offs")).json()["data"]
    assert listed == [signed]


async def test_of_two_sign_offs_for_one_place_the_first_counts(
    referral_db: Database, open_house: OpenHouse
):
    house = await accountants(open_house)
    program = await a_program(house)
    first = await a_sign_off(house, program["id"])

    again = await house.post(
        f"/v1/programs/{program['id']}/sign_offs", {"place": "US-OH", "reason": "Once more."}
    )

    assert (again.status_code, again.json()) == (200, first)
    assert len(await said(referral_db, ProgramSignedOff)) == 1


async def test_what_is_signed_for_may_be_offered_and_is_decided_so(open_house: OpenHouse):
    house = await accountants(open_house)
    program = await a_program(house)
    before = await a_participant(house, program_id=program["id"])
    await a_sign_off(house, program["id"])

    ben = {"email": "ben@example.com"}
    after = await a_participant(house, program_id=program["id"], person_ref=ben)
    talked = await house.post(f"/v1/participants/{before['id']}/discuss", {})

    assert (before["offer"]["allowed"], after["offer"]["allowed"]) == (False, False)
    assert talked.json()["offer"]["allowed"] is False, "where they are, nobody knows"
    await house.post("/v1/people", {"emails": ["cleo@example.com"], "place": OHIO})
    cleo = await a_participant(
        house, program_id=program["id"], person_ref={"email": "cleo@example.com"}
    )
    assert cleo["offer"]["allowed"] is True
    assert cleo["offer"]["decision"] == "ALLOW_WITH_CONDITIONS"


async def test_a_dry_run_counts_what_is_signed_for_and_a_draft_is_signed_for_by_nobody(
    open_house: OpenHouse,
):
    house = await accountants(open_house)
    program = await a_program(house)
    facts = {
        "sale": {"net": {"minor": 7990, "currency": "USD"}},
        "referrer": OHIO,
        "prospect": OHIO,
    }

    async def outcome(**wanted: Any) -> tuple[str, list[str]]:
        run = await house.post(f"/v1/programs/{program['id']}/dry_run", {"facts": facts, **wanted})
        [verdict] = run.json()["verdicts"]
        return verdict["outcome"], [one["rule"] for one in verdict["law"]][-1:]

    unsigned = await outcome()
    await a_sign_off(house, program["id"])
    draft = {"document": {**program["document"], "name": "Give $60"}}
    await house.patch(f"/v1/programs/{program['id']}", draft)

    assert unsigned[0] == "held"
    assert await outcome(version=1) == ("earned", ["SIGN_OFF"])
    assert (await outcome())[0] == "held"


async def test_nobody_signs_for_what_the_law_forbids_to_everybody(open_house: OpenHouse):
    house = await open_house(industry="accounting", **OHIO)
    program = await a_program(house)

    answer = await house.post(
        f"/v1/programs/{program['id']}/sign_offs", {"place": "US-CA", "reason": "We would like to."}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "forbidden_by_law")
    assert "CPA-CA" in answer.json()["detail"]
    assert (await house.get(f"/v1/programs/{program['id']}/sign_offs")).json()["data"] == []


@pytest.mark.parametrize("version", [None, 1])
async def test_what_was_not_published_cannot_be_signed_for(house: House, version: int | None):
    draft = await a_draft(house)
    body = {"place": "US-OH", "reason": "Soon."} | ({"version": version} if version else {})

    answer = await house.post(f"/v1/programs/{draft['id']}/sign_offs", body)
    unknown = await house.get(f"/v1/programs/{ids.show('prg', ids.new())}/sign_offs")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert unknown.status_code == 404
