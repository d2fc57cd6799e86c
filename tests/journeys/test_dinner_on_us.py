"""An introduction's reward, from the talk about it to the gift: favourites first, terms in writing,
then what the client can accept."""

from typing import Any

import pytest
from tests.journeys.steps import Steps
from tests.journeys.test_dry_runs_agree import buy, example
from tests.journeys.test_stages import begin, name, rewards

HOLD_S = 15 * 86_400
FAVOURITES = {"favourite_restaurant": "Da Gino", "favourite_charity": "City Shelter"}
MEETING = {"evidence": {"kind": "meeting_record", "ref": "calendar 7"}}


async def introduced(steps: Steps, **preferences: Any) -> dict[str, Any]:
    """Ana, who has told her favourites and introduced Ben; nobody has talked about the program."""
    ana = await begin(steps, example("dinner_on_us"))
    await steps.settle()
    told = {**FAVOURITES, **preferences}
    path = f"/v1/people/{ana['person_id']}/preferences"
    assert (await steps.http.put(path, json=told)).status_code == 200
    referral = await name(steps, ana, "Ben")
    await steps.post(f"/v1/referrals/{referral['id']}/introductions", MEETING)
    await steps.settle()
    return ana


async def the_reward(steps: Steps) -> dict[str, Any]:
    [reward] = await rewards(steps)
    return reward


async def letters(steps: Steps, kind: str) -> list[str]:
    found = await steps.get(f"/v1/messages?kind={kind}")
    return [one["status"] for one in found["data"]]


async def discuss(steps: Steps, ana: dict[str, Any]) -> dict[str, Any]:
    await steps.post(f"/v1/participants/{ana['id']}/discuss")
    await steps.settle()
    return await steps.get(f"/v1/participants/{ana['id']}")


async def test_a_reward_waits_for_the_terms_that_follow_the_talk_and_then_is_handed_over(
    steps: Steps,
) -> None:
    ana = await introduced(steps)
    await buy(steps)
    held, before = await the_reward(steps), await letters(steps, "welcome")

    told = await discuss(steps, ana)

    assert (held["status"], held["reason"]) == ("in_review", "terms_not_sent")
    assert (before, await letters(steps, "welcome")) == ([], ["sent"])
    assert told["discussed_at"] is not None
    assert told["terms_sent_at"] >= told["discussed_at"]
    assert told["offer"]["decision"].startswith("ALLOW")
    assert (await the_reward(steps))["status"] == "pending"
    await steps.post("/v1/test_clock/advance", {"by_s": HOLD_S})
    await steps.settle()
    reward = await the_reward(steps)
    assert (reward["kind"], reward["status"]) == ("restaurant_certificate", "issued")
    assert reward["donations"] == []


async def test_without_the_talk_nothing_is_ever_released(steps: Steps) -> None:
    await introduced(steps)
    await buy(steps)

    await steps.post("/v1/test_clock/advance", {"by_s": HOLD_S})
    await steps.settle()

    reward = await the_reward(steps)
    assert (reward["status"], reward["reason"]) == ("in_review", "terms_not_sent")
    assert await letters(steps, "welcome") == []


async def test_who_accepts_donations_only_has_one_made_in_their_name(steps: Steps) -> None:
    ana = await introduced(steps, accepts="donation_only")
    await discuss(steps, ana)
    await buy(steps)

    await steps.post("/v1/test_clock/advance", {"by_s": HOLD_S})
    await steps.settle()

    reward = await the_reward(steps)
    assert (reward["kind"], reward["status"]) == ("charity_donation", "issued")
    [made] = reward["donations"]
    assert made["amount"] == {"minor": 20_000, "currency": "USD"}
    assert made["receipt_ref"].startswith("R-")
    assert made["charity_registration"].startswith("SANDBOX-")
    [payout] = reward["payouts"]
    assert made["payout_id"] == payout["id"]
    assert "City Shelter" not in (await steps.http.get("/v1/events?limit=100")).text


async def test_who_can_accept_nothing_gets_nothing_and_reads_a_gentle_word(steps: Steps) -> None:
    ana = await introduced(steps, accepts="nothing")
    await discuss(steps, ana)

    await buy(steps)

    reward = await the_reward(steps)
    codes = {one["code"] for one in reward["verdict"]["reasons"]}
    assert (reward["status"], codes) == ("denied", {"cannot_accept"})
    assert reward["verdict"]["gentle_sentence"] == "As you told us, you cannot accept this gift."


@pytest.mark.parametrize("missing", FAVOURITES)
async def test_the_talk_is_refused_before_both_favourites_are_known(
    steps: Steps, missing: str
) -> None:
    ana = await introduced(steps, **{missing: None})

    answer = await steps.http.post(f"/v1/participants/{ana['id']}/discuss", json={})
    await steps.settle()

    assert (answer.status_code, answer.json()["code"]) == (409, "favourites_not_asked")
    assert answer.json()["missing"] == [missing]
    assert await letters(steps, "welcome") == []
