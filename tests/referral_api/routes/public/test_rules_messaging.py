"""The rules of practice.md 3.2 as referral-api keeps them: what is taken in of prospects, and what
is not."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.referral_api.conftest import House
from tests.referral_api.introductions import an_introduction_program, carla_names_ben
from tests.referral_api.routes.public.asked import DANA, Asked
from tests.referral_api.said import said
from tests.referral_api.stories import a_person

from goodword import ids
from goodword.database import Database
from goodword.events import AskAnswered, IntroductionRequested, ReferralCreated
from referral_api.routes.tools import Tools
from referral_api.sources.inbound_mail.refusals import is_refusal

CONSENT = {
    "purpose": "introduction",
    "channel": "email",
    "state": "given",
    "basis": "consent",
    "at": "2026-01-01T00:00:00Z",
    "evidence": {
        "kind": "form",
        "ref": "form 7",
        "wording": "Yes, write to me about my boat.",
        "language": "en",
        "ip": "203.0.113.7",
    },
}


@pytest.mark.parametrize("country", ["GB", "US", "DE"])
async def test_r_msg_04_where_a_reward_forbids_it_nobody_is_asked_for_a_friends_address(
    house: House, visitor: httpx.AsyncClient, ana: Asked, country: str
):
    await house.patch("/v1/business", {"place": {"country": country}})

    shown = await visitor.get(ana.path)

    assert ('name="contact1"' in shown.text) == (country != "GB")


async def test_r_msg_05_a_suppressed_prospect_is_taken_in_silence_and_asked_about_by_nobody(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, tools: Tools
):
    says = {
        "business": ids.show("biz", house.business_id),
        "channel": "email",
        "hash": tools.hasher.address(house.business_id, "email", "Ben@Buyers.example"),
        "scope": "marketing",
    }
    out = tools.signer.sign("unsubscribe", says)
    await visitor.post(f"/u/{out}", data={"List-Unsubscribe": "One-Click"})
    program_id = await an_introduction_program(house)

    silent = await carla_names_ben(house, program_id=program_id)
    other = {"email": "bob@buyers.example"}
    heard = await carla_names_ben(house, program_id=program_id, prospect_ref=other)

    assert (silent["status"], heard["status"]) == ("named", "introduction_requested")
    assert silent.keys() == heard.keys()
    assert len(await said(referral_db, IntroductionRequested)) == 1


@pytest.mark.parametrize(
    "words",
    [
        *("stop", "STOP", " Stop! ", "quit.", "end", "revoke", "opt out", "opt-out", "optout"),
        *("cancel", "unsubscribe", "Abmelden", "Désabonner", "darme de baja"),
    ],
)
def test_r_msg_08_a_word_that_revokes_is_one(words: str):
    assert is_refusal(words)


@pytest.mark.parametrize("words", ["stop by on Monday", "the end of June suits me", "Yes", ""])
def test_r_msg_08_words_that_only_look_like_it_are_none(words: str):
    assert not is_refusal(words)


async def test_r_msg_10_a_consent_is_kept_with_its_evidence_and_never_changed(
    house: House, referral_db: Database
):
    ana = (await a_person(house))["id"]
    path = f"/v1/people/{ana}/consents"
    first = await house.post(path, CONSENT)
    withdrawn = {"state": "withdrawn", "at": "2026-02-01T00:00:00Z"}
    second = await house.post(path, CONSENT | withdrawn)

    assert first.json()["evidence"] == CONSENT["evidence"]
    [in_effect] = (await house.get(f"/v1/people/{ana}")).json()["consents"]
    assert (in_effect["state"], second.status_code) == ("withdrawn", 201)
    async with referral_db.begin([house.business_id]) as session:
        assert await session.scalar(text("select count(*) from consent")) == 2
    with pytest.raises(DBAPIError):
        async with referral_db.begin([house.business_id]) as session:
            await session.execute(text("delete from consent"))


async def test_r_msg_10_it_is_kept_with_what_and_under_whose_law_it_was_said(house: House):
    ana = (await a_person(house, place={"country": "US", "region": "CA"}))["id"]
    web = {"ip": "203.0.113.7", "user_agent": "Mozilla/5.0 (X11; Linux x86_64)"}
    told = {"evidence": {**CONSENT["evidence"], **web, "jurisdiction": "DE"}}

    here = await house.post(f"/v1/people/{ana}/consents", CONSENT)
    await house.patch(f"/v1/people/{ana}", {"place": {"country": "US", "region": "OR"}})
    there = await house.post(f"/v1/people/{ana}/consents", CONSENT | told)

    assert here.json()["evidence"] == {**CONSENT["evidence"], "jurisdiction": "US-CA"}
    assert there.json()["evidence"] == told["evidence"]


@pytest.mark.parametrize("field", ["occupation", "employer", "tags", "place", "licences", "story"])
async def test_r_msg_12_no_more_is_taken_of_a_prospect_than_who_they_are_and_how_they_are_known(
    house: House, field: str
):
    program_id = await an_introduction_program(house)
    body = {
        "program_id": program_id,
        "referrer_ref": {"email": "carla@clients.example"},
        "prospect_ref": {"email": "ben@buyers.example", field: "x"},
        "permission": True,
    }

    answer = await house.post("/v1/referrals", body)

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/prospect_ref/{field}"]


async def test_r_msg_14_an_erasure_keeps_the_counts_and_the_merit_and_happens_once(
    house: House, referral_db: Database
):
    referral = await carla_names_ben(house)
    sale = {
        "source": "till",
        "external_id": "1",
        "occurred_at": referral["created_at"],
        "gross": {"minor": 420_000, "currency": "USD"},
        "buyer_ref": {"email": "ben@buyers.example"},
    }
    sold = (await house.post("/v1/sales", sale)).json()

    first = await house.post(f"/v1/people/{referral['prospect_id']}/erase")
    again = await house.post(f"/v1/people/{referral['prospect_id']}/erase")

    assert first.json()["erased_at"] == again.json()["erased_at"]
    assert again.json()["asked_by"] == "api"
    kept = (await house.get(f"/v1/referrals/{referral['id']}")).json()
    assert (kept["status"], kept["sale_ids"]) == ("won", [sold["id"]])
    assert kept["referrer_id"] == referral["referrer_id"]
    ben = (await house.get(f"/v1/people/{referral['prospect_id']}")).json()
    assert (ben["emails"], ben["name"]["display"]) == ([], None)
    async with referral_db.begin([house.business_id]) as session:
        assert await session.scalar(text("select count(*) from suppression")) == 1


async def test_r_msg_15_a_name_takes_a_tick_that_is_not_made_for_them_and_is_no_consent(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    shown = await visitor.get(ana.path)
    without = await visitor.post(ana.path, data={**DANA, "told1": ""})
    nothing = await said(referral_db, AskAnswered)
    with_tick = await visitor.post(ana.path, data=DANA)

    assert 'type="checkbox" name="told1" value="yes" required' in shown.text
    assert "they are happy to hear from Blue Door" in shown.text
    assert " checked" not in shown.text
    assert (without.status_code, nothing, with_tick.status_code) == (422, [], 200)
    [dana] = (await house.get("/v1/people", email="dana@example.com")).json()["data"]
    assert dana["consents"] == []


async def test_r_msg_16_five_people_at_the_most_are_taken_at_once_and_none_is_filled_in(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    shown = await visitor.get(ana.path)
    six = [{"name": f"Friend {n}", "permission": True} for n in range(6)]
    refused = await house.post(f"/v1/asks/{ana.ask}/answer", {"answer": "named", "prospects": six})
    many: dict[str, Any] = {"answer": "named"}
    for n in range(1, 8):
        many |= {f"name{n}": f"Friend {n}", f"told{n}": "yes"}
    await visitor.post(ana.path, data=many)

    assert shown.text.count('name="name') == 5
    assert 'name="name1" value=""' in shown.text
    assert refused.status_code == 422
    assert len(await said(referral_db, ReferralCreated)) == 5


async def test_r_msg_12_sensitive_words_are_taken_with_a_warning_that_says_where(house: House):
    words = {"context": "We met in rehab.", "need": "She is pregnant and needs a larger boat."}

    referral = await carla_names_ben(house, **words)

    warned = [(each["pointer"], each["code"], each["phrase"]) for each in referral["warnings"]]
    assert warned == [
        ("/context", "private_matter", "rehab"),
        ("/need", "private_matter", "pregnant"),
    ]
    shown = (await house.get(f"/v1/referrals/{referral['id']}")).json()
    assert shown["warnings"] == referral["warnings"]


async def test_r_msg_12_a_page_says_before_what_is_not_wanted(
    visitor: httpx.AsyncClient, ana: Asked
):
    shown = await visitor.get(ana.path)

    assert "Please nothing about health, faith or other private matters." in shown.text
