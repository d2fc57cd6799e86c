"""State said again, for whoever starts without it."""

import pytest
from sqlalchemy import text
from tests.referral_api.conftest import PUBLIC_URL, House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_draft, a_participant, a_person, a_sign_off, a_template

from goodword import ids
from goodword.database import Database
from goodword.errors import RejectedError
from goodword.events import (
    BusinessChanged,
    ContactSuppressed,
    ParticipantChanged,
    PersonChanged,
    ProgramChanged,
    ProgramPublished,
    ProgramSignedOff,
    TemplatePublished,
)
from referral_api.db.people import people
from referral_api.db.repeating import repeat
from referral_api.use_cases.public.suppress_contact import Address, suppress_contact
from referral_api.use_cases.republish import republish as module
from referral_api.use_cases.republish.republish import republish

STATE = {
    "settings": (BusinessChanged,),
    "people": (PersonChanged, ContactSuppressed),
    "templates": (TemplatePublished,),
    "programs": (ProgramPublished, ProgramChanged, ProgramSignedOff, ParticipantChanged),
}


@pytest.mark.parametrize("topic", STATE)
async def test_all_state_is_said_again_as_it_is_and_in_order(
    referral_db: Database, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, topic: str
):
    monkeypatch.setattr(module, "AT_ONCE", 2)
    houses = [await open_house(), await open_house(), await open_house()]
    for house in houses:
        ana = await a_participant(house)
        await a_sign_off(house, ana["program_id"])
        for kind in ("welcome", "referral_ask", "reward_choice"):
            template = await a_template(house, kind)
            assert (await house.post(f"/v1/templates/{template['id']}/publish")).is_success
        await a_template(house, "reward_failed")
        for n in range(4):
            await a_person(house, f"p{n}@example.com")
        address = Address(house.business_id, "email", "0" * 64)
        await suppress_contact(address, scope="all", db=referral_db)
    before = {kind: await said(referral_db, kind) for kind in STATE[topic]}

    count = await republish(topic, db=referral_db, public_url=PUBLIC_URL)

    after = {kind: await said(referral_db, kind) for kind in STATE[topic]}
    assert count == sum(len(events) for events in before.values())
    for kind, events in before.items():
        again = after[kind][len(events) :]
        assert {each.key: each for each in again} == {each.key: each for each in events}


async def test_a_draft_stays_unheard_of(referral_db: Database, house: House):
    await a_draft(house)

    count = await republish("programs", db=referral_db, public_url=PUBLIC_URL)

    assert count == 0
    async with referral_db.begin() as session:
        told = await session.scalar(
            text("select count(*) from bus.outbox where topic = 'programs'")
        )
    assert told == 0


async def test_a_topic_without_state_is_refused(referral_db: Database):
    with pytest.raises(RejectedError, match="carries no state"):
        await republish("sales", db=referral_db, public_url=PUBLIC_URL)


NESTED = "hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize"


async def test_a_page_is_picked_once_whatever_the_plan(referral_db: Database, house: House):
    made = [(await a_person(house, f"p{n}@example.com"))["id"] for n in range(6)]

    async with referral_db.begin([house.business_id]) as session:
        for way in NESTED:
            await session.execute(text(f"set local enable_{way} = off"))
        first = await repeat(session, people.person, house.business_id, None, 2)
        second = await repeat(session, people.person, house.business_id, first[-1], 2)

    assert [ids.show("per", row.id) for row in (*first, *second)] == made[:4]
