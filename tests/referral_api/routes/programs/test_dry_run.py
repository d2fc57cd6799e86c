"""What a program would decide, tried on examples and on sales that were."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_document, a_draft, a_participant, a_program

from goodword.database import Database
from goodword.events import Event
from goodword.ids import show
from goodword.programs import Verdict

SALE = {"net": {"minor": 7990, "currency": "USD"}}


async def tried(house: House, program: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    answer = await house.post(f"/v1/programs/{program['id']}/dry_run", body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def a_sale(house: House, minor: int = 7990, code: str = "ANA20", number: int = 1) -> Any:
    sale = {
        "source": "till",
        "external_id": f"order-{number}",
        "occurred_at": f"2026-12-0{number}T10:00:00Z",
        "gross": {"minor": minor, "currency": "USD"},
        "buyer_ref": {"email": f"ben{number}@example.com"},
        "codes": [code],
    }
    answer = await house.post("/v1/sales", sale)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_an_example_is_decided_by_the_draft_and_explained_twice(house: House):
    draft = await a_draft(house)

    run = await tried(house, draft, {"facts": {"sale": SALE}})

    assert (run["version"], run["cause"]) == (None, "sale")
    [verdict] = run["verdicts"]
    assert (verdict["outcome"], verdict["amount"]) == ("earned", {"minor": 5000, "currency": "USD"})
    assert verdict["program_version"] == 1
    assert verdict["checks"] == [{"check": "sale.net gte 50.00", "actual": "79.90", "passed": True}]
    assert verdict["sentence"] == (
        "Earned: the prospect's first purchase of $79.90 meets the $50.00 minimum."
    )
    assert verdict["gentle_sentence"] == "Thank you: a reward is on its way to you."


async def test_every_reason_has_both_sentences_and_the_gentle_one_tells_nothing(house: House):
    draft = await a_draft(house)

    sale = {"net": {"minor": 1234, "currency": "USD"}}
    [verdict] = (await tried(house, draft, {"facts": {"sale": sale}}))["verdicts"]

    [reason] = verdict["reasons"]
    assert (reason["code"], reason["required"], reason["actual"]) == (
        "below_minimum",
        "50.00",
        "12.34",
    )
    assert "$12.34" in reason["sentence"]
    assert "12.34" not in reason["gentle_sentence"] + verdict["gentle_sentence"]


async def test_the_shape_is_the_one_in_which_verdicts_are_kept(house: House):
    draft = await a_draft(house)

    [verdict] = (await tried(house, draft, {"facts": {"sale": SALE}}))["verdicts"]

    added = {name: verdict.pop(name) for name in ("sentence", "gentle_sentence")}
    assert all(added.values())
    assert Verdict.from_json(verdict).as_json() == verdict


async def test_any_version_can_be_tried_and_by_default_the_draft(house: House):
    program = await a_program(house)
    dearer = a_document()
    dearer["rewards"][0]["give"]["amount"]["fixed"] = "60.00"
    await house.patch(f"/v1/programs/{program['id']}", {"document": dearer})

    example = {"facts": {"sale": SALE}}
    next_ = await tried(house, program, example)
    first = await tried(house, program, {**example, "version": 1})
    missing = await house.post(f"/v1/programs/{program['id']}/dry_run", {**example, "version": 2})

    assert [run["verdicts"][0]["amount"]["minor"] for run in (next_, first)] == [6000, 5000]
    assert (next_["version"], first["version"]) == (None, 1)
    assert next_["verdicts"][0]["program_version"] == 2
    assert missing.status_code == 404


async def test_a_sale_that_was_is_tried_with_its_refunds(referral_db: Database, house: House):
    ana = await a_participant(house, code="ANA20")
    sale = await a_sale(house)
    await house.post(
        f"/v1/sales/{sale['id']}/refunds",
        {
            "external_id": "r1",
            "amount": {"minor": 4000, "currency": "USD"},
            "occurred_at": "2026-12-02T10:00:00Z",
        },
    )

    run = await tried(house, {"id": ana["program_id"]}, {"sale_id": sale["id"]})

    [verdict] = run["verdicts"]
    assert (verdict["outcome"], verdict["beneficiary"]) == ("denied", ana["person_id"])
    assert [reason["actual"] for reason in verdict["reasons"]] == ["39.90"]


async def test_the_referrers_sales_are_counted_up_to_the_one_that_is_tried(house: House):
    tiers = {
        "tiers": [{"from": 1, "fixed": "10.00"}, {"from": 2, "fixed": "20.00"}],
        "by": "referrer.sales_in_lifetime",
    }
    rule = {"rule": "r", "to": "referrer", "give": {"kind": "gift_card", "amount": tiers}}
    program = await a_program(house, rewards=[rule])
    await a_participant(house, code="ANA20", program_id=program["id"])
    sales = [await a_sale(house, number=number) for number in (1, 2)]

    amounts = [
        (await tried(house, program, {"sale_id": sale["id"]}))["verdicts"][0]["amount"]["minor"]
        for sale in sales
    ]

    assert amounts == [10_00, 20_00]


async def test_a_sale_of_nobodys_referral_is_not_tried(house: House):
    program = await a_program(house)
    sale = await a_sale(house, code="NOBODY")

    answer = await house.post(f"/v1/programs/{program['id']}/dry_run", {"sale_id": sale["id"]})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_referred")


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({}, "/facts/sale"),
        ({"sale": {"net": "79.90"}}, "/facts/sale/net"),
        ({"sale": SALE, "zone": "UTC"}, "/facts/zone"),
        ({"sale": SALE, "moment": "yesterday"}, "/facts/moment"),
        ({"sale": SALE, "referrer": "Ana"}, "/facts/referrer"),
        ({"sale": SALE, "weather": "fine"}, "/facts/weather"),
        ({"cause": "wedding"}, "/facts/cause"),
    ],
)
async def test_facts_that_cannot_be_are_refused_with_a_pointer(
    house: House, facts: Any, pointer: str
):
    draft = await a_draft(house)

    answer = await house.post(f"/v1/programs/{draft['id']}/dry_run", {"facts": facts})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_facts"), answer.text
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]


def by_stage(stage: str) -> dict[str, Any]:
    gift = {"kind": "points", "amount": {"points": 20}}
    return {"rule": stage, "to": "referrer", "on": stage, "give": gift}


@pytest.mark.parametrize("stage", ["named", "introduced", "qualified"])
async def test_an_example_at_a_stage_is_decided_by_the_rules_of_that_stage(
    house: House, stage: str
):
    draft = await a_draft(house, rewards=[by_stage(stage), a_document()["rewards"][0]])

    run = await tried(house, draft, {"facts": {"cause": stage}})

    assert run["cause"] == stage
    [verdict] = run["verdicts"]
    assert (verdict["rule"], verdict["outcome"], verdict["points"]) == (stage, "earned", 20)
    assert verdict["sentence"].startswith("Earned: the ")


async def test_an_introduction_is_the_ordinary_case_of_a_program_that_asks_for_one(house: House):
    intro = {"kind": "active_intro", "destination_url": None}
    draft = await a_draft(house, rewards=[by_stage("introduced"), by_stage("qualified")], **intro)

    runs = [
        await tried(house, draft, {"facts": {"cause": stage}})
        for stage in ("introduced", "qualified")
    ]

    assert [run["verdicts"][0]["outcome"] for run in runs] == ["earned", "earned"]


async def test_a_referral_is_tried_at_the_stage_that_it_has_reached(house: House):
    program = await a_program(house, rewards=[by_stage("named"), by_stage("qualified")])
    ana = await a_participant(house, code="ANA20", program_id=program["id"])
    name = {"program_id": program["id"], "referrer_ref": ana["person_id"], "permission": True}
    referral = await house.post(
        "/v1/referrals", name | {"prospect_ref": {"email": "ben@example.com"}}
    )
    at = {"referral_id": referral.json()["id"]}

    run = await tried(house, program, {**at, "stage": "named"})
    early = await house.post(f"/v1/programs/{program['id']}/dry_run", {**at, "stage": "qualified"})
    await house.post(f"/v1/referrals/{at['referral_id']}/advance", {"status": "qualified"})
    later = await tried(house, program, {**at, "stage": "qualified"})

    [verdict] = run["verdicts"]
    assert (verdict["rule"], verdict["outcome"]) == ("named", "earned")
    assert verdict["beneficiary"] == ana["person_id"]
    refused = early.json()
    assert (early.status_code, refused["code"]) == (409, "stage_not_reached")
    assert refused["current"] == "named"
    assert [each["rule"] for each in later["verdicts"]] == ["qualified"]


async def test_a_lead_whom_nobody_may_name_was_never_named(house: House):
    ana = await a_participant(house, code="ANA20")
    sale = await a_sale(house)
    body = {"referral_id": sale["referral_id"], "stage": "named"}

    answer = await house.post(f"/v1/programs/{ana['program_id']}/dry_run", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "stage_not_reached")


BOTH = {"facts": {"sale": SALE}, "sale_id": show("sal", UUID(int=1))}


WITHOUT_STAGE = {"referral_id": show("ref", UUID(int=1))}
WITHOUT_REFERRAL = {"facts": {"sale": SALE}, "stage": "named"}


@pytest.mark.parametrize("body", [{}, BOTH, WITHOUT_STAGE, WITHOUT_REFERRAL])
async def test_it_is_facts_or_a_sale_or_a_stage_of_a_referral(house: House, body: Any):
    draft = await a_draft(house)

    answer = await house.post(f"/v1/programs/{draft['id']}/dry_run", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_an_introduction_a_regulated_industry_and_terms_hold(open_house: OpenHouse):
    house = await open_house(industry="pension fund")
    draft = await a_draft(house, kind="active_intro", destination_url=None)

    held = await tried(house, draft, {"facts": {"sale": SALE}})
    unsent = await tried(
        house, draft, {"facts": {"sale": SALE, "referral": {"terms_sent_at": None}}}
    )
    passive = await tried(
        house, draft, {"facts": {"sale": SALE, "referral": {"referral_class": "passive_lead"}}}
    )

    assert [verdict["outcome"] for run in (held, unsent) for verdict in run["verdicts"]] == [
        "held",
        "held",
    ]
    codes = [[one["code"] for one in run["verdicts"][0]["reasons"]] for run in (held, unsent)]
    assert codes == [["law_unknown"], ["terms_not_sent", "law_unknown"]]
    assert passive["verdicts"][0]["outcome"] == "denied"


async def test_trying_changes_nothing(referral_db: Database, house: House):
    ana = await a_participant(house, code="ANA20")
    sale = await a_sale(house)
    before = await everything(referral_db, house)

    await tried(house, {"id": ana["program_id"]}, {"sale_id": sale["id"]})
    await tried(house, {"id": ana["program_id"]}, {"facts": {"sale": SALE}})

    assert await everything(referral_db, house) == before


async def everything(db: Database, house: House) -> Any:
    tables = ("program", "program_version", "participant", "person", "referral", "sale", "click")
    async with db.begin([house.business_id]) as session:
        rows = {
            table: list((await session.execute(text(f"select t::text from {table} t"))).scalars())
            for table in tables
        }
    return rows, len(await said(db, Event))


async def test_another_business_tries_nothing_of_ours(open_house: OpenHouse):
    one, other = await open_house(), await open_house()
    ana = await a_participant(one, code="ANA20")
    sale = await a_sale(one)
    own = await a_program(other)

    answers = [
        await other.post(f"/v1/programs/{ana['program_id']}/dry_run", {"facts": {"sale": SALE}}),
        await other.post(f"/v1/programs/{own['id']}/dry_run", {"sale_id": sale["id"]}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


async def test_facts_are_called_as_conditions_call_them(house: House):
    program = await a_draft(house)
    sold = {"sale": SALE}

    known = await tried(house, program, {"facts": sold | {"prospect": {"is_new": False}}})
    flat = await tried(house, program, {"facts": sold | {"prospect_is_new": False}})
    wrong = await house.post(
        f"/v1/programs/{program['id']}/dry_run",
        {"facts": sold | {"prospect": {"is_old": True}, "weather": "fine"}},
    )

    assert known["verdicts"] == flat["verdicts"]
    assert wrong.status_code == 422
    assert [(each["pointer"], each["code"]) for each in wrong.json()["errors"]] == [
        ("/facts/weather", "unknown_field"),
        ("/facts/prospect/is_old", "unknown_field"),
    ]
    assert "prospect_is_new" in wrong.json()["errors"][0]["detail"]
