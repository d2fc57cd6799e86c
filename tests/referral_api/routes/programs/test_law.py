"""What the law lets a program give, told by place and profession; and what it forbids."""

from typing import Any

import pytest
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.stories import a_draft

SALE = {"net": {"minor": 120000, "currency": "USD"}}
DINNER = {
    "rule": "referrer",
    "to": "referrer",
    "when": [{"field": "sale.net", "op": "gte", "value": "1000.00"}],
    "give": {"kind": "restaurant_certificate", "amount": {"fixed": "200.00"}},
    "instead": {"kind": "charity_donation", "amount": {"fixed": "200.00"}},
}


async def tried(house: House, draft: dict[str, Any], **facts: Any) -> dict[str, Any]:
    body = {"facts": {"sale": SALE, **facts}}
    answer = await house.post(f"/v1/programs/{draft['id']}/dry_run", body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def in_florida(**legal: bool) -> dict[str, Any]:
    return {"country": "US", "region": "FL", "legal": legal}


async def test_a_florida_insurance_agency_gives_neither_dinner_nor_donation_and_says_why(
    open_house: OpenHouse,
):
    house = await open_house(industry="insurance agency", country="US", region="FL")
    draft = await a_draft(house, kind="active_intro", destination_url=None, rewards=[DINNER])

    run = await tried(house, draft, referrer=in_florida(client=True), prospect=in_florida())
    published = await house.post(f"/v1/programs/{draft['id']}/publish")

    [verdict] = run["verdicts"]
    assert verdict["outcome"] == "denied"
    assert [(one["code"], one["required"], one["actual"]) for one in verdict["reasons"]] == [
        ("forbidden_by_law", "restaurant_certificate", ["INS-FL-REF", "INS-FL-GIFT"]),
        ("forbidden_by_law", "charity_donation", ["INS-FL-REF", "INS-FL-GIFT"]),
    ]
    assert (
        "the law forbids a charity donation in US-FL (INS-FL-REF, INS-FL-GIFT)"
        in (verdict["sentence"])
    )
    assert "INS-" not in verdict["gentle_sentence"]
    assert {"INS-FL-REF", "INS-FL-GIFT"} <= {one["rule"] for one in run["rules_of_law"]}
    assert (published.status_code, published.json()["code"]) == (422, "forbidden_by_law")
    assert "INS-FL-REF, INS-FL-GIFT" in published.json()["errors"][0]["detail"]


async def test_a_dry_run_says_what_each_profession_may_have_in_each_place(open_house: OpenHouse):
    house = await open_house(industry="retail", country="US", region="FL")
    draft = await a_draft(house, places=["US-FL", "DE"])

    run = await tried(house, draft)

    assert "not legal advice" in run["notice"]
    said = {
        (one["place"], profession): (one["decision"], one["allowed"], one["rules"])
        for one in run["law"]
        for profession in one["professions"]
    }
    yes = ("ALLOW_WITH_CONDITIONS", True, ["GEN"])
    assert said["US-FL", "client"] == said["DE", "licensed"] == said["DE", "unknown"] == yes
    assert said["US-FL", "public_official"] == ("BLOCK", False, ["OFF-ANY"])
    assert said["DE", "agent_of_prospect"] == ("BLOCK", False, ["BRIB-UK"])
    assert said["US-FL", "federal_employee"][2] == ["OFF-US", "OFF-ANY"]
    [official] = [one for one in run["law"] if "public_official" in one["professions"]][:1]
    assert official["sentence"].startswith("Forbidden. OFF-ANY in US-FL: ")
    assert official["gentle_sentence"] == "The rules for our industry do not allow this gift."


async def test_what_waits_for_a_sign_off_says_what_it_would_vouch_for(open_house: OpenHouse):
    house = await open_house(industry="accounting", country="US", region="OH")
    draft = await a_draft(house)

    run = await tried(house, draft)

    [client] = [one for one in run["law"] if "client" in one["professions"]]
    assert (client["decision"], client["allowed"]) == ("ALLOW_WITH_CONDITIONS", False)
    assert client["requires"] == ["client_told", "no_attest_client"]
    assert client["discloses"] == ["to the client, that a fee was paid"]


async def test_what_is_said_of_somebody_in_an_example_counts(open_house: OpenHouse):
    house = await open_house(industry="retail", country="US", region="FL")
    draft = await a_draft(house)
    sale = {"net": {"minor": 7990, "currency": "USD"}}

    ordinary = await tried(house, draft, sale=sale)
    official = await tried(house, draft, sale=sale, referrer=in_florida(public_official=True))

    assert ordinary["verdicts"][0]["outcome"] == "earned"
    assert official["verdicts"][0]["outcome"] == "denied"
    assert official["verdicts"][0]["reasons"][0]["actual"] == ["OFF-ANY"]


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"legal": {"lisensed": True}}, "/facts/legal/lisensed"),
        ({"referrer": {"legal": {"clint": True}}}, "/facts/referrer/legal/clint"),
        ({"referrer": {"legal": {"client": "perhaps"}}}, "/facts/referrer/legal/client"),
    ],
)
async def test_a_fact_that_no_rule_asks_is_refused(house: House, facts: Any, pointer: str):
    draft = await a_draft(house)

    answer = await house.post(
        f"/v1/programs/{draft['id']}/dry_run", {"facts": {"sale": SALE, **facts}}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_facts")
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
