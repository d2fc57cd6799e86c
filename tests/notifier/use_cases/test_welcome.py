"""Who takes part in a program gets its terms in writing, once, when they are owed and allowed."""

from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from tests.notifier.world import World

from goodword import ids
from goodword.events import MessageFailed, MessageSent, OfferVerdict

PROGRAM, PARTICIPANT = ids.new(), ids.new()
NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
INTRO = {"kind": "active_intro", "window": {"days": 90, "from": "introduction"}}
REVIEW = OfferVerdict(allowed=False, decision="NEEDS_REVIEW", checked_at=NOON)


async def joins(world: World, document: dict[str, Any] | None = None, **participant: Any) -> None:
    await world.begin()
    await world.tell(world.published(PROGRAM, **(document or {})))
    await world.tell(world.joined(PROGRAM, PARTICIPANT, **participant))


async def opened(world: World) -> list[str]:
    return [row["kind"] for row in await world.rows("select kind from message")]


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_a_welcome_brings_terms_code_and_link_and_is_told_of(world: World):
    await joins(world)

    await world.send()

    [mail] = world.mails()
    said = plain(mail)
    assert mail["To"] == "Ana Ruiz <ana@example.com>"
    for part in (
        "ANA20",
        "https://goodword.example/r/harbor/ANA20",
        "Give $50, get $50: terms of Harbor & Pine",
        "a gift card, worth $50.00",
        "Limits:",
        "Tax:",
        "How to end:",
    ):
        assert part in said
    [sent] = await world.told()
    assert isinstance(sent, MessageSent)
    assert (sent.kind, sent.object_id) == ("welcome", ids.show("prt", PARTICIPANT))
    written = said[said.index("Give $50, get $50: terms") :].replace("\r\n", "\n")
    ends = [place for place in range(len(written)) if written[place : place + 2] == "\n\n"]
    digests = {sha256(written[:end].encode()).hexdigest() for end in ends}
    assert sent.terms_sha256 in digests


async def test_however_often_a_participant_is_told_of_one_welcome_goes_out(world: World):
    await joins(world)
    await world.tell(world.joined(PROGRAM, PARTICIPANT, discussed_at=NOON))
    await world.send()
    await world.tell(world.joined(PROGRAM, PARTICIPANT, discussed_at=NOON))

    assert await opened(world) == ["welcome"]
    assert len(world.mails()) == 1


async def test_who_was_told_of_twice_in_one_batch_gets_one_welcome(world: World):
    await world.begin()
    await world.tell(world.published(PROGRAM))

    await world.tell(world.joined(PROGRAM, PARTICIPANT), world.joined(PROGRAM, PARTICIPANT))

    assert await opened(world) == ["welcome"]


async def test_two_who_take_part_get_one_each(world: World):
    await joins(world)

    await world.tell(world.joined(PROGRAM, ids.new()))

    assert await opened(world) == ["welcome", "welcome"]


async def test_a_welcome_that_failed_makes_room_for_another(world: World):
    await joins(world)
    await world.tell(world.person(world.ana, "Ana", emails=()))
    await world.send()
    await world.tell(world.person(world.ana, "Ana", emails=("ana@example.com",)))

    await world.tell(world.joined(PROGRAM, PARTICIPANT, discussed_at=NOON))

    assert await opened(world) == ["welcome", "welcome"]
    [failed] = await world.told()
    assert isinstance(failed, MessageFailed)
    assert (failed.reason, failed.object_id) == ("no_address", ids.show("prt", PARTICIPANT))


@pytest.mark.parametrize(
    "participant",
    [
        {"offer": None},
        {"offer": REVIEW},
        {"status": "left"},
        {"terms_sent_at": NOON},
    ],
    ids=["not-asked", "not-allowed", "left", "sent-before"],
)
async def test_nothing_is_promised_that_is_not_allowed_or_was_promised_before(
    world: World, participant: dict[str, Any]
):
    await joins(world, **participant)

    assert await opened(world) == []


async def test_the_terms_of_an_introduction_follow_the_talk_and_hold_no_code(world: World):
    await joins(world, INTRO)
    before = await opened(world)

    await world.tell(world.joined(PROGRAM, PARTICIPANT, discussed_at=NOON))
    await world.send()

    assert before == []
    [mail] = world.mails()
    assert "an introduction that you make yourself" in plain(mail)
    assert "ANA20" not in mail.as_string()


@pytest.mark.parametrize("missing", ["program", "person", "business"])
async def test_a_welcome_waits_for_what_is_not_known_yet(world: World, missing: str):
    known = {
        "business": world.business(),
        "person": world.person(world.ana, "Ana"),
        "program": world.published(PROGRAM),
    }
    await world.tell(*(event for name, event in known.items() if name != missing))

    await world.tell(world.joined(PROGRAM, PARTICIPANT))

    [parked] = await world.rows("select state, waits_for from parked_event")
    assert (parked["state"], parked["waits_for"]) == ("waiting", [awaited(world, missing)])
    assert await opened(world) == []


def awaited(world: World, missing: str) -> str:
    prefix, id_, more = {
        "program": ("prg", PROGRAM, ":1"),
        "person": ("per", world.ana, ""),
        "business": ("biz", world.business_id, ""),
    }[missing]
    assert isinstance(id_, UUID)
    return f"{missing}:{ids.show(prefix, id_)}{more}"


async def test_the_letter_is_in_the_readers_language(world: World):
    await joins(world)
    await world.tell(world.person(world.ana, "Ana", locale="de-AT"))

    await world.send()

    [mail] = world.mails()
    assert mail["Subject"] == "Willkommen bei Give $50, get $50"


async def test_who_opted_out_of_everything_gets_no_terms(world: World):
    await joins(world)
    await world.tell(world.suppressed("ana@example.com"))

    await world.send()

    assert await world.state() == "suppressed"
    assert world.mails() == []
