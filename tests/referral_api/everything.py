"""A house with one of everything, so that any route may be asked about ids that are real."""

import re
from typing import Any

from cryptography.fernet import Fernet
from fastapi import FastAPI
from sqlalchemy import text
from tests.referral_api.conftest import HASH_KEY, House
from tests.referral_api.shopify import headers, payload, raw
from tests.referral_api.stories import a_document, a_participant, a_template
from tests.referral_api.tasks import a_task
from tests.referral_api.told_asks import an_ask
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import MessageSent, RewardNeedsAction
from goodword.money import Money
from goodword.seal import Hasher, Sealer
from goodword.testing.events import deliver
from referral_api.db.endpoints.attempts import add_attempt
from referral_api.main import HANDLERS
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries

PLATFORM = {"/v1/businesses"}
ID = re.compile(r"\b[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}\b")
SHOWN_ID = re.compile(r"\b([a-z]{3})_01jd0{22}\b")
PREFIXES = {"person": "per", "program": "prg", "participant": "prt", "sale": "sal"}
PREFIXES |= {"referral": "ref", "reward": "rwd", "task": "tsk", "connection": "con"}
PREFIXES |= {"issue": "iss", "ask": "ask", "template": "tpl", "endpoint": "wep"}
PREFIXES |= {"key": "key", "delivery": "dlv", "message": "msg", "event": "evt"}
KINDS = {"providers": "manual", "channels": "smtp"}
SECRET = "a-secret-of-a-shop-that-both-houses-have"


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every (method, path) of a business's API, taken from the app."""
    return [
        (method.upper(), path)
        for path, item in app.openapi()["paths"].items()
        for method in item
        if path.startswith("/v1/") and path not in PLATFORM
    ]


def url_of(path: str, known: dict[str, str]) -> str:
    """Where a route is asked about what is known."""
    kind = KINDS.get(path.split("/")[2])
    path = path.replace("{kind}", str(kind)).replace("{code}", "ANA20")
    return re.sub(r"\{(\w+)_id\}", lambda m: known[PREFIXES[m[1]]], path)


def with_ids(value: Any, known: dict[str, str]) -> Any:
    """An example of the reference with the house's ids for those that it shows."""
    if isinstance(value, dict):
        return {name: with_ids(each, known) for name, each in value.items()}
    if isinstance(value, list):
        return [with_ids(each, known) for each in value]
    return SHOWN_ID.sub(lambda m: known[m[1]], value) if isinstance(value, str) else value


async def fill(house: House, db: Database) -> None:
    """One of everything, with the same external ids in each house; first in each list is what may
    still be changed. Webhooks must be taken in: ask for `hearing`."""
    await _heard(house, db)
    await house.post("/v1/programs", {"document": a_document()})
    participant = await a_participant(house, code="ANA20")
    await house.post("/v1/people", {"external_ids": [{"source": "shopify", "id": "77"}]})
    await house.post("/v1/connections", {"source": "standard", "name": "till"})
    listening = {"url": "https://hooks.example.com/", "name": "Warehouse"}
    await house.post("/v1/webhook_endpoints", listening)
    await _sold(house, participant)
    await _named(house, participant)
    await _reported(house)
    await _signed_off(house, participant["program_id"])
    await a_template(house)
    await _set_up(house)
    await a_task(house, db, subjects=(ids.show("rwd", ids.new()), participant["person_id"]))
    await _told(house, db, participant)
    await _attempted(house, db)


async def _heard(house: House, db: Database) -> None:
    """A shop's order, and something else that it posted, which nobody can read."""
    new = {"source": "shopify", "name": "Web shop", "secret": SECRET}
    shop = await house.post("/v1/connections", new)
    assert shop.status_code == 201, shop.text
    for each, body in (
        ("order", raw(payload("orders_paid", note_attributes=[]))),
        ("nonsense", b"nonsense"),
    ):
        path = f"/webhooks/{shop.json()['id']}"
        sent = headers(SECRET, body, delivery_id=each)
        answer = await house.http.post(path, content=body, headers=sent)
        assert answer.status_code == 202, answer.text
    keys = {"hasher": Hasher(HASH_KEY), "sealer": Sealer([Fernet.generate_key().decode()])}
    while await apply_deliveries(db, sources=SOURCES, **keys):
        pass


async def _sold(house: House, participant: dict[str, Any]) -> None:
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
    followed = await house.http.get(participant["link"], headers=browser)
    [click] = ID.findall(followed.headers["location"])
    fifty = {"minor": 7990, "currency": "USD"}
    sale = {
        "source": "till",
        "external_id": "1001",
        "occurred_at": "2026-03-01T10:00:00Z",
        "gross": fifty,
        "buyer_ref": {"external_id": {"source": "shopify", "id": "78"}},
        "codes": [participant["code"]],
        "click_id": click,
    }
    answer = await house.post("/v1/sales", sale)
    assert answer.status_code == 201, answer.text
    refund = {"external_id": "1", "amount": {**fifty, "minor": 10}}
    refund |= {"occurred_at": "2026-03-02T10:00:00Z"}
    answer = await house.post(f"/v1/sales/{answer.json()['id']}/refunds", refund)
    assert answer.status_code == 201, answer.text


async def _named(house: House, participant: dict[str, Any]) -> None:
    carl = {"email": "carl@example.com"}
    named = {"referrer_ref": participant["person_id"], "prospect_ref": carl, "permission": True}
    answer = await house.post("/v1/referrals", {"program_id": participant["program_id"], **named})
    assert answer.status_code == 201, answer.text


async def _reported(house: House) -> None:
    """What clients said, got and wait for, under names that both houses have."""
    ben = {"person_ref": {"external_id": {"source": "shopify", "id": "78"}}}
    at = "2026-03-05T10:00:00Z"
    named = {"source": "crm", "external_id": "1"}
    decided = {"template": "review v1", "decided_at": at}
    for path, body in (
        ("reviews", {**named, "rating": {"value": 5}, "written_at": at}),
        ("survey_answers", {**named, "score": 10, "answered_at": at}),
        ("value_contacts", {**named, "kind": "milestone_note", "value": "x", "occurred_at": at}),
        ("issues", {**named, "kind": "question", "opened_at": at}),
        ("opportunities", {**named, "stage": "open", "changed_at": at}),
        ("order_fulfilments", {**named, "fulfilled_at": at}),
        ("invitations", {**named, "kind": "review", "site": "google", **decided}),
    ):
        answer = await house.post(f"/v1/{path}", body | ben)
        assert answer.status_code == 201, answer.text


async def _signed_off(house: House, program_id: str) -> None:
    reason = {"place": "US-WA", "reason": "Our counsel's letter."}
    answer = await house.post(f"/v1/programs/{program_id}/sign_offs", reason)
    assert answer.status_code == 201, answer.text


async def _set_up(house: House) -> None:
    smtp = {"host": "mail.example.com"}
    for path, settings in (("/v1/providers/manual", {}), ("/v1/channels/smtp", smtp)):
        answer = await house.http.put(path, json={"settings": settings})
        assert answer.is_success, answer.text


async def _told(house: House, db: Database, participant: dict[str, Any]) -> None:
    """What the workers say: a reward, and a message."""
    ana = ids.read("per", participant["person_id"])
    of = {"beneficiary_id": ana, "original": Money(minor=5000, currency="USD")}
    asked = told_reward(house, RewardNeedsAction, 1, reason="choice", **of)
    [reward] = await deliver(db, HANDLERS, [Said(asked, 1)])
    sent = MessageSent(
        business_id=house.business_id,
        message_id=ids.new(),
        person_id=ana,
        kind="reward_choice",
        cause=reward.id,
        channel="console",
        template="reward_choice",
        template_version=1,
        header_message_id="m@x",
    )
    await deliver(db, HANDLERS, [Said(sent, 1)])
    await an_ask(house, db, participant["person_id"])


async def ids_of(house: House, app: FastAPI) -> dict[str, str]:
    """One id of each kind that the house's own lists show, by its prefix: the first that a list is
    of, else the first that one mentions."""
    listed: dict[str, str] = {}
    mentioned: dict[str, str] = {}
    for method, path in routes(app):
        if method == "GET" and "{" not in path:
            answer = await house.get(path)
            data = answer.json().get("data") or ({},)
            for found, each in ((listed, data[0].get("id") or ""), (mentioned, answer.text)):
                for one in ID.findall(each):
                    found.setdefault(one.partition("_")[0], one)
    return mentioned | listed


async def _attempted(house: House, db: Database) -> None:
    """The endpoint was told of what happened, and too busy to hear it."""
    async with db.begin([house.business_id]) as session:
        dispatch = (await session.execute(text("select * from dispatch limit 1"))).one()
        of = {name: getattr(dispatch, name) for name in ("business_id", "endpoint_id", "event_id")}
        answered = {"status_code": 503, "failure": "refused", "took_ms": 12, "answer": "busy"}
        await add_attempt(session, {"id": ids.new(), "dispatch_id": dispatch.id, **of, **answered})
