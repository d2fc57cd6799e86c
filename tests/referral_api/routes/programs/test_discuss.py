"""What a participant is offered, when the program is talked about, and the terms in writing."""

from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text
from tests.referral_api.conftest import PUBLIC_URL, House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_document, a_participant, a_person, a_program

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import MessageSent, ParticipantChanged
from goodword.programs import ProgramDocument, terms
from goodword.testing.events import deliver
from referral_api.main import handlers

FAVOURITES = {"favourite_restaurant": "Trattoria da Nino", "favourite_charity": "Red Cross"}


async def an_introducer(house: House, **more: Any) -> dict[str, Any]:
    """Ana, in a program for introductions."""
    program = await a_program(house, kind="active_intro", destination_url=None)
    return await a_participant(house, program_id=program["id"], **more)


def terms_left(
    participant: dict[str, Any], house: House, seq: int = 1, words: str | None = None
) -> Said:
    """The notifier says that the welcome with its terms left; `words` are those of the terms."""
    event = MessageSent(
        business_id=house.business_id,
        message_id=ids.new(),
        person_id=ids.read("per", participant["person_id"]),
        kind="welcome",
        cause=ids.new(),
        channel="smtp",
        template="welcome",
        template_version=1,
        header_message_id="m@example.com",
        object_id=participant["id"],
        terms_sha256=sha256(words.encode()).hexdigest() if words else None,
    )
    return Said(event, seq)


async def test_favourites_are_learnt_before_an_introductions_reward_is_raised(
    referral_db: Database, house: House
):
    ana = await an_introducer(house)
    path = f"/v1/participants/{ana['id']}/discuss"

    early = await house.post(path)
    await house.patch(f"/v1/people/{ana['person_id']}", {"preferences": FAVOURITES})
    before = await house.post(path, {"discussed_at": "2020-01-01T00:00:00Z"})
    now = await house.post(path)

    assert (early.status_code, early.json()["code"]) == (409, "favourites_not_asked")
    assert early.json()["missing"] == ["favourite_restaurant", "favourite_charity"]
    assert (before.status_code, before.json()["missing"]) == (409, [])
    assert now.status_code == 200
    assert now.json()["discussed_at"] is not None
    told = [each.discussed_at is not None for each in await said(referral_db, ParticipantChanged)]
    assert told == [False, True]


async def captured(db: Database, house: House) -> str:
    async with db.begin([house.business_id]) as session:
        at = await session.scalar(text("select favourites_captured_at from person"))
    return str(at.isoformat().replace("+00:00", "Z"))


async def test_who_changes_a_favourite_later_was_asked_before(referral_db: Database, house: House):
    ana = await an_introducer(house)
    path = f"/v1/people/{ana['person_id']}"
    await house.patch(path, {"preferences": FAVOURITES})
    discussed = (await house.post(f"/v1/participants/{ana['id']}/discuss")).json()["discussed_at"]

    await house.patch(path, {"preferences": {"favourite_charity": "Oxfam"}})
    told = {"emails": ["ana@example.com"], "preferences": {"favourite_charity": "Unicef"}}
    assert (await house.post("/v1/people", told)).status_code == 200
    assert await captured(referral_db, house) <= discussed
    again = await house.post(f"/v1/participants/{ana['id']}/discuss")

    assert (again.status_code, again.json()["discussed_at"]) == (200, discussed)


async def test_a_code_is_talked_about_without_favourites_and_the_first_talk_counts(house: House):
    ana = await a_participant(house)
    path = f"/v1/participants/{ana['id']}/discuss"

    first = await house.post(path, {"discussed_at": "2026-01-05T10:00:00Z"})
    second = await house.post(path, {"discussed_at": "2026-02-05T10:00:00Z"})

    assert first.json()["discussed_at"] == "2026-01-05T10:00:00Z"
    assert second.json()["discussed_at"] == "2026-01-05T10:00:00Z"


async def test_a_talk_is_not_announced(house: House):
    ana = await a_participant(house)

    answer = await house.post(
        f"/v1/participants/{ana['id']}/discuss", {"discussed_at": "2999-01-01T00:00:00Z"}
    )

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/discussed_at"]


async def test_terms_that_did_not_arrive_are_asked_for_again_and_those_that_did_are_not(
    referral_db: Database, house: House
):
    ana = await a_participant(house)
    path = f"/v1/participants/{ana['id']}/discuss"
    await house.post(path)
    await house.post(path)
    asked = len(await said(referral_db, ParticipantChanged))

    await deliver(referral_db, handlers(PUBLIC_URL), [terms_left(ana, house)])
    noted = (await house.get(f"/v1/participants/{ana['id']}")).json()
    await house.post(path)

    assert asked == 3
    told = await said(referral_db, ParticipantChanged)
    assert len(told) == 4
    assert told[-1].terms_sent_at is not None
    assert told[-1].link == ana["link"]
    assert noted["terms_sent_at"] is not None
    assert noted["version"] == 4


async def test_terms_that_are_sent_twice_were_sent_the_first_time(
    referral_db: Database, house: House
):
    ana = await a_participant(house)

    await deliver(referral_db, handlers(PUBLIC_URL), [terms_left(ana, house)])
    first = (await house.get(f"/v1/participants/{ana['id']}")).json()
    await deliver(referral_db, handlers(PUBLIC_URL), [terms_left(ana, house, seq=2)])
    again = (await house.get(f"/v1/participants/{ana['id']}")).json()

    assert again == first
    listed = (await house.get("/v1/messages")).json()["data"]
    assert [each["kind"] for each in listed] == ["welcome", "welcome"]


async def disclosed(house: House, participant: dict[str, Any]) -> tuple[str, str]:
    """What is told of how the terms were sent, in one sentence and in the story."""
    path = f"/v1/participants/{participant['id']}/explain"
    told = (await house.get(path)).json()
    [entry] = [each for each in told["story"] if each["what"] == "terms_sent"]
    return told["sentence"], entry["sentence"]


async def test_which_terms_were_disclosed_to_whom_is_kept_and_explained(
    referral_db: Database, house: House
):
    ana = await an_introducer(house)
    program = (await house.get(f"/v1/programs/{ana['program_id']}")).json()
    document = ProgramDocument.model_validate(program["document"])
    business = (await house.get("/v1/business")).json()
    words = terms(document, business["name"], "de")
    left = terms_left(ana, house, words=words)

    await deliver(referral_db, handlers(PUBLIC_URL), [left, terms_left(ana, house, seq=2)])

    kept = (await house.get(f"/v1/participants/{ana['id']}")).json()["disclosure"]
    assert isinstance(left.event, MessageSent)
    message = ids.show("msg", left.event.message_id)
    digest = sha256(words.encode()).hexdigest()
    assert kept == {
        "program_version": 1,
        "person_id": ana["person_id"],
        "message_id": message,
        "channel": "smtp",
        "template": "welcome",
        "template_version": 1,
        "terms_sha256": digest,
    }
    sentence, entry = await disclosed(house, ana)
    for said_of_it in ("terms of version 1", ana["person_id"], message, digest):
        assert said_of_it in sentence
    assert entry == f"The terms were sent in writing. They read (de): {words}"

    renamed = await house.patch("/v1/business", {"name": "Red Door"})
    assert renamed.status_code == 200, renamed.text
    _, entry = await disclosed(house, ana)
    assert "cannot be written again as they were" in entry


async def test_terms_of_another_business_are_noted_nowhere(
    referral_db: Database, open_house: OpenHouse
):
    one, other = await open_house(), await open_house()
    ana = await a_participant(one)

    await deliver(referral_db, handlers(PUBLIC_URL), [terms_left(ana, other)])

    assert (await one.get(f"/v1/participants/{ana['id']}")).json()["terms_sent_at"] is None


@pytest.mark.parametrize(
    ("industry", "offer"),
    [
        ("retail", (True, "ALLOW_WITH_CONDITIONS", ["GEN"])),
        ("insurance", (False, "NEEDS_REVIEW", ["NO_VERIFIED_RULE"])),
        (None, (False, "NEEDS_REVIEW", ["NO_VERIFIED_RULE"])),
    ],
)
async def test_what_the_law_says_of_the_offer_is_kept_and_said(
    referral_db: Database, open_house: OpenHouse, industry: str | None, offer: Any
):
    house = await open_house(industry=industry)

    ana = await a_participant(house)

    shown = ana["offer"]
    assert (shown["allowed"], shown["decision"], shown["rules"]) == offer
    assert shown["checked_at"] == ana["joined_at"]
    [told] = await said(referral_db, ParticipantChanged)
    assert told.offer is not None
    assert (told.offer.allowed, told.offer.decision, list(told.offer.rules)) == offer


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ({"country": "US", "region": "FL"}, 201),
        ({"country": "CA"}, 201),
        ({"country": "US", "region": "TX"}, 409),
        ({"country": "US"}, 409),
        (None, 409),
    ],
)
async def test_a_program_is_offered_only_to_who_is_known_to_be_in_its_places(
    house: House, place: Any, status: int
):
    program = await a_program(house, places=["US-FL", "CA"])
    await a_person(house, **({"place": place} if place else {}))

    body = {"program_id": program["id"], "person_ref": {"email": "ana@example.com"}}
    answer = await house.post("/v1/participants", body)

    assert answer.status_code == status, answer.text
    if status != 201:
        assert answer.json()["code"] == "not_offered_there"


async def test_nobody_joins_before_a_program_begins_or_after_it_ends(house: House):
    begins = await a_program(house, starts_at="2999-01-01T00:00:00Z")
    draft = a_document(ends_at="2030-01-01T00:00:00+02:00")
    ends = (await house.post("/v1/programs", {"document": draft})).json()
    await house.post(f"/v1/programs/{ends['id']}/publish")
    await house.post("/v1/test_clock/advance", {"by_s": 6 * 365 * 24 * 3600})

    answers = [
        await house.post(
            "/v1/participants",
            {"program_id": each["id"], "person_ref": {"email": "ana@example.com"}},
        )
        for each in (begins, ends)
    ]

    assert [each.json()["code"] for each in answers] == ["program_not_active"] * 2
    assert "until 2029-12-31 22:00 UTC" in answers[1].json()["detail"]
