"""Asks as the notifier would tell of them."""

from datetime import UTC, datetime
from typing import Any

from tests.referral_api.conftest import House

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import AskSent, AskWithheld
from goodword.testing.events import deliver
from referral_api.main import HANDLERS

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
NOT_DELIVERED = {"code": "not_delivered", "actual": "not delivered", "required": "a delivery"}


def sent_ask(house: House, person_id: str, **changes: Any) -> AskSent:
    """An ask that followed a review; sent long ago, unless `sent_at` says otherwise."""
    ordinary = {
        "business_id": house.business_id,
        "ask_id": ids.new(),
        "person_id": ids.read("per", person_id),
        "signal": {"kind": "review", "id": ids.show("rev", ids.new())},
        "wanted": "introduction",
        "template": "referral_ask",
        "template_version": 1,
        "message_id": ids.new(),
        "sent_at": NOON,
    }
    return AskSent.model_validate(ordinary | changes)


def withheld_ask(house: House, person_id: str, **changes: Any) -> AskWithheld:
    """An ask that was withheld for good, since nothing was delivered."""
    ordinary = {
        "business_id": house.business_id,
        "ask_id": ids.new(),
        "person_id": ids.read("per", person_id),
        "signal": {"kind": "review", "id": ids.show("rev", ids.new())},
        "reasons": [NOT_DELIVERED],
        "final": True,
        "withheld_at": NOON,
    }
    return AskWithheld.model_validate(ordinary | changes)


async def an_ask(house: House, db: Database, person_id: str, **changes: Any) -> str:
    """The id of an ask that was sent."""
    told = sent_ask(house, person_id, **changes)
    await deliver(db, HANDLERS, [Said(told, 1)])
    return ids.show("ask", told.ask_id)
