"""What people allow and take back, and what they like."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.referral_api.conftest import House
from tests.referral_api.said import said
from tests.referral_api.stories import a_person

from goodword.database import Database
from goodword.events import PersonChanged


def a_word(**changes: Any) -> dict[str, Any]:
    return {
        "purpose": "marketing",
        "channel": "email",
        "state": "given",
        "basis": "consent",
        "at": "2026-03-01T10:00:00Z",
        "evidence": {"kind": "form", "ref": "newsletter-7", "wording": "Yes, write to me."},
        **changes,
    }


async def consents_of(house: House, person_id: str) -> list[tuple[str, str, str]]:
    shown = (await house.get(f"/v1/people/{person_id}")).json()["consents"]
    return [(each["purpose"], each["channel"], each["state"]) for each in shown]


async def test_a_word_is_kept_with_its_evidence_and_told_without(
    referral_db: Database, house: House
):
    ana = await a_person(house)

    answer = await house.post(f"/v1/people/{ana['id']}/consents", a_word())

    kept = answer.json()
    assert answer.status_code == 201, answer.text
    assert (kept["person_id"], kept["evidence"]["ref"]) == (ana["id"], "newsletter-7")
    assert await consents_of(house, ana["id"]) == [("marketing", "email", "given")]
    last = (await said(referral_db, PersonChanged))[-1]
    assert [(each.purpose, each.channel, each.state) for each in last.consents] == [
        ("marketing", "email", "given")
    ]
    assert "newsletter-7" not in last.model_dump_json()


async def test_the_newest_word_per_purpose_and_channel_counts_whatever_order_it_came_in(
    house: House,
):
    ana = await a_person(house)
    words = [
        a_word(state="withdrawn", at="2026-03-05T10:00:00Z"),
        a_word(at="2026-03-01T10:00:00Z"),
        a_word(channel="sms", at="2026-03-02T10:00:00Z"),
        a_word(channel="sms", state="withdrawn", at="2026-03-02T10:00:00Z"),
        a_word(purpose="asking", channel="any"),
    ]

    for each in words:
        await house.post(f"/v1/people/{ana['id']}/consents", each)

    assert await consents_of(house, ana["id"]) == [
        ("asking", "any", "given"),
        ("marketing", "email", "withdrawn"),
        ("marketing", "sms", "withdrawn"),
    ]


async def test_a_word_of_the_future_would_outweigh_every_withdrawal(house: House):
    ana = await a_person(house)

    answer = await house.post(f"/v1/people/{ana['id']}/consents", a_word(at="2126-03-01T10:00:00Z"))

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/at")
    assert await consents_of(house, ana["id"]) == []


async def test_no_word_ever_goes(referral_db: Database, house: House):
    ana = await a_person(house)
    await house.post(f"/v1/people/{ana['id']}/consents", a_word())

    with pytest.raises(DBAPIError, match="permission denied"):
        async with referral_db.begin([house.business_id]) as session:
            await session.execute(text("delete from consent"))


async def test_what_both_said_counts_after_a_merge(referral_db: Database, house: House):
    ana, twin = await a_person(house), await a_person(house, "twin@example.com")
    await house.post(f"/v1/people/{ana['id']}/consents", a_word())
    await house.post(
        f"/v1/people/{twin['id']}/consents",
        a_word(state="withdrawn", at="2026-03-02T10:00:00Z"),
    )

    await house.post(f"/v1/people/{twin['id']}/merge", {"into": ana["id"]})
    later = await house.post(f"/v1/people/{twin['id']}/consents", a_word(purpose="asking"))

    assert await consents_of(house, ana["id"]) == [
        ("asking", "email", "given"),
        ("marketing", "email", "withdrawn"),
    ]
    assert later.json()["person_id"] == ana["id"]
    last = (await said(referral_db, PersonChanged))[-1]
    assert [each.state for each in last.consents] == ["given", "withdrawn"]


async def test_preferences_are_set_as_a_whole_and_tell_when_favourites_were_told(
    referral_db: Database, house: House
):
    ana = await a_person(house, preferences={"do_not_ask": True, "channel": "sms"})

    answer = await house.http.put(
        f"/v1/people/{ana['id']}/preferences",
        json={"favourite_charity": "Red Cross", "accepts": "donation_only"},
    )

    preferences = answer.json()["preferences"]
    assert answer.status_code == 200, answer.text
    told_at = preferences.pop("favourites_captured_at")
    assert preferences == {
        "favourite_restaurant": None,
        "favourite_charity": "Red Cross",
        "accepts": "donation_only",
        "do_not_ask": False,
        "channel": None,
    }
    last = (await said(referral_db, PersonChanged))[-1]
    assert last.favourites.charity == "Red Cross"
    assert last.favourites.captured_at is not None
    assert told_at is not None
    assert (last.accepts, last.channel) == ("donation_only", None)


async def test_the_whole_person_is_told(referral_db: Database, house: House):
    rep = await a_person(house, "rep@example.com")
    await a_person(
        house,
        time_zone="Europe/Berlin",
        occupation="baker",
        employer="Blue Door Ltd",
        licences=["FL 2-15"],
        rep_id=rep["id"],
        tags=["vip"],
        story="Sold their house in nine days",
        how_known="Neighbours",
        first_purchase_at="2025-01-01T00:00:00Z",
    )

    last = (await said(referral_db, PersonChanged))[-1]
    assert (last.occupation, last.employer, last.licences) == (
        "baker",
        "Blue Door Ltd",
        ("FL 2-15",),
    )
    assert (last.story, last.how_known) == ("Sold their house in nine days", "Neighbours")
    assert (last.tags, last.time_zone) == (("vip",), "Europe/Berlin")
    assert last.rep_id is not None
    assert last.first_purchase_at is not None
