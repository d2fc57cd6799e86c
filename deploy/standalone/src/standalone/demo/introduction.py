"""Story B, told while it happens: a review, an ask, a name, an introduction, a sale, a donation."""

from collections.abc import Callable
from pathlib import Path

import httpx

from standalone.demo.firm import (
    glad_client,
    link_in,
    open_firm,
    report_review,
    talk_about_dinner,
)
from standalone.demo.reviews import Review
from standalone.demo.shop import Json, Shop
from standalone.demo.telling import came, dollars, request, step

PRICE = {"minor": 420_000, "currency": "USD"}


async def introduction(client: httpx.AsyncClient, operator_token: str, mail: Path) -> None:
    """Play story B against what `client` reaches; its letters are kept in the folder `mail`."""
    firm = await open_firm(client, operator_token)
    step("A firm that lives by introductions: Carla was asked what she likes, then of the program")
    carla = await glad_client(firm, "donation_only")
    program = await talk_about_dinner(firm, carla)
    request("PUT /v1/people/{id}/preferences, POST /v1/participants/{id}/discuss")
    came(f'"{program["document"]["name"]}"; Carla may accept donations only')
    await _carla_is_asked(firm, mail)
    referral = await _carla_names_ben(firm, mail)
    await _ben_agrees(firm, mail)
    await _ben_buys(firm, referral)


async def _carla_is_asked(firm: Shop, mail: Path) -> None:
    step("Carla writes five stars, and Podium says so twice; an hour later she is asked, once")
    await report_review(firm, Review("Carla Cruz", "carla@example.com"))
    request("POST /webhooks/{connection} review.created, twice")
    await firm.advance(hours=2)
    [ask] = await firm.wait_for("/v1/asks", _is("sent"), "the ask")
    came(f"ask {ask['status']}, after a {ask['signal']['kind']}")
    await _tell_letter(firm, "referral_ask", mail)


async def _carla_names_ben(firm: Shop, mail: Path) -> Json:
    step("Carla names Ben on her page; she is asked to introduce them, reminded, and helped")
    ben = {"name1": "Ben Baker", "contact1": "ben@example.com", "how1": "He lives next door."}
    path = link_in(mail, "a")
    answer = await firm.client.post(path, data={"answer": "named", "told1": "yes", **ben})
    answer.raise_for_status()
    request(f"POST {path[:12]}…: {answer.status_code}")
    wanted = _is("introduction_requested")
    [referral] = await firm.wait_for("/v1/referrals", wanted, "the request")
    for hours, kind in ((1, "request"), (48, "reminder"), (48, "draft")):
        await firm.advance(hours=hours)
        await _tell_letter(firm, f"introduction_{kind}", mail)
    return referral


async def _tell_letter(firm: Shop, kind: str, mail: Path) -> None:
    """Which file a letter is, once it was sent."""
    found = await firm.wait_for("/v1/messages", _has(kind), f"the {kind}", status="sent")
    for sent in found:
        if sent["kind"] == kind:
            came(f"{kind} by {sent['channel']}: {mail}/{sent['message_id']}.eml")


async def _ben_agrees(firm: Shop, mail: Path) -> None:
    step("Ben follows the link in Carla's letter and says yes: that is the introduction")
    path = link_in(mail, "i")
    answer = await firm.client.post(path, data={"answer": "yes"})
    answer.raise_for_status()
    request(f"POST {path[:12]}…: {answer.status_code}")
    [referral] = await firm.wait_for("/v1/referrals", _is("introduced"), "the introduction")
    came(f"{referral['class']}, shown by {referral['introduction']['evidence']['kind']}")


async def _ben_buys(firm: Shop, referral: Json) -> None:
    step("Ben buys for $4,200.00; two weeks later the donation is made in Carla's name")
    clock = await firm.get("/v1/test_clock")
    sale = {"source": "crm", "external_id": "ben-1", "occurred_at": clock["now"], "gross": PRICE}
    await firm.post("/v1/sales", {**sale, "buyer_ref": {"email": "ben@example.com"}})
    request("POST /v1/sales")
    await firm.wait_for("/v1/rewards", bool, "the reward")
    await firm.advance(days=15)
    [reward] = await firm.wait_for("/v1/rewards", _is("issued"), "the donation")
    came(f"{reward['kind']}: {dollars(reward['amount'])} {reward['status']}")
    request(f"GET /v1/referrals/{referral['id']}/explain")
    told = await firm.get(f"/v1/referrals/{referral['id']}/explain")
    for entry in told["story"]:
        came(f"{entry['what']}: {entry['sentence']}")


def _is(status: str) -> Callable[[list[Json]], bool]:
    return lambda found: [each["status"] for each in found] == [status]


def _has(kind: str) -> Callable[[list[Json]], bool]:
    return lambda found: kind in {each["kind"] for each in found}
