"""A dry run of what was comes to what rewards-worker came to: the same verdicts, whole."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
import pytest
from tests.journeys.steps import Steps
from tests.journeys.test_stages import begin, name, rewards
from tests.referral_api.people import EXAMPLE

BEN = {"email": "ben@buyers.example", "name": {"display": "Ben"}}
NOT_KEPT = ("sentence", "gentle_sentence")
FAVOURITES = {"favourite_restaurant": "Luigi's", "favourite_charity": "Red Cross"}
INTRODUCED = """
    update referral.referral set class = 'active_referral', status = 'introduced',
        steps = steps || jsonb_build_object('status', 'introduced', 'at', $1::text,
            'actor', 'system', 'evidence', jsonb_build_object('kind', 'inbound_mail'))
"""
LATE = "update referral.person set favourites_captured_at = now() where id is not null"


def example(called: str, **changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads((EXAMPLE.parent / f"{called}.json").read_bytes())
    return document | changes


async def buy(steps: Steps, number: int = 1, **given: Any) -> dict[str, Any]:
    body = {
        "source": "till",
        "external_id": f"order-{number}",
        "occurred_at": datetime.now(UTC).isoformat(),
        "gross": {"minor": 158000, "currency": "USD"},
        "buyer_ref": BEN,
        "items": [
            {"product_id": product, "quantity": 1, "amount": {"minor": 50000, "currency": "USD"}}
            for product in ("p9", "p1")
        ],
        "tags": ["wholesale"],
    }
    sale = await steps.post("/v1/sales", body | given)
    await steps.settle()
    return sale


async def as_superuser(steps: Steps, statement: str, *arguments: Any) -> None:
    """What nothing says yet, or only a merge of two people could bring about."""
    connection = await asyncpg.connect(steps.databases.admin_url, ssl=False)
    try:
        await connection.execute(statement, *arguments)
    finally:
        await connection.close()


async def compare(steps: Steps, program_id: str, tried: dict[str, Any], **of: Any) -> Any:
    """The verdicts, equal in both places; by rule, outcome and reasons."""
    run = await steps.post(f"/v1/programs/{program_id}/dry_run", {"version": 1, **tried})
    decided = {one["rule"]: bare(one["verdict"]) for one in await rewards(steps, **of)}
    wanted = {one["rule"]: bare(one) for one in run["verdicts"]}
    assert decided == wanted
    assert decided
    return {
        rule: (one["outcome"], [each["code"] for each in one["reasons"]])
        for rule, one in decided.items()
    }


def bare(verdict: dict[str, Any]) -> dict[str, Any]:
    """As it is kept; its sentence knows more while its facts are at hand."""
    return {key: value for key, value in verdict.items() if key not in NOT_KEPT}


async def by_sale(steps: Steps, ana: dict[str, Any], sale: dict[str, Any]) -> Any:
    return await compare(steps, ana["program_id"], {"sale_id": sale["id"]}, sale_id=sale["id"])


CODES = ["give_50_get_50", "choose_your_thank_you", "points_at_the_till", "twenty_percent_off"]


@pytest.mark.parametrize("called", CODES)
async def test_of_a_purchase_by_code(steps: Steps, called: str) -> None:
    ana = await begin(steps, example(called))
    tags = {"tags": ["vip"], "first_purchase_at": "2026-01-02T10:00:00Z"}
    where = {"place": {"country": "US", "region": "FL"}}
    await steps.post("/v1/people", {"emails": ["ana@friends.example"], **tags, **where})

    sales = [await buy(steps, number, codes=["ANA20"]) for number in (1, 2)]

    for sale in sales:
        await by_sale(steps, ana, sale)


async def test_of_a_purchase_by_link_whose_click_begins_the_window(steps: Steps) -> None:
    ana = await begin(steps, example("share_of_the_sale", currency="USD", touch="last"))
    followed = await steps.http.get(ana["link"], headers={"User-Agent": "Mozilla/5.0 Firefox/140"})
    click = followed.headers["Location"].partition("gw_click=")[2].partition("&")[0]

    linked = await buy(steps, click_id=click, tags=[])
    typed = await buy(steps, 2, click_id=click, codes=["ANA20"])

    assert (linked["match"]["by"], typed["match"]["by"]) == ("link", "code")
    assert await by_sale(steps, ana, linked) == {"share": ("earned", [])}
    assert await by_sale(steps, ana, typed) == {"share": ("denied", ["condition_not_met"])}


async def introduced(steps: Steps, *, told: bool = True, discussed: bool = True) -> Any:
    """Ana has introduced Ben, in a program that asks for that."""
    ana = await begin(steps, example("dinner_on_us", rewards=INTRO_RULES))
    await steps.settle()
    if told:
        path = f"/v1/people/{ana['person_id']}/preferences"
        assert (await steps.http.put(path, json=FAVOURITES)).status_code == 200
    if discussed:
        await steps.post(f"/v1/participants/{ana['id']}/discuss")
    await name(steps, ana, "Ben")
    await as_superuser(steps, INTRODUCED, datetime.now(UTC).isoformat())
    return ana


INTRO_RULES = [
    *example("dinner_on_us")["rewards"],
    {"rule": "rep", "to": "rep", "give": {"kind": "gift_card", "amount": {"fixed": "10.00"}}},
]


async def test_of_an_introduction_with_all_that_it_takes(steps: Steps) -> None:
    ana = await introduced(steps)
    rep = await steps.post("/v1/people", {"emails": ["rita@shop.example"]})
    sale = await buy(steps, rep_id=rep["id"])

    assert await by_sale(steps, ana, sale) == {"referrer": ("earned", []), "rep": ("earned", [])}


async def test_of_an_introduction_whose_terms_were_not_sent(steps: Steps) -> None:
    ana = await introduced(steps, discussed=False)
    sale = await buy(steps)

    found = await by_sale(steps, ana, sale)

    assert found["referrer"] == ("held", ["terms_not_sent"])
    assert found["rep"][0] == "denied"


async def test_of_an_introduction_that_was_discussed_before_favourites_were_known(
    steps: Steps,
) -> None:
    ana = await introduced(steps)
    await as_superuser(steps, LATE)
    sale = await buy(steps)

    found = await by_sale(steps, ana, sale)

    assert found["referrer"] == ("denied", ["favourites_not_asked"])


async def test_of_a_name_without_an_introduction(steps: Steps) -> None:
    ana = await begin(steps, example("dinner_on_us"))
    await name(steps, ana, "Ben")
    sale = await buy(steps)

    found = await by_sale(steps, ana, sale)

    assert found["referrer"][0] == "denied"
    assert "not_introduced" in found["referrer"][1]


async def test_of_a_merged_referrer_and_a_test_order(steps: Steps) -> None:
    ana = await begin(steps, example("points_at_the_till"))
    first = await buy(steps, codes=["ANA20"])
    anna = await steps.post("/v1/people", {"emails": ["anna@friends.example"]})
    await steps.post(f"/v1/people/{ana['person_id']}/merge", {"into": anna["id"]})
    await steps.settle()

    other = {"email": "cleo@buyers.example"}
    second = await buy(steps, 2, codes=["ANA20"], buyer_ref=other, test=True)

    await compare(steps, ana["program_id"], {"sale_id": second["id"]}, sale_id=second["id"])
    assert first["referral_id"] != second["referral_id"]


@pytest.mark.parametrize(
    "told",
    [{"occupation": "Police officer", "employer": "City of Miami"}, {"employer": "Ben Buyer"}],
    ids=["official", "employed_by_the_prospect"],
)
async def test_of_somebody_whom_the_law_lets_have_nothing(
    steps: Steps, told: dict[str, Any]
) -> None:
    ana = await begin(steps, example("give_50_get_50"))
    await steps.post("/v1/people", {"emails": ["ana@friends.example"], **told})
    ben = {"email": "ben@buyers.example", "name": {"display": "Ben Buyer"}}
    await steps.post("/v1/people", {"emails": [ben["email"]], "name": ben["name"]})
    await steps.settle()
    sale = await buy(steps, codes=["ANA20"], buyer_ref=ben)

    found = await by_sale(steps, ana, sale)

    assert "forbidden_by_law" in found["referrer"][1] or "law_unknown" in found["referrer"][1]


@pytest.mark.parametrize("stage", ["named", "qualified"])
async def test_of_a_stage(steps: Steps, stage: str) -> None:
    gift = {"kind": "points", "amount": {"points": 20}}
    tiers = {"tiers": [{"from": 1, "points": 10}, {"from": 2, "points": 30}]}
    tiers |= {"by": "referrer.sales_in_month"}
    rules = [
        {"rule": "plain", "to": "referrer", "on": stage, "give": gift},
        {"rule": "tiers", "to": "referrer", "on": stage, "give": {**gift, "amount": tiers}},
        {
            "rule": "new",
            "to": "prospect",
            "on": stage,
            "when": [{"field": "prospect.is_new", "op": "eq", "value": True}],
            "give": gift,
        },
        {
            "rule": "old_client",
            "to": "referrer",
            "on": stage,
            "when": [{"field": "referrer.tenure_days", "op": "gte", "value": 30}],
            "give": gift,
            "limits": [{"per": "household", "in": "month", "count": 2}],
        },
    ]
    ana = await begin(steps, example("give_50_get_50", rewards=rules))
    old = {"emails": ["ana@friends.example"], "first_purchase_at": "2026-01-02T10:00:00Z"}
    await steps.post("/v1/people", old)
    cleo = {"email": "cleo@buyers.example"}
    for number in (1, 2):
        await buy(steps, number, codes=["ANA20"], buyer_ref=cleo)
    referral = await name(steps, ana, "Ben")
    if stage == "qualified":
        await steps.post(f"/v1/referrals/{referral['id']}/advance", {"status": "qualified"})
        await steps.settle()

    tried = {"referral_id": referral["id"], "stage": stage}
    found = await compare(steps, ana["program_id"], tried, referral_id=referral["id"])

    assert {outcome for outcome, _ in found.values()} == {"earned"}
