"""Texts beside templates that reach clients: stories of people, and what programs say."""

from typing import Any

import pytest
from tests.referral_api.conftest import House
from tests.referral_api.stories import a_document, a_draft, a_person

CLOSED = "We built your fence. Do you know anyone who needs one?"


def told(answer: Any) -> list[tuple[str, str]]:
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("story", "locale", "code"),
    [
        (CLOSED, "en", "closed_question"),
        ("We built your fence. Let me know if you hear of somebody.", "en", "indirect_question"),
        ("We built your fence, and you owe us a referral.", "en", "pushy"),
        ("You get $200 for each friend whom you introduce.", "en", "reward_first"),
        ("We built your fence. Please leave us a review.", "en", "review_request"),
        ("We built {{ what }} for you.", "en", "unresolved_placeholder"),
        ("Wir haben den Zaun gebaut. Kennen Sie jemanden, der einen braucht?", "de", None),
        ("Nous avons bâti la clôture. Connaissez-vous quelqu'un ?", "fr", None),
        ("Hicimos la cerca. ¿Conoce a alguien que la necesite?", "es", None),
    ],
)
async def test_a_story_that_asks_pushes_or_promises_is_refused_with_the_phrase_and_a_better_one(
    house: House, story: str, locale: str, code: str | None
):
    body = {"emails": ["ana@example.com"], "locale": locale, "story": story}

    answer = await house.post("/v1/people", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "words_refused")
    assert told(answer) == [("/story", code or "closed_question")]
    assert "It says: “" in answer.json()["errors"][0]["detail"]
    assert (await house.get("/v1/people")).json()["data"] == []


async def test_a_story_is_read_in_the_language_of_its_person_when_it_is_changed(house: House):
    ana = await a_person(house, locale="de", story="Wir haben den Zaun gebaut.")
    path = f"/v1/people/{ana['id']}"

    refused = await house.patch(path, {"story": "Kennen Sie jemanden?"})

    assert (refused.status_code, told(refused)) == (422, [("/story", "closed_question")])
    assert "Wen kennen Sie" in refused.json()["errors"][0]["detail"]
    assert (await house.get(path)).json()["story"] == "Wir haben den Zaun gebaut."


async def test_a_story_may_tell_of_a_discount_that_was_a_part_of_what_was_done(house: House):
    ana = await a_person(house, story="We built your fence, with a discount for the second side.")

    assert ana["story"].endswith("second side.")


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"terms": "Do you know anyone who would join?"}, "/terms", "closed_question"),
        ({"terms": "Send us all your contacts. {rewards}"}, "/terms", "pushy"),
        ({"terms": "Leave us a review first. {who}"}, "/terms", "review_request"),
        ({"terms": "A gift for every five-star review."}, "/terms", "review_reward_link"),
        ({"name": "You owe us a referral"}, "/name", "pushy"),
    ],
)
async def test_a_programs_texts_are_read_like_templates(
    house: House, changes: dict[str, Any], pointer: str, code: str
):
    refused = await house.post("/v1/programs", {"document": a_document(**changes)})
    draft = await a_draft(house)
    changed = await house.patch(f"/v1/programs/{draft['id']}", {"document": a_document(**changes)})

    for answer in (refused, changed):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_program")
        assert (f"/document{pointer}", code) in told(answer)


async def test_what_a_program_gives_is_read_as_well(house: House):
    gift = {"kind": "physical_gift", "item": "a hat if you forward this to everyone you know"}
    gift |= {"amount": {"fixed": "20.00"}}
    rule = {"rule": "hat", "to": "referrer", "on": "sale", "give": gift}

    answer = await house.post("/v1/programs", {"document": a_document(rewards=[rule])})

    assert told(answer) == [("/document/rewards/0/give/item", "pushy")]


async def test_terms_may_speak_of_friends_and_of_what_happens_if_one_buys(house: House):
    terms = "You get {rewards} if a friend buys. Each reward is paid after review. {who}"

    draft = await a_draft(house, terms=terms)

    assert draft["draft"]["terms"] == terms
