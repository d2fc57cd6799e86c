"""What an introduction may earn beside a dinner or a donation: points, a card by hand, and a
certificate that a person buys; each from the talk to the letter."""

from typing import Any

import pytest
from tests.journeys.steps import Steps
from tests.journeys.test_dinner_on_us import FAVOURITES, HOLD_S, MEETING, discuss, letters
from tests.journeys.test_dry_runs_agree import buy, example
from tests.journeys.test_stages import begin, name, rewards

POINTS = {"kind": "points", "amount": {"points": 250}}
CARD = {"kind": "recognition"}
DINNER = {
    "kind": "restaurant_certificate",
    "amount": {"fixed": "200.00"},
    "where": "favourite",
}


async def earned(steps: Steps, gift: dict[str, Any], **preferences: Any) -> dict[str, Any]:
    """Ana has introduced Ben, who bought; the hold is over, and what follows was done."""
    [rule] = example("dinner_on_us")["rewards"]
    changed = {key: value for key, value in rule.items() if key != "instead"} | {"give": gift}
    ana = await begin(steps, example("dinner_on_us", rewards=[changed]))
    await steps.settle()
    path = f"/v1/people/{ana['person_id']}/preferences"
    assert (await steps.http.put(path, json={**FAVOURITES, **preferences})).status_code == 200
    await discuss(steps, ana)
    referral = await name(steps, ana, "Ben")
    await steps.post(f"/v1/referrals/{referral['id']}/introductions", MEETING)
    await steps.settle()
    await buy(steps)
    await steps.post("/v1/test_clock/advance", {"by_s": HOLD_S})
    await steps.settle()
    return ana


async def the_reward(steps: Steps) -> dict[str, Any]:
    [reward] = await rewards(steps)
    return reward


async def hand_over(steps: Steps, **done: Any) -> dict[str, Any]:
    """The one task, done."""
    tasks = (await steps.get("/v1/tasks"))["data"]
    [task] = [each for each in tasks if each["kind"] == "hand_over_reward"]
    assert (await the_reward(steps))["status"] == "issuing"
    assert await letters(steps, "reward_thank_you") == []
    await steps.post(f"/v1/tasks/{task['id']}/done", done)
    await steps.settle()
    return dict(task)


def words(steps: Steps) -> str:
    """Those of all letters, as their reader sees them."""
    return "\n".join(each.read_text() for each in sorted(steps.folder.glob("*.eml")))


async def test_points_are_booked_and_told(steps: Steps) -> None:
    ana = await earned(steps, POINTS)

    reward = await the_reward(steps)

    assert (reward["kind"], reward["points"], reward["status"]) == ("points", 250, "issued")
    [balance] = (await steps.get("/v1/balances"))["data"]
    [account] = balance["accounts"]
    assert (balance["beneficiary_id"], account["unit"]) == (ana["person_id"], "points")
    assert account["handed_over"] == 250
    assert await letters(steps, "reward_thank_you") == ["sent"]
    assert "250" in words(steps)


@pytest.mark.parametrize("accepts", ["anything", "donation_only"])
async def test_a_card_by_hand_costs_nothing_and_is_a_task_and_a_letter(
    steps: Steps, accepts: str
) -> None:
    """Recognition is nothing of value, so that also who may take no gift is thanked."""
    await earned(steps, CARD, accepts=accepts)

    task = await hand_over(steps, proof="Posted on Tuesday.")

    reward = await the_reward(steps)
    assert (reward["kind"], reward["amount"], reward["status"]) == ("recognition", None, "issued")
    assert task["proof_wanted"] == "text"
    assert task["gift"]["kind"] == "recognition"
    assert await letters(steps, "reward_thank_you") == ["sent"]


async def test_a_certificate_that_a_person_buys_names_the_restaurant_and_its_proof(
    steps: Steps,
) -> None:
    kinds = {"settings": {"kinds": ["restaurant_certificate"]}}
    assert (await steps.http.put("/v1/providers/manual", json=kinds)).is_success
    await steps.settle()
    await earned(steps, DINNER)

    task = await hand_over(steps, proof="receipt 1007")

    assert (task["gift"]["where"], task["gift"]["amount"]["minor"]) == ("Da Gino", 20_000)
    reward = await the_reward(steps)
    assert (reward["kind"], reward["status"]) == ("restaurant_certificate", "issued")
    assert reward["payouts"][0]["provider"] == "manual"
    assert await letters(steps, "reward_thank_you") == ["sent"]
