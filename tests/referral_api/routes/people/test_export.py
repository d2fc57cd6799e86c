"""An export leaves out nothing that the tables hold of a person."""

from datetime import UTC, datetime

from sqlalchemy import Uuid
from tests.referral_api.people import ana_joins
from tests.referral_api.tasks import a_task
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.events import RewardEarned
from goodword.testing.events import deliver
from referral_api.db import schema
from referral_api.db.metadata import metadata
from referral_api.db.people.export import SECTIONS
from referral_api.main import HANDLERS

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}

# Columns that lead to a person, at once or by what is a person's.
OF_PEOPLE = {
    *("person_id", "buyer_id", "prospect_id", "referrer_id", "beneficiary_id", "rep_id"),
    *("assignee_id", "owner_id", "merged_into"),
    *("participant_id", "referral_id", "sale_id", "reward_id", "click_id"),
    *("payout_id", "message_id"),
}
OF_NOBODY = {
    *("business_id", "id", "program_id", "connection_id", "event_id", "cause", "leased_by"),
    *("endpoint_id", "dispatch_id"),
}
"""And the `position` of an erasure's look through the tables."""
LEFT_OUT = {
    "erasure": "who is erased cannot be asked for any more",
    "prospect_trace": "only of who is erased",
    "person_word": "the words of the names that are told with the person",
}


def test_every_column_of_ids_is_known_to_lead_to_people_or_not():
    found = {
        column.name
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Uuid)
    }

    assert schema is not None
    assert found - OF_PEOPLE - OF_NOBODY == {"position"}


def test_every_table_that_leads_to_people_is_exported():
    leading = {
        name
        for name, table in metadata.tables.items()
        if OF_PEOPLE & {column.name for column in table.columns}
    }

    exported = {section.table for section in SECTIONS.values()}

    assert leading - exported == set(LEFT_OUT)


async def test_what_came_of_a_persons_link_is_in_it(house, visitor, referral_db):
    ana = await ana_joins(house)
    await visitor.get(f"/r/{house.slug}/ANA20", headers=BROWSER)
    await a_purchase(house, codes=["ANA20"])
    owed = told_reward(house, RewardEarned, 1, beneficiary_id=ids.read("per", ana["person_id"]))
    other = told_reward(house, RewardEarned, 1)
    await deliver(referral_db, HANDLERS, [Said(owed, 1), Said(other, 1)])
    for reward, why in ((owed, "Ana called"), (other, "Someone else")):
        path = f"/v1/rewards/{ids.show('rwd', reward.reward_id)}/approve"
        await house.post(path, {"reason": why})
    task = await a_task(house, referral_db, assignee_id=ids.read("per", ana["person_id"]))
    await a_task(house, referral_db)

    document = (await house.get(f"/v1/people/{ana['person_id']}/export")).json()

    (click,) = document["clicks"]
    assert (click["participant_id"], click["id"][:4]) == (ana["id"], "clk_")
    assert "visitor" not in click
    assert [each["reason"] for each in document["reward_decisions"]] == ["Ana called"]
    assert [each["id"] for each in document["tasks"]] == [task]
    assert {each["period"]: each["count"] for each in document["referred_sales"]}["ever"] == 1
    assert document["payouts"] == []
    assert set(document) == {"object", "person_id", *SECTIONS}


async def test_what_was_paid_in_parts_is_with_the_buyer(house):
    await ana_joins(house)
    await a_purchase(house, paid={"minor": 1000, "currency": "USD"})
    sold = await a_purchase(house)
    await a_purchase(house, external_id="2", buyer_ref={"email": "cleo@buyers.example"})

    document = (await house.get(f"/v1/people/{sold['buyer_id']}/export")).json()

    assert [each["id"] for each in document["sales"]] == [sold["id"]]
    assert [each["paid_minor"] for each in document["part_payments"]] == [1000]


async def a_purchase(house, **given):
    money = {"minor": 7990, "currency": "USD"}
    sale = {"source": "till", "external_id": "1", "gross": money}
    sale |= {"occurred_at": datetime.now(UTC).isoformat()}
    sale |= {"buyer_ref": {"email": "ben@buyers.example"}}
    answer = await house.post("/v1/sales", sale | given)
    assert answer.status_code < 300, answer.text
    return answer.json()
