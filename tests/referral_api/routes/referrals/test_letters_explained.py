"""Letters that wait, failed or were never written are shown, and explained."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.introductions import carla_names_ben
from tests.referral_api.people import ana_joins
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import (
    Event,
    MessageFailed,
    MessageSent,
    MessageWaiting,
    RewardIssued,
)
from goodword.testing.events import deliver, events_of
from referral_api.main import handlers

MORNING = datetime(2031, 6, 2, 6, tzinfo=UTC)
AFTER = "It is sent after 2031-06-02 06:00 UTC."
OWN_ZONE = "It waits for the business's hours of mail by the clock of their own time zone."
SENT = {
    "channel": "console",
    "template": "welcome",
    "template_version": 1,
    "header_message_id": "<1@goodword.example>",
}
WAITING = {"reason": "hours_of_person", "sends_after": MORNING}
FAILED = {"channel": None, "reason": "no_address", "final": True}
TOLD: dict[type[Event], dict[str, Any]] = {
    MessageSent: SENT,
    MessageWaiting: WAITING,
    MessageFailed: FAILED,
}


def letter(house: House, fact: type[Any], /, **given: Any) -> Event:
    ordinary = {
        "business_id": house.business_id,
        "message_id": ids.new(),
        "person_id": ids.new(),
        "kind": "welcome",
        "cause": ids.new(),
    }
    told: Event = fact(**ordinary | TOLD[fact] | given)
    return told


async def tell(db: Database, *facts: Event) -> list[Any]:
    said = [Said(fact, place) for place, fact in enumerate(facts, start=1)]
    return await deliver(db, handlers("https://goodword.example"), said)


async def explained(house: House, kind: str, shown: str) -> dict[str, Any]:
    answer = await house.get(f"/v1/{kind}/{shown}/explain")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_letter_that_waits_is_shown_with_what_it_waits_for_and_until_when(
    house: House, referral_db: Database
) -> None:
    waiting = letter(house, MessageWaiting)
    await tell(referral_db, waiting)

    [shown] = (await house.get("/v1/messages", status="waiting")).json()["data"]

    assert (shown["status"], shown["sends_after"]) == ("waiting", "2031-06-02T06:00:00Z")
    assert shown["waits_for"] == {"code": "hours_of_person", "sentence": OWN_ZONE}
    assert (shown["sent_at"], shown["failure"], shown["channel"]) == (None, None, None)
    assert (await house.get("/v1/messages", status="sent")).json()["data"] == []


async def test_once_it_is_sent_it_waits_for_nothing(house: House, referral_db: Database) -> None:
    one = {"message_id": ids.new(), "person_id": ids.new()}
    await tell(referral_db, letter(house, MessageWaiting, **one), letter(house, MessageSent, **one))

    [shown] = (await house.get("/v1/messages")).json()["data"]

    assert (shown["status"], shown["waits_for"], shown["sends_after"]) == ("sent", None, None)


async def test_what_was_said_before_it_was_sent_and_comes_later_changes_nothing(
    house: House, referral_db: Database
) -> None:
    one = {"message_id": ids.new(), "person_id": ids.new()}
    sent, waiting = letter(house, MessageSent, **one), letter(house, MessageWaiting, **one)

    await deliver(referral_db, handlers("https://g.example"), [Said(sent, 2)])
    await deliver(referral_db, handlers("https://g.example"), [Said(waiting, 1)])

    [shown] = (await house.get("/v1/messages")).json()["data"]
    assert (shown["status"], shown["waits_for"]) == ("sent", None)


async def test_a_referral_tells_of_the_letter_about_its_reward_that_waits(
    house: House, referral_db: Database
) -> None:
    await ana_joins(house)
    sale = {
        "source": "till",
        "external_id": "1001",
        "occurred_at": datetime.now(UTC).isoformat(),
        "gross": {"minor": 7990, "currency": "USD"},
        "buyer_ref": {"email": "ben@buyers.example"},
        "codes": ["ANA20"],
    }
    bought = (await house.post("/v1/sales", sale)).json()
    about = {
        "referral_id": ids.read("ref", bought["referral_id"]),
        "sale_id": ids.read("sal", bought["id"]),
        "handover": {"by": "provider", "provider": "sandbox", "provider_ref": "G7"},
    }
    [issued] = await tell(referral_db, told_reward(house, RewardIssued, 1, **about))
    await tell(
        referral_db,
        letter(house, MessageWaiting, kind="reward_thank_you", cause=issued.id),
    )

    for kind, shown in (("referrals", bought["referral_id"]), ("sales", bought["id"])):
        told = await explained(house, kind, shown)

        wait = f"The letter “reward thank you” is waiting. {OWN_ZONE} {AFTER}"
        assert told["sentence"].endswith(wait)
        [entry] = [each for each in told["story"] if each["what"] == "message_waiting"]
        assert entry["sentence"].endswith(f": waiting. {OWN_ZONE} {AFTER}")
        assert "wait" not in told["for_referrer"]


async def test_a_referral_tells_of_the_letters_that_ask_for_its_introduction(
    house: House, referral_db: Database
) -> None:
    referral = await carla_names_ben(house)
    request = await _request(referral_db, referral["id"])
    carla = ids.read("per", referral["referrer_id"])
    await tell(
        referral_db,
        letter(house, MessageWaiting, kind="introduction_request", cause=request, person_id=carla),
        letter(
            house,
            MessageFailed,
            kind="introduction_reminder",
            cause=request,
            reason="introduction_made",
        ),
    )

    told = await explained(house, "referrals", referral["id"])

    letters = {e["what"]: e["sentence"] for e in told["story"] if e["about"].startswith("msg_")}
    assert letters["message_waiting"].startswith("Letter “introduction request” to Carla: waiting.")
    assert letters["message_failed"].startswith("Letter “introduction reminder” to per_")
    assert letters["message_failed"].endswith("failed: the introduction was made first.")
    assert "“introduction request” is waiting" in told["sentence"]


async def _request(db: Database, shown: str) -> UUID:
    """The request's event arrives, as the log brings it back to us."""
    [asked] = [
        each
        for each in await events_of(db)
        if each.event.name == "introduction-requested" and each.event.subject == shown
    ]
    await deliver(db, handlers("https://goodword.example"), [asked])
    return UUID(str(asked.id))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ((), "The letter with the terms is on its way."),
        ((MessageWaiting,), f"The letter with the terms: waiting. {OWN_ZONE} {AFTER}"),
        ((MessageFailed,), "The letter with the terms: failed: no mail address of theirs is known"),
        ((MessageSent,), "The terms were sent in writing on "),
    ],
)
async def test_a_participant_hears_why_there_is_no_welcome(
    house: House, referral_db: Database, facts: tuple[type[Event], ...], sentence: str
) -> None:
    ana = await ana_joins(house)
    await tell(referral_db, *(letter(house, one, object_id=ana["id"]) for one in facts))

    told = await explained(house, "participants", ana["id"])

    assert sentence in told["sentence"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("offer = null", "No terms are sent: the law was not asked"),
        (
            """offer = '{"allowed": false, "decision": "BLOCK", "rules": ["FL-626.572"]}'""",
            "No terms are sent: the law does not allow this offer (BLOCK: FL-626.572).",
        ),
        ("status = 'left'", "No terms were sent in writing before they left."),
    ],
)
async def test_a_participant_to_whom_no_terms_are_owed_hears_why(
    house: House, referral_db: Database, change: str, sentence: str
) -> None:
    ana = await ana_joins(house)
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text(f"update participant set {change}"))

    told = await explained(house, "participants", ana["id"])

    assert sentence in told["sentence"]
