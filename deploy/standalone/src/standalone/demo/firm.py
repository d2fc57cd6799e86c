"""A firm that lives by introductions: its program, and a client who is glad of what she bought."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from standalone.demo import reviews
from standalone.demo.reviews import Review
from standalone.demo.shop import Json, Shop

DINNER: Json = {
    "name": "Dinner on us",
    "kind": "active_intro",
    "currency": "USD",
    "window": {"days": 365, "from": "introduction"},
    "hold_days": 14,
    "rewards": [
        {
            "rule": "referrer",
            "to": "referrer",
            "on": "sale",
            "when": [{"field": "sale.net", "op": "gte", "value": "1000.00"}],
            "give": {
                "kind": "restaurant_certificate",
                "amount": {"fixed": "200.00"},
                "where": "favourite",
            },
            "instead": {
                "kind": "charity_donation",
                "amount": {"fixed": "200.00"},
                "where": "favourite",
            },
        }
    ],
}


async def open_firm(client: httpx.AsyncClient, operator_token: str, **wanted: object) -> Shop:
    """A firm that builds fences, in a state whose law leaves gifts for introductions alone."""
    told = {"industry": "construction", "place": {"country": "US", "region": "OR"}, **wanted}
    return await Shop.open(client, operator_token, "Harbor Fences", **told)


async def glad_client(firm: Shop, accepts: str) -> Json:
    """Carla: her fence stands, her gate was mended, her favourites were asked before any program
    was spoken of. She `accepts` anything, or donations only."""
    rita = {"emails": ["rita@harbor.example"], "name": {"display": "Rita Reyes", "given": "Rita"}}
    carla = await firm.post(
        "/v1/people",
        {
            "emails": ["carla@example.com"],
            "name": {"display": "Carla Cruz", "given": "Carla", "family": "Cruz"},
            "place": {"country": "US", "region": "OR"},
            "rep_id": (await firm.post("/v1/people", rita))["id"],
            "story": "We built your cedar fence in two days.",
        },
    )
    path = f"/v1/people/{carla['id']}"
    likes = {"favourite_restaurant": "Chez Nous", "favourite_charity": "Food Bank"}
    await firm.put(f"{path}/preferences", {**likes, "accepts": accepts})
    consent = {"purpose": "asking", "channel": "email", "state": "given", "basis": "consent"}
    await firm.post(f"{path}/consents", {**consent, "at": _ago(70), "evidence": {"kind": "form"}})
    await _was_served(firm, carla["id"])
    return carla


async def _was_served(firm: Shop, carla: str) -> None:
    sale = {"source": "crm", "external_id": "fence-1", "occurred_at": _ago(60)}
    price = {"minor": 500_000, "currency": "USD"}
    await firm.post("/v1/sales", {**sale, "gross": price, "buyer_ref": carla})
    who = {"person_ref": carla}
    await firm.post("/v1/order_fulfilments", {**who, "fulfilled_at": _ago(50)})
    given = {"kind": "problem_solved", "value": "The gate closes again.", "evidence": "ticket 7"}
    await firm.post("/v1/value_contacts", {**who, **given, "occurred_at": _ago(20)})


async def talk_about_dinner(firm: Shop, carla: Json) -> Json:
    """The program, published and talked about with her."""
    program = await firm.publish(DINNER)
    joins = {"program_id": program["id"], "person_ref": carla["id"]}
    participant = await firm.post("/v1/participants", joins)
    await firm.post(f"/v1/participants/{participant['id']}/discuss")
    return program


async def report_review(firm: Shop, review: Review) -> None:
    """What Podium posts of a review and of the invitation to write it, each twice and in any
    order; returns once the review is there."""
    connection = await firm.post("/v1/connections", {"source": "podium", "name": "Podium"})
    written = ("review.created", review.created())
    invited = ("review.invite_link_created", review.invited())
    for event, data in (invited, written, written, invited):
        webhook = reviews.signed(event, data, connection["secret"])
        answer = await firm.send(webhook, connection)
        answer.raise_for_status()
    await firm.wait_for("/v1/reviews", lambda found: len(found) == 1, "the review")


def link_in(mail: Path, kind: str) -> str:
    """The path of the newest link of a kind (`a` to answer, `i` to be introduced) in letters."""
    found: list[str] = []
    for file in sorted(mail.glob("*.eml")):
        letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        body = letter.get_body(("plain",))
        words = body.get_content() if body else ""
        found += re.findall(rf"https?://[^/\s]+(/{kind}/\S+)", words)
    return found[-1]


def _ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()
