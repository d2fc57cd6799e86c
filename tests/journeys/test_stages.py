"""What is earned before any sale, from the name that was given to the letter of thanks."""

from typing import Any

from tests.journeys.steps import Steps

HOLD_S = 31 * 86_400
DOCUMENT: dict[str, Any] = {
    "name": "Tell us who",
    "kind": "code",
    "currency": "USD",
    "destination_url": "https://shop.example/welcome",
    "hold_days": 30,
    "rewards": [
        {
            "rule": "name",
            "to": "referrer",
            "on": "named",
            "when": [{"field": "prospect.is_new", "op": "eq", "value": True}],
            "give": {"kind": "gift_card", "amount": {"fixed": "5.00"}},
            "limits": [{"per": "referrer", "in": "month", "count": 2}],
        },
        {
            "rule": "lead",
            "to": "referrer",
            "on": "qualified",
            "give": {"kind": "gift_card", "amount": {"fixed": "20.00"}},
        },
    ],
}


async def begin(steps: Steps, document: dict[str, Any]) -> dict[str, Any]:
    """Ana, in a program that is published."""
    program = await steps.post("/v1/programs", {"document": document})
    await steps.post(f"/v1/programs/{program['id']}/publish")
    ana = {"email": "ana@friends.example", "name": {"display": "Ana"}}
    joining = {"program_id": program["id"], "person_ref": ana, "code": "ANA20"}
    return await steps.post("/v1/participants", joining)


async def name(steps: Steps, ana: dict[str, Any], who: str, **given: Any) -> dict[str, Any]:
    prospect = {"email": f"{who.lower()}@buyers.example", "name": {"display": who}}
    body = {"program_id": ana["program_id"], "referrer_ref": ana["person_id"], "permission": True}
    referral = await steps.post("/v1/referrals", body | {"prospect_ref": prospect} | given)
    await steps.settle()
    return referral


async def rewards(steps: Steps, **filters: Any) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    found: list[dict[str, Any]] = (await steps.get(f"/v1/rewards?{query}"))["data"]
    return found


async def test_a_name_and_a_qualified_prospect_are_rewarded_told_and_paid(steps: Steps) -> None:
    ana = await begin(steps, DOCUMENT)
    referral = await name(steps, ana, "Ben")
    path = f"/v1/referrals/{referral['id']}"
    await steps.post(f"{path}/advance", {"status": "qualified"})
    await steps.post(f"{path}/withdraw", {"reason": "no_need"})
    await steps.settle()

    earned = await rewards(steps, referral_id=referral["id"])
    told = await steps.get(f"{path}/explain")

    assert {(one["rule"], one["status"]) for one in earned} == {
        ("name", "pending"),
        ("lead", "pending"),
    }
    assert [one["cause"] for one in earned] == [{"type": "stage", "id": referral["id"]}] * 2
    assert {one["verdict"]["on"] for one in earned} == {"named", "qualified"}
    assert "Reward of $5.00 for the referrer (rule name): it waits until" in told["sentence"]
    decided = [one["sentence"] for one in told["story"] if one["what"] == "rule_decided"]
    assert decided == [
        "Rule name, version 1 of the program. Earned: Ana named Ben.",
        "Rule lead, version 1 of the program. Earned: Ben is qualified.",
    ]
    await steps.post("/v1/test_clock/advance", {"by_s": HOLD_S})
    await steps.settle()
    assert {one["status"] for one in await rewards(steps)} == {"issued"}
    thanks = await steps.get("/v1/messages?kind=reward_thank_you")
    assert [one["person_id"] for one in thanks["data"]] == [ana["person_id"]] * 2


async def test_a_name_that_came_by_a_code_or_without_leave_earns_nothing(steps: Steps) -> None:
    ana = await begin(steps, DOCUMENT)
    sale = {
        "source": "till",
        "external_id": "1",
        "occurred_at": ana["joined_at"],
        "gross": {"minor": 7990, "currency": "USD"},
        "buyer_ref": {"email": "cleo@buyers.example"},
        "codes": ["ANA20"],
    }
    await steps.post("/v1/sales", sale)
    await name(steps, ana, "Cleo")
    lead = await name(steps, ana, "Dora", permission=False)
    assert await rewards(steps) == []

    await name(steps, ana, "Dora")
    await name(steps, ana, "Dora")

    assert [one["referral_id"] for one in await rewards(steps)] == [lead["id"]]


async def test_names_beyond_the_limit_and_of_those_who_bought_are_denied(steps: Steps) -> None:
    ana = await begin(steps, DOCUMENT)
    client = {"emails": ["ed@buyers.example"], "first_purchase_at": "2026-01-02T10:00:00Z"}
    await steps.post("/v1/people", client)

    known = await name(steps, ana, "Ed")
    for who in ("Ben", "Cleo", "Dora"):
        await name(steps, ana, who)

    [not_new] = await rewards(steps, referral_id=known["id"])
    assert (not_new["status"], not_new["reason"]) == ("denied", "not_new")
    others = [one for one in await rewards(steps) if one["id"] != not_new["id"]]
    assert [one["status"] for one in others] == ["denied", "pending", "pending"]
    assert others[0]["reason"] == "limit_reached"
