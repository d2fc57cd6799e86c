"""Programs over HTTP: from draft to end."""

import json
from pathlib import Path

import pytest
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_document, a_draft, a_program

from goodword.database import Database
from goodword.events import ProgramChanged, ProgramPublished

EXAMPLES = sorted((Path(__file__).parents[4] / "examples" / "programs").glob("*.json"))


async def test_a_draft_is_heard_of_only_once_it_is_published(referral_db: Database, house: House):
    draft = await a_draft(house)
    silent = await said(referral_db, ProgramChanged)

    published = (await house.post(f"/v1/programs/{draft['id']}/publish")).json()

    assert silent == []
    assert (draft["status"], draft["document"], draft["published_version"]) == ("draft", None, None)
    assert (published["status"], published["published_version"]) == ("active", 1)
    assert (published["draft"], published["document"]["hold_days"]) == (None, 30)
    [version] = await said(referral_db, ProgramPublished)
    assert version.document == published["document"]
    [changed] = await said(referral_db, ProgramChanged)
    assert (changed.status, changed.current_version) == ("active", 1)


async def test_a_published_version_stays_when_the_next_is_published(house: House):
    program = await a_program(house)

    await house.patch(f"/v1/programs/{program['id']}", {"document": a_document(hold_days=60)})
    between = (await house.get(f"/v1/programs/{program['id']}")).json()
    after = (await house.post(f"/v1/programs/{program['id']}/publish")).json()
    versions = (await house.get(f"/v1/programs/{program['id']}/versions")).json()["data"]

    assert (between["document"]["hold_days"], between["draft"]["hold_days"]) == (30, 60)
    assert (after["document"]["hold_days"], after["published_version"]) == (60, 2)
    assert [(each["version"], each["document"]["hold_days"]) for each in versions] == [
        (2, 60),
        (1, 30),
    ]


async def test_mistakes_are_named_with_pointers_into_the_request(house: House):
    wrong = a_document(rewards=[{"rule": "r", "to": "referrer", "give": {"kind": "gift_card"}}])

    answer = await house.post("/v1/programs", {"document": wrong})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_program")
    assert [each["pointer"] for each in problem["errors"]] == ["/document/rewards/0/give/amount"]


@pytest.mark.parametrize(
    "give",
    [
        {"kind": "discount_code", "amount": {"percent_off": "20"}, "valid_days": 30},
        {"kind": "discount_code", "amount": {"amount_off": "5.00"}},
        {"kind": "points", "amount": {"points": 250}},
        {"kind": "store_credit", "amount": {"percent": "10"}},
        {"kind": "cash", "amount": {"fixed": "5.00"}},
        {"kind": "custom", "item": "a day at the races"},
        {"kind": "physical_gift", "item": "a mug", "amount": {"fixed": "5.00"}},
        {"kind": "service", "item": "a cleaning", "amount": {"fixed": "5.00"}},
        {"kind": "restaurant_certificate", "where": "favourite", "amount": {"fixed": "5.00"}},
        {"kind": "charity_donation", "where": "favourite", "amount": {"fixed": "5.00"}},
        {"kind": "recognition"},
        {
            "choose": [
                {"kind": "cash", "amount": {"fixed": "5.00"}},
                {"kind": "points", "amount": {"points": 500}},
            ]
        },
    ],
    ids=lambda give: give.get("kind", "choice"),
)
async def test_every_kind_of_gift_can_be_promised(house: House, give):
    draft = await a_draft(house, rewards=[{"rule": "r", "to": "referrer", "give": give}])

    answer = await house.post(f"/v1/programs/{draft['id']}/publish")

    assert (answer.status_code, answer.json()["status"]) == (200, "active")


async def test_a_program_pauses_resumes_and_ends_for_good(referral_db: Database, house: House):
    program = await a_program(house)
    path = f"/v1/programs/{program['id']}"

    moves = [await house.post(f"{path}/{move}") for move in ("pause", "resume", "end", "resume")]

    assert [move.json()["status"] for move in moves[:3]] == ["paused", "active", "ended"]
    refused = moves[3].json()
    assert (moves[3].status_code, refused["code"]) == (409, "illegal_transition")
    assert (refused["current"], refused["allowed"]) == ("ended", [])
    told = [each.status for each in await said(referral_db, ProgramChanged)]
    assert told == ["active", "paused", "active", "ended"]


async def test_an_ended_program_has_no_next_draft(house: House):
    program = await a_program(house)
    await house.post(f"/v1/programs/{program['id']}/end")

    answer = await house.patch(f"/v1/programs/{program['id']}", {"document": a_document()})

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


@pytest.mark.parametrize("stage", ["named", "introduced", "qualified"])
async def test_a_stage_before_the_sale_is_promised_with_a_warning_and_in_words(
    house: House, stage: str
):
    gift = {"kind": "gift_card", "amount": {"fixed": "10.00"}}
    rule = {"rule": "early", "to": "referrer", "on": stage, "give": gift}

    published = await a_program(house, rewards=[rule])

    assert published["status"] == "active"
    warned = [(each["pointer"], each["code"]) for each in published["warnings"]]
    assert warned == [("/document/rewards/0/limits", "no_cap_before_sale")]
    assert "$10.00" in published["terms"]


async def test_a_stage_knows_nothing_of_a_sale(house: House):
    document = a_document()
    document["rewards"][0]["on"] = "qualified"

    refused = await house.post("/v1/programs", {"document": document})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_program")
    [mistake] = refused.json()["errors"]
    assert mistake["code"] == "not_known_yet"
    assert mistake["pointer"] == "/document/rewards/0/when/0/field"


async def test_nothing_new_is_not_published_again(house: House):
    program = await a_program(house)

    answer = await house.post(f"/v1/programs/{program['id']}/publish")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_draft")


async def test_a_human_sees_what_is_strange_before_it_is_published(house: House):
    await house.patch("/v1/business", {"parameters": {"return_window_days": 60}})

    draft = await a_draft(house)

    assert [(each["pointer"], each["code"]) for each in draft["warnings"]] == [
        ("/draft/hold_days", "hold_shorter_than_return_window")
    ]


async def test_programs_are_listed_by_status(house: House):
    active, draft = await a_program(house), await a_draft(house)

    listed = await house.get("/v1/programs", status="draft")
    everything = await house.get("/v1/programs")

    assert [each["id"] for each in listed.json()["data"]] == [draft["id"]]
    assert [each["id"] for each in everything.json()["data"]] == [draft["id"], active["id"]]


async def test_a_regulated_business_is_warned_when_it_publishes_and_later(open_house: OpenHouse):
    house = await open_house(industry="pension fund", country="US", region="FL")

    published = await a_program(house)
    later = (await house.get(f"/v1/programs/{published['id']}")).json()

    warned = [(each["pointer"], each["code"]) for each in published["warnings"]]
    assert warned == [("/document/rewards/0/give", "law_unknown")]
    assert later["warnings"] == published["warnings"]
    assert "US-FL" in later["warnings"][0]["detail"]


async def test_nothing_that_the_law_forbids_everywhere_is_published(open_house: OpenHouse):
    house = await open_house(industry="insurance agency", country="US", region="FL")
    draft = await a_draft(house)

    answer = await house.post(f"/v1/programs/{draft['id']}/publish")

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "forbidden_by_law")
    assert [each["pointer"] for each in problem["errors"]] == ["/draft/rewards/0/give"]
    assert "INS-FL-REF" in problem["errors"][0]["detail"]
    assert (await house.get(f"/v1/programs/{draft['id']}")).json()["status"] == "draft"


async def test_the_terms_are_shown_in_the_business_s_language(open_house: OpenHouse):
    house = await open_house(locale="de-DE", name="Blaue Tür")

    draft = await a_draft(house)

    assert draft["terms"].startswith("Give $50, get $50: Bedingungen von Blaue Tür")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
async def test_every_example_is_published_and_decides(house: House, example: Path):
    document = json.loads(example.read_text())
    created = await house.post("/v1/programs", {"document": document})
    program = created.json()

    published = await house.post(f"/v1/programs/{program['id']}/publish")
    sale = {"net": {"minor": 500_000, "currency": document.get("currency", "USD")}}
    run = await house.post(
        f"/v1/programs/{program['id']}/dry_run", {"facts": {"sale": {**sale, "number": 1}}}
    )

    assert (created.status_code, published.status_code) == (201, 200), published.text
    assert run.status_code == 200
    assert {verdict["outcome"] for verdict in run.json()["verdicts"]} == {"earned"}, run.text
