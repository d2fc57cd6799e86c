"""A gift card that a person buys and a discount code that we mint, from the sale to the letters."""

import asyncio
import email
import email.policy

import httpx
from tests.journeys.observing import repeat_all_events

from standalone.demo.orders import Order
from standalone.demo.shop import POLL_S, WAIT_S, Shop
from standalone.demo.story import PROGRAM

CARD = "CARD-7K3M-99XY"
GIFTS = {
    "referrer": {"kind": "gift_card", "amount": {"fixed": "50.00"}},
    "prospect": {"kind": "discount_code", "amount": {"percent_off": "10"}, "valid_days": 60},
}
BY_HAND = {
    **PROGRAM,
    "rewards": [{"rule": to, "to": to, "give": gift} for to, gift in GIFTS.items()],
}


async def test_what_people_hand_over_and_what_we_mint_reaches_both_sides(place, transport):
    async with httpx.AsyncClient(base_url=place.url, timeout=60) as client:
        shop = await Shop.open(client, place.operator_token)
        await set_up(shop, "manual", {"kinds": ["gift_card"]})
        await set_up(shop, "ledger", {"code_prefix": "DEMO"})
        await shop.join(await shop.publish(BY_HAND), "ana@example.com", "Ana Archer", code="ANA20")
        order = Order("79.90", "ben@example.com", code="ANA20")
        await shop.send(shop.webhook("orders/paid", order.paid()))
        await shop.wait_for("/v1/rewards", lambda found: len(found) == 2, "the rewards")

        await shop.advance(days=31)
        [task] = await shop.wait_for("/v1/tasks", lambda found: len(found) == 1, "the task")
        done = {"proof": "receipt 1007", "code": CARD}
        await shop.post(f"/v1/tasks/{task['id']}/done", done)
        await repeat_all_events(place, transport)
        rewards = await shop.wait_for("/v1/rewards", both_issued, "the gifts")
        await shop.wait_for("/v1/tasks", lambda found: len(found) == 1, "its end", status="done")
        await shop.wait_for(
            "/v1/messages", lambda found: len(found) == 2, "the letters", kind="reward_thank_you"
        )

        assert {one["to"]: one["payouts"][0]["provider"] for one in rewards} == {
            "referrer": "manual",
            "prospect": "ledger",
        }
        letters = [letter(file.read_bytes()) for file in place.mail.glob("*.eml")]
        assert [to for to, words in letters if CARD in words] == ["ana@example.com"]
        assert [to for to, words in letters if "DEMO-" in words] == ["ben@example.com"]


def both_issued(found):
    return [one["status"] for one in found] == ["issued"] * 2


async def set_up(shop, kind, settings):
    """Set a provider up, and wait until its worker has seen it."""
    answer = await shop.client.put(f"/v1/providers/{kind}", json={"settings": settings})
    assert answer.status_code == 201, answer.text
    async with asyncio.timeout(WAIT_S):
        while (await shop.get(f"/v1/providers/{kind}"))["check"] is None:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)


def letter(raw):
    """To whom, and in which words."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    return mail["To"].addresses[0].addr_spec, mail.get_body(("plain",)).get_content()
