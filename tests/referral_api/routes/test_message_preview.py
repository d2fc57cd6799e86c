"""A message's letter, rendered again from what is stored."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.referral_api.people import ana_joins

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    Handover,
    MessageSent,
    RewardFailed,
    RewardIssued,
    RewardNeedsAction,
    RewardSnapshot,
    TaskOpened,
)
from goodword.money import Money
from goodword.testing.events import deliver, pump
from referral_api.main import handlers

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
HANDLERS = handlers("https://api.example")
SECRET = "gAAAA-sealed-gift"


def reward(fact: type[RewardSnapshot], house: Any, person_id: Any, **more: Any) -> Said:
    fixed = {
        "business_id": house.business_id,
        "reward_id": ids.new(),
        "version": 1,
        "status": "issued",
        "beneficiary_id": person_id,
        "to": "referrer",
        "kind": "gift_card",
        "amount": Money(minor=3748, currency="USD"),
        "referral_id": ids.new(),
        "sale_id": ids.new(),
        "program_id": ids.new(),
        "program_version": 1,
        "rule": "referrer",
        "verdict": {"net": "SECRET-SALE 59.90"},
        "earned_at": NOON,
    }
    return Said(fact(**fixed | more), 1)


async def told(db: Any, house: Any, person_id: Any, kind: str, cause: Any) -> str:
    """The notifier says that it has written; the message's id."""
    message_id = ids.new()
    sent = MessageSent(
        business_id=house.business_id,
        message_id=message_id,
        person_id=person_id,
        kind=kind,
        cause=cause,
        channel="console",
        template=kind,
        template_version=1,
        header_message_id="m@x",
    )
    await deliver(db, HANDLERS, [Said(sent, 1)])
    return ids.show("msg", message_id)


@pytest.fixture
async def ana(house) -> Any:
    made = await house.post(
        "/v1/people",
        {
            "emails": ["ana@example.com"],
            "name": {"given": "Ana", "display": "Ana R"},
            "locale": "de",
        },
    )
    assert made.status_code == 201, made.text
    return ids.read("per", made.json()["id"])


HANDOVER = Handover(by="us", provider="sandbox", provider_ref="SB-1", sealed=SECRET)


async def test_points_are_shown_again_without_a_code_that_there_never_was(house, referral_db, ana):
    by_us = Handover(by="us", provider="ledger", provider_ref="L-1")
    issued = reward(RewardIssued, house, ana, handover=by_us, kind="points", amount=None, points=50)
    [cause] = await deliver(referral_db, HANDLERS, [issued])
    message_id = await told(referral_db, house, ana, "reward_thank_you", cause.id)

    shown = (await house.get(f"/v1/messages/{message_id}/preview")).json()

    assert "Es ist Ihnen gutgeschrieben" in shown["text"]
    assert "••••" not in shown["text"]


async def test_a_thank_you_is_shown_again_without_its_code(house, referral_db, ana):
    await house.patch("/v1/business", {"name": "Harbor & Pine", "postal_address": "12 Wharf St"})
    issued = reward(RewardIssued, house, ana, handover=HANDOVER)
    [cause] = await deliver(referral_db, HANDLERS, [issued])
    message_id = await told(referral_db, house, ana, "reward_thank_you", cause.id)

    answer = await house.get(f"/v1/messages/{message_id}/preview")

    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["message_id"], shown["kind"], shown["language"]) == (
        message_id,
        "reward_thank_you",
        "de",
    )
    assert shown["subject"] == "Ein Dankeschön von Harbor & Pine"
    for part in (shown["text"], shown["html"]):
        for word in ("Ana", "37,48", "12 Wharf St", "••••"):
            assert word in part
    assert SECRET not in answer.text
    assert "SECRET-SALE" not in answer.text


@pytest.mark.parametrize(
    ("kind", "event", "more", "word"),
    [
        ("reward_choice", RewardNeedsAction, {"reason": "choice"}, "/c/hidden"),
        ("reward_needs_action", RewardNeedsAction, {"reason": "address"}, "schicken"),
        ("reward_failed", RewardFailed, {"reason": "invalid_email"}, "E-Mail-Adresse"),
        ("reward_failed_alert", RewardFailed, {"reason": "key_reused"}, "key_reused"),
    ],
)
async def test_every_letter_about_a_reward_is_shown(
    house, referral_db, ana, kind, event, more, word
):
    [cause] = await deliver(referral_db, HANDLERS, [reward(event, house, ana, **more)])
    message_id = await told(referral_db, house, ana, kind, cause.id)

    answer = await house.get(f"/v1/messages/{message_id}/preview")

    assert answer.status_code == 200, answer.text
    assert word in answer.json()["text"]


async def test_a_task_is_shown_as_it_was_told_to_the_business(house, referral_db, ana):
    await house.patch("/v1/business", {"name": "Harbor & Pine", "time_zone": "Europe/Berlin"})
    task_id = ids.new()
    opened = TaskOpened(
        business_id=house.business_id,
        task_id=task_id,
        kind="hand_over_reward",
        opener="rewards-worker",
        subjects=(ids.show("per", ana),),
        due_at=NOON,
    )
    [cause] = await deliver(referral_db, HANDLERS, [Said(opened, 1)])
    message_id = await told(referral_db, house, ana, "task", cause.id)

    shown = (await house.get(f"/v1/messages/{message_id}/preview")).json()

    # Ana reads German, and is not who was written to.
    assert (shown["language"], shown["subject"]) == ("en", "Something to do for Harbor & Pine")
    assert f"POST /v1/tasks/{ids.show('tsk', task_id)}/done" in shown["text"]
    assert "1:00\u202fPM (Europe/Berlin)" in shown["text"]
    assert "Hello," in shown["text"]


async def test_a_welcome_is_shown_with_its_terms(house, referral_db):
    joined = await ana_joins(house)
    await pump(referral_db, HANDLERS)
    events = (await house.get("/v1/events", limit=100)).json()["data"]
    person_id = ids.read("per", joined["person_id"])
    [cause] = [ids.read("evt", each["id"]) for each in events if "participant" in each["type"]]
    message_id = await told(referral_db, house, person_id, "welcome", cause)

    answer = await house.get(f"/v1/messages/{message_id}/preview")

    assert answer.status_code == 200, answer.text
    assert "ANA20" in answer.json()["text"]


async def test_what_a_message_was_made_of_may_be_gone(house, referral_db, ana):
    message_id = await told(referral_db, house, ana, "reward_thank_you", ids.new())

    gone = await house.get(f"/v1/messages/{message_id}/preview")
    unknown = await house.get(f"/v1/messages/{ids.show('msg', ids.new())}/preview")

    assert (gone.status_code, gone.json()["code"]) == (404, "preview_unavailable")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


async def test_nobody_elses_message_is_shown(open_house, referral_db):
    one, other = await open_house(), await open_house()
    made = (await one.post("/v1/people", {"emails": ["ana@example.com"]})).json()
    ana = ids.read("per", made["id"])
    issued = reward(RewardIssued, one, ana, handover=HANDOVER)
    [cause] = await deliver(referral_db, HANDLERS, [issued])
    message_id = await told(referral_db, one, ana, "reward_thank_you", cause.id)

    answer = await other.get(f"/v1/messages/{message_id}/preview")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
