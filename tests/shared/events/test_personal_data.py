"""Personal data travels on topic `people` and nowhere else (who may see it can be told from that).

Outside `people`, a field's type must leave no room for it: an id, a number, a time, a closed list,
a word, a hash. A field that holds a free text is listed here with the reason why it may.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from goodword.events import EVENTS, Actor, Event, KeyedHash, Subject, Word
from goodword.events.schemas import schema_of
from goodword.ids import SaleId

WITHOUT_ROOM = re.compile(
    r"|".join(
        re.escape(pattern)
        for pattern in (
            *(
                each.pattern
                for known in (Word, KeyedHash, Subject, Actor)
                for each in known.__metadata__
            ),
            r"^[A-Z]{3}$",  # a currency
            r"^\d{1,3}(\.\d{1,4})?$",  # a percentage
            r"^[245]\.\d{1,3}\.\d{1,3}$",  # a status code of mail
        )
    )
    + r"|\^[a-z]{3}_\[0-7\].*"  # a TypeID
)

FREE_TEXTS = {
    "ask-withheld.reasons.actual": "what the gate found: numbers, days, and words of its own",
    "ask-withheld.reasons.required": "as actual",
    "asks-considered.on": "a day",
    "asks-considered.withheld": "counts by code of the gate's reasons",
    "check-in-due.due_on": "a day",
    "review-received.rating": "a number, exact",
    "review-received.out_of": "a number, exact",
    "business-changed.called": "the business's own name, for its letters",
    "business-changed.slug": "the business's own name in links",
    "business-changed.industry": "the business's own",
    "business-changed.place.country": "where the business is",
    "business-changed.place.region": "where the business is",
    "business-changed.time_zone": "of the business",
    "business-changed.locale": "of the business",
    "business-changed.addresses.postal": "the business's, which law wants in its letters",
    "business-changed.addresses.from_email": "the business's own sender",
    "business-changed.addresses.from_name": "the business's own sender",
    "business-changed.addresses.reply_to": "the business's own desk",
    "business-changed.addresses.contact_email": "the business's own desk",
    "business-changed.parameters": "what the business chose of us",
    "command-given.actor": "an id, or the system's name of whoever operates us",
    "command-given.command": "a command of ours, without its arguments",
    "message-sent.header_message_id": "our message's id at the business's domain",
    "participant-changed.code": "a public code; whoever chooses a name for it publishes it",
    "participant-changed.link": "holds the code",
    "program-published.document": "the business's offer, the same for everybody",
    "sale-closed.source": "which system reported it",
    "sale-closed.product_ids": "what was bought, by number",
    "sale-closed.tags": "the shop's labels of an order, which rules ask for",
    "sale-closed.client_country": "a country alone names nobody, and rules ask for it",
    "sale-closed.client_tags": "the shop's labels of a customer, which rules ask for",
    "sale-closed.referrer_country": "as client_country",
    "sale-closed.referrer_tags": "as client_tags",
    "stage.prospect_country": "as client_country",
    "stage.prospect_tags": "as client_tags",
    "stage.referrer_country": "as client_country",
    "stage.referrer_tags": "as client_tags",
    "reward.verdict": "reasons as codes, with the values of the fields that rules name",
    "reward-issued.handover.provider_ref": "the provider's own id",
    "reward-issued.handover.sealed": "encrypted",
    "participant-changed.offer.rules": "the names of rules of law, as our table has them",
    "template-published.words.subject": "the business's own words, the same for everybody",
    "template-published.words.text": "as subject",
    "template-published.words.html": "as subject",
    "program-signed-off.place": "ISO 3166, such as US-FL",
    "program-signed-off.rules": "the names of rules of law, as our table has them",
    "payout-changed.provider_ref": "the provider's own id",
    "donation-made.charity_registration": "a registered charity, by its number",
    "donation-made.receipt_ref": "the provider's own id, or a task's",
    "provider-reported.object_ids": "the provider's own ids",
    "settings-changed.body": "the business's set-up of a provider or channel",
    "settings-changed.sealed": "encrypted",
    "settings-checked.errors": "our own sentences about that set-up",
    "task-closed.actor": "an id, or the system's name of whoever operates us",
    "task-done.sealed": "encrypted",
    "task-opened.gift.item": "the business's own word for what it gives, the same for everybody",
}


def rooms(schema: dict[str, Any], whole: dict[str, Any], where: str) -> Iterator[str]:
    """The fields of a schema, at every depth, whose type leaves room for a free text."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    for part in schema.get("anyOf", ()):
        yield from rooms(part, whole, where)
    if schema.get("type") == "array":
        yield from rooms(schema["items"], whole, where)
    elif schema.get("type") == "object" and "properties" in schema:
        for name, part in schema["properties"].items():
            yield from rooms(part, whole, f"{where}.{name}")
    elif not _without_room(schema):
        yield where


def _without_room(schema: dict[str, Any]) -> bool:
    if schema.get("type") == "string" and "pattern" in schema:
        return bool(WITHOUT_ROOM.fullmatch(schema["pattern"]))
    return (
        schema.get("type") in ("integer", "boolean", "null")
        or schema.get("format") == "date-time"
        or bool(schema.keys() & {"enum", "const", "anyOf"})
    )


def rooms_of(event: type[Event]) -> list[str]:
    schema = schema_of(event)
    return sorted({listed(room) for room in rooms(schema, schema, event.name)})


def listed(room: str) -> str:
    """The name under which a field is listed; rewards share one snapshot, stages one standing."""
    event, _, field = room.partition(".")
    if field.startswith("standing."):
        return f"stage.{field.removeprefix('standing.')}"
    if event == "sale-reattributed" and field.startswith("sale."):
        return f"sale-closed.{field.removeprefix('sale.')}"
    return f"reward.{field}" if event.startswith("reward-") and field == "verdict" else room


ELSEWHERE = [event for event in EVENTS.values() if event.topic != "people"]


@pytest.mark.parametrize("event", ELSEWHERE, ids=lambda event: event.name)
def test_no_event_outside_people_has_room_for_personal_data(event: type[Event]) -> None:
    assert [room for room in rooms_of(event) if room not in FREE_TEXTS] == []


def test_the_list_of_free_texts_names_only_fields_that_there_are() -> None:
    there = {room for event in ELSEWHERE for room in rooms_of(event)}

    assert set(FREE_TEXTS) - there == set()


def test_the_search_for_room_finds_a_free_text_wherever_it_hides() -> None:
    class Inner(BaseModel):
        note: str | None = None
        id: SaleId

    class Outer(BaseModel):
        word: Word
        words: tuple[Word, ...]
        hashes: tuple[KeyedHash, ...]
        texts: tuple[str, ...]
        anything: dict[str, Any]
        untyped: Any
        inner: Inner | None = None
        inners: tuple[Inner, ...] = ()
        choice: Literal["a", "b"] | None = None
        mixed: int | str = 0

    schema = Outer.model_json_schema()

    assert sorted(rooms(schema, schema, "x")) == [
        "x.anything",
        "x.inner.note",
        "x.inners.note",
        "x.mixed",
        "x.texts",
        "x.untyped",
    ]
