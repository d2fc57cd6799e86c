"""Story B: a review, an ask, a name, an introduction, a sale, and a dinner or a donation.

Webhooks and events are said twice, and everything happens once; or nothing, where the law says so.
"""

import re

import httpx
import pytest
from tests.journeys.observing import books, repeat_all_events

from standalone.demo.firm import (
    DINNER,
    glad_client,
    link_in,
    open_firm,
    report_review,
    talk_about_dinner,
)
from standalone.demo.reviews import Review

LETTERS = (
    "welcome",
    "referral_ask",
    "introduction_request",
    "introduction_reminder",
    "introduction_draft",
)
TASKS = {"thank_referrer", "contact_prospect", "check_in"}


def usd(minor):
    return {"minor": minor, "currency": "USD"}


async def letters(shop, count):
    """Of each kind that clients were sent, once there are `count`; a rep's are about tasks."""

    def to_client(found):
        return sorted(each["kind"] for each in found if each["kind"] != "task")

    found = await shop.wait_for(
        "/v1/messages", lambda found: len(to_client(found)) >= count, "the letters", status="sent"
    )
    return to_client(found)


@pytest.mark.parametrize(
    ("accepts", "gift"),
    [("anything", "restaurant_certificate"), ("donation_only", "charity_donation")],
)
async def test_a_good_word_becomes_an_introduction_and_a_sale_and_a_gift(
    place, transport, accepts, gift
):
    async with httpx.AsyncClient(base_url=place.url, timeout=60) as client:
        shop = await open_firm(client, place.operator_token)
        carla = await glad_client(shop, accepts)
        program = await talk_about_dinner(shop, carla)

        await report_review(shop, Review("Carla Cruz", "carla@example.com"))
        await shop.advance(hours=2)
        [ask] = await shop.wait_for(
            "/v1/asks", lambda found: [each["status"] for each in found] == ["sent"], "the ask"
        )
        assert ask["signal"]["kind"] == "review"
        assert await letters(shop, 2) == ["referral_ask", "welcome"]

        answered = await client.post(
            link_in(place.mail, "a"),
            data={
                "answer": "named",
                "name1": "Ben Baker",
                "contact1": "ben@example.com",
                "how1": "He lives next door.",
                "told1": "yes",
            },
        )
        assert answered.status_code == 200, answered.text
        [referral] = await shop.wait_for(
            "/v1/referrals",
            lambda found: [each["status"] for each in found] == ["introduction_requested"],
            "the request",
        )
        assert (referral["class"], referral["program_id"]) == ("named_referral", program["id"])
        await letters(shop, 3)
        await repeat_all_events(place, transport)
        await shop.advance(hours=49)
        await letters(shop, 4)
        await shop.advance(hours=49)
        assert await letters(shop, 5) == sorted(LETTERS)

        agreed = await client.post(link_in(place.mail, "i"), data={"answer": "yes"})
        assert agreed.status_code == 200, agreed.text
        [referral] = await shop.wait_for(
            "/v1/referrals",
            lambda found: [each["status"] for each in found] == ["introduced"],
            "the introduction",
        )
        assert referral["class"] == "active_referral"
        assert referral["introduction"]["evidence"]["kind"] == "opt_in_link"

        clock = await shop.get("/v1/test_clock")
        sale = {"source": "crm", "external_id": "ben-1", "occurred_at": clock["now"]}
        bought = {**sale, "gross": usd(420000), "buyer_ref": {"email": "ben@example.com"}}
        for _ in range(2):
            await shop.post("/v1/sales", bought)
        [reward] = await shop.wait_for("/v1/rewards", lambda found: len(found) == 1, "the reward")
        assert (reward["kind"], reward["amount"]) == (gift, usd(20000))
        await shop.advance(days=15)
        await shop.wait_for("/v1/rewards", lambda found: len(found) == 1, "it", status="issued")
        await repeat_all_events(place, transport)

        assert len(await books(place)) == 1
        events = {each["type"] for each in await shop.all_of("/v1/events")}
        assert ("donation_made" in events) == (gift == "charity_donation")
        why = await shop.get(f"/v1/referrals/{referral['id']}/explain")
        assert "introduced" in str(why)

        await shop.advance(days=120)
        await shop.wait_for(
            "/v1/tasks",
            lambda found: {each["kind"] for each in found} >= TASKS,
            "the check-in, and the tasks before it",
        )
        assert len(await shop.all_of("/v1/asks")) == 1


@pytest.mark.parametrize("server", ["up"], indirect=True)
async def test_an_insurance_agency_in_florida_may_offer_neither_and_is_told_by_which_rules(place):
    async with httpx.AsyncClient(base_url=place.url, timeout=60) as client:
        shop = await open_firm(
            client,
            place.operator_token,
            industry="insurance",
            place={"country": "US", "region": "FL"},
        )
        draft = await shop.post("/v1/programs", {"document": DINNER})

        refused = await client.post(f"/v1/programs/{draft['id']}/publish")

        assert refused.status_code == 422, refused.text
        told = refused.json()
        assert "forbidden_by_law" in {told["code"], *(each["code"] for each in told["errors"])}
        assert {"INS-FL-REF", "INS-FL-GIFT"} <= set(re.findall(r"[A-Z]+(?:-[A-Z]+)+", refused.text))
        assert await shop.all_of("/v1/messages") == []
