"""`POST /v1/asks/preview`: what would come of asking somebody now."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.said import said
from tests.referral_api.stories import a_person, a_template
from tests.referral_api.told_asks import an_ask

from goodword.database import Database
from goodword.events import AskRequested
from referral_api.domain.people.person import Identifier
from referral_api.routes.tools import Tools
from referral_api.use_cases.public.suppress_addresses import UNSUBSCRIBED, suppress_addresses

STORY = "We rebuilt your boathouse before the season began."


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


async def told(house: House, path: str, person: str, **body: Any) -> None:
    answer = await house.post(f"/v1/{path}", {"person_ref": person, **body})
    assert answer.status_code == 201, answer.text


async def a_happy_client(house: House) -> str:
    """Ana, with whom all is well."""
    rep = await a_person(house, "rae@example.com", name={"display": "Rae Oakes"})
    name = {"given": "Ana", "family": "Reyes"}
    ana = (await a_person(house, name=name, story=STORY, rep_id=rep["id"]))["id"]
    named = {"source": "google", "external_id": "1"}
    await told(house, "order_fulfilments", ana, fulfilled_at=days_ago(40))
    contact = {"kind": "milestone_note", "value": "A year on the water."}
    await told(house, "value_contacts", ana, **contact, occurred_at=days_ago(20))
    await told(house, "reviews", ana, **named, rating={"value": 5}, written_at=days_ago(1))
    return str(ana)


async def preview(house: House, person: str, **body: Any) -> dict[str, Any]:
    answer = await house.post("/v1/asks/preview", {"person_id": person, **body})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_who_may_be_asked_is_shown_with_the_words(house: House, referral_db: Database):
    ana = await a_happy_client(house)

    seen = await preview(house, ana, wanted="name")

    assert (seen["eligible"], seen["reasons"]) == (True, [])
    assert (seen["person_id"], seen["signal"]["kind"]) == (ana, "review")
    words_sent = seen["letter"]["text"]
    for words in ("Ana", STORY, "Rae Oakes", "rae@example.com", "/a/hidden", "A first name is all"):
        assert words in words_sent
    assert seen["letter"]["template"] == {"id": "referral_ask", "version": 2}
    assert await said(referral_db, AskRequested) == []
    assert (await house.get("/v1/asks")).json()["data"] == []


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("issues", {"kind": "billing", "opened_at": days_ago(2)}, "open_issue"),
        (
            "opportunities",
            {"source": "crm", "external_id": "1", "stage": "committing", "changed_at": days_ago(1)},
            "committing",
        ),
        (
            "survey_answers",
            {"source": "nps", "external_id": "1", "score": 6, "answered_at": days_ago(0)},
            "not_promoter",
        ),
    ],
)
async def test_one_thing_that_says_no_is_the_only_reason(
    house: House, path: str, body: dict[str, Any], code: str
):
    ana = await a_happy_client(house)
    await told(house, path, ana, **body)

    seen = await preview(house, ana)

    assert (seen["eligible"], [each["code"] for each in seen["reasons"]]) == (False, [code])
    assert seen["reasons"][0]["sentence"].endswith(".")


async def test_a_past_ask_and_a_withdrawal_say_no(house: House, referral_db: Database):
    ana = await a_happy_client(house)
    await an_ask(house, referral_db, ana, sent_at=datetime.now(UTC) - timedelta(days=9))
    consent = {"purpose": "asking", "channel": "email", "state": "withdrawn", "at": days_ago(1)}
    answer = await house.post(
        f"/v1/people/{ana}/consents",
        {**consent, "basis": "consent", "evidence": {"kind": "form"}},
    )
    assert answer.is_success, answer.text

    codes = {each["code"] for each in (await preview(house, ana))["reasons"]}

    assert {"asked_recently", "no_contact_way", "no_value_since_last_ask"} <= codes


@pytest.mark.parametrize(
    ("address", "codes"),
    [("Ana@example.com", ["no_contact_way"]), ("eve@example.com", [])],
)
async def test_r_msg_05_a_suppression_of_their_address_alone_says_no(
    house: House, referral_db: Database, tools: Tools, address: str, codes: list[str]
):
    ana = await a_happy_client(house)
    known = [Identifier("email", "", address.lower())]
    keys = {"hasher": tools.hasher}
    async with referral_db.begin([house.business_id]) as session:
        await suppress_addresses(house.business_id, known, UNSUBSCRIBED, session=session, **keys)

    seen = await preview(house, ana)

    assert [each["code"] for each in seen["reasons"]] == codes


async def test_of_somebody_new_everything_that_lacks_is_said(house: House):
    eve = (await a_person(house, "eve@example.com"))["id"]

    seen = await preview(house, eve)

    codes = [each["code"] for each in seen["reasons"]]
    assert {"not_a_client", "not_promoter", "no_value_since_last_ask", "no_story"} <= set(codes)
    assert (seen["eligible"], seen["letter"], seen["signal"]) == (False, None, None)


async def test_nobody_is_previewed_who_is_not_there(house: House):
    ana = (await a_person(house))["id"]
    assert (await house.post(f"/v1/people/{ana}/erase")).is_success

    erased = await house.post("/v1/asks/preview", {"person_id": ana})
    unknown = await house.post("/v1/asks/preview", {"person_id": "per_01jd0000000000000000000000"})

    assert (erased.status_code, erased.json()["code"]) == (409, "person_erased")
    assert unknown.status_code == 404


async def test_a_preview_speaks_in_the_words_that_the_business_published(
    house: House, referral_db: Database
):
    ana = await a_happy_client(house)
    own = await a_template(house)
    subject = "{{ rep_name }} of the boatyard has a question"
    await house.patch(f"/v1/templates/{own['id']}", {"subject": subject})
    drafted = await preview(house, ana)
    assert (await house.post(f"/v1/templates/{own['id']}/publish")).status_code == 200

    published = await preview(house, ana)

    assert drafted["letter"]["template"] == {"id": "referral_ask", "version": 2}
    assert published["letter"]["template"] == {"id": own["id"], "version": 1}
    assert published["letter"]["subject"] == "Rae Oakes of the boatyard has a question"
    await house.patch(f"/v1/people/{ana}", {"locale": "de"})
    assert (await preview(house, ana))["letter"]["language"] == "de"


async def test_own_words_that_make_no_letter_give_way_to_ours_as_they_do_when_it_is_sent(
    house: House, referral_db: Database
):
    ana = await a_happy_client(house)
    own = await a_template(house)
    assert (await house.post(f"/v1/templates/{own['id']}/publish")).status_code == 200
    unfit = "update template set published = jsonb_set(published, '{subject}', '\"{{ no_fact }}\"')"
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text(unfit))

    seen = await preview(house, ana)

    assert seen["letter"]["template"] == {"id": "referral_ask", "version": 2}
