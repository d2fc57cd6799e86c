"""What the workers say is kept for the reads of the API."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from tests.referral_api.people import ana_joins

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import (
    EVENTS,
    Handover,
    MessageFailed,
    MessageSent,
    RewardAdjusted,
    RewardApproved,
    RewardEarned,
    RewardIssued,
)
from goodword.money import Money
from goodword.testing.events import deliver, pump
from referral_api.use_cases.projections.handlers import HANDLERS
from referral_api.use_cases.projections.prune_events import prune_events

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
VERDICT = {
    "rule": "referrer",
    "beneficiary": ids.show("per", ids.new()),
    "outcome": "earned",
    "amount": {"minor": 5000, "currency": "USD"},
    "program_version": 1,
    "checks": [
        {"check": "sale.net gte 50.00", "actual": "79.90", "passed": True},
        {"check": "prospect.is_new eq true", "actual": True, "passed": True},
    ],
    "reasons": [],
    "law": [],
    "to": "referrer",
    "kind": "gift_card",
    "hold_days": 14,
    "net": {"minor": 7990, "currency": "USD"},
}
LINK = "sealed-link-that-nobody-may-see"


@pytest.fixture
def reward(house):
    """Makes events of one reward: `reward(RewardEarned, 1, "pending")`."""
    fixed = {
        "business_id": house.business_id,
        "reward_id": ids.new(),
        "beneficiary_id": ids.new(),
        "to": "referrer",
        "kind": "gift_card",
        "original": Money(minor=5000, currency="USD"),
        "referral_id": ids.new(),
        "sale_id": ids.new(),
        "program_id": ids.new(),
        "program_version": 1,
        "rule": "referrer",
        "verdict": VERDICT,
        "earned_at": NOON,
    }

    def make(kind, version, status, minor=5000, **given):
        amount = Money(minor=minor, currency="USD")
        event = kind(**{**fixed, "version": version, "status": status, "amount": amount, **given})
        return Said(event, version)

    return make


@pytest.fixture
def message(house):
    fixed = {
        "business_id": house.business_id,
        "message_id": ids.new(),
        "person_id": ids.new(),
        "kind": "reward_thank_you",
        "cause": ids.new(),
        "channel": "console",
    }

    def make(kind, seq, **given):
        return Said(kind(**{**fixed, **given}), seq)

    return make


async def read(house, what):
    return (await house.get(f"/v1/{what}")).json()["data"]


async def test_a_reward_is_kept_as_it_was_last_told(house, referral_db, reward):
    handover = Handover(by="us", provider="sandbox", provider_ref="SB-1", sealed=LINK)

    await deliver(referral_db, HANDLERS, [reward(RewardEarned, 1, "pending")])
    await deliver(
        referral_db,
        HANDLERS,
        [
            reward(RewardAdjusted, 2, "pending", 3748),
            reward(RewardApproved, 3, "approved", 3748),
            reward(RewardIssued, 4, "issued", 3748, handover=handover),
        ],
    )

    (kept,) = await read(house, "rewards")
    assert (kept["status"], kept["version"], kept["amount"]["minor"]) == ("issued", 4, 3748)
    assert kept["original"]["minor"] == 5000
    assert kept["payouts"] == []
    assert kept["cause"]["type"] == "sale"
    assert (await house.get(f"/v1/rewards/{kept['id']}")).json() == kept
    assert (await house.get("/v1/rewards", sale_id=kept["cause"]["id"])).json()["data"] == [kept]
    assert (await house.get("/v1/rewards", status="failed")).json()["data"] == []


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (VERDICT, "Earned: the prospect's first purchase of $79.90 meets the $50.00 minimum."),
        (
            VERDICT
            | {
                "outcome": "denied",
                "reasons": [{"code": "self_referral", "required": None, "actual": None}],
            },
            "Denied: the referrer and the prospect are one person.",
        ),
        (VERDICT | {"reasons": [{"code": "a code of a newer version"}]}, None),
    ],
)
async def test_a_verdict_is_told_in_a_sentence_that_names_nobody(
    house, referral_db, reward, verdict, sentence
):
    await deliver(referral_db, HANDLERS, [reward(RewardEarned, 1, "pending", verdict=verdict)])

    (kept,) = await read(house, "rewards")
    assert kept["verdict"].pop("sentence") == sentence
    gentle = kept["verdict"].pop("gentle_sentence", None)
    assert (gentle is None) == (sentence is None)
    for reason in kept["verdict"]["reasons"]:
        told = {reason.pop(name, None) for name in ("sentence", "gentle_sentence")}
        assert (told == {None}) == (sentence is None)
    assert kept["verdict"] == verdict
    again = (await house.get(f"/v1/rewards/{kept['id']}")).json()
    assert again["verdict"]["sentence"] == sentence


async def test_older_versions_and_repeats_change_nothing(house, referral_db, reward):
    newest = reward(RewardApproved, 3, "approved")
    await deliver(referral_db, HANDLERS, [newest])

    await deliver(referral_db, HANDLERS, [reward(RewardEarned, 1, "pending")])
    await deliver(referral_db, HANDLERS, [newest, reward(RewardEarned, 2, "pending")])

    (kept,) = await read(house, "rewards")
    assert (kept["status"], kept["version"]) == ("approved", 3)


async def test_what_is_sealed_is_shown_to_nobody(house, referral_db, reward):
    handover = Handover(by="us", provider="sandbox", provider_ref="SB-1", sealed=LINK)
    await deliver(referral_db, HANDLERS, [reward(RewardIssued, 1, "issued", handover=handover)])

    assert LINK not in (await house.get("/v1/events")).text
    assert LINK not in (await house.get("/v1/rewards")).text
    async with referral_db.begin([house.business_id]) as session:
        for table in ("event_feed", "reward"):
            rows = await session.scalars(text(f"select t::text from {table} t"))
            assert all(LINK not in row for row in rows)


async def test_a_message_is_kept_as_it_was_last_told(house, referral_db, message):
    made = await house.post("/v1/people", {"emails": ["ana@friends.example"]})
    ana = ids.read("per", made.json()["id"])
    failed = message(MessageFailed, 7, reason="refused", final=False, person_id=ana)
    letter = {"template": "reward_thank_you", "template_version": 1, "header_message_id": "m@x"}
    sent = message(MessageSent, 8, **letter, person_id=ana)

    await deliver(referral_db, HANDLERS, [failed])
    (before,) = await read(house, "messages")
    await deliver(referral_db, HANDLERS, [sent])
    await deliver(referral_db, HANDLERS, [failed])

    (kept,) = await read(house, "messages")
    assert (before["status"], before["failure"]) == ("failed", "refused")
    assert (kept["status"], kept["failure"], kept["message_id"]) == ("sent", None, "m@x")
    assert kept["template"] == {"id": "reward_thank_you", "version": 1}
    assert (await house.get(f"/v1/messages/{kept['id']}")).json() == kept
    found = await house.get("/v1/messages", person_id=kept["person_id"])
    assert found.json()["data"] == [kept]


async def test_the_feed_holds_all_that_happened_but_people_and_settings(house, referral_db):
    ana = await ana_joins(house)
    sale = {
        "source": "till",
        "external_id": "7",
        "occurred_at": "2026-03-05T12:00:00Z",
        "gross": {"minor": 9000, "currency": "USD"},
        "codes": ["ANA20"],
    }
    sold = (await house.post("/v1/sales", sale)).json()

    await pump(referral_db, HANDLERS)
    await pump(referral_db, HANDLERS)

    events = await read(house, "events")
    types = [each["type"] for each in events]
    assert sorted(types) == [
        "participant_changed",
        "program_changed",
        "program_published",
        "referral_created",
        "sale_closed",
    ]
    assert "ana@friends.example" not in (await house.get("/v1/events")).text
    (closed,) = (await house.get("/v1/events", type="sale_closed")).json()["data"]
    assert (closed["subject"], closed["source"], closed["seq"]) == (
        sold["id"],
        "referral-api",
        1,
    )
    assert closed["data"]["referral"]["referrer_id"] == ana["person_id"]
    assert (await house.get(f"/v1/events/{closed['id']}")).json() == closed
    about = (await house.get("/v1/events", subject=sold["id"])).json()["data"]
    assert about == [closed]


async def test_nothing_of_another_business_is_seen(house, open_house, referral_db, reward, message):
    other = await open_house(slug="green-door")
    sent = message(
        MessageSent, 1, template="reward_thank_you", template_version=1, header_message_id="m@x"
    )
    await deliver(referral_db, HANDLERS, [reward(RewardEarned, 1, "pending"), sent])

    for what in ("rewards", "messages", "events"):
        (kept, *_) = await read(house, what)
        assert await read(other, what) == []
        assert (await other.get(f"/v1/{what}/{kept['id']}")).status_code == 404


async def test_what_is_older_than_thirty_days_is_forgotten(house, referral_db: Database, reward):
    old = reward(RewardEarned, 1, "pending")
    new = reward(RewardApproved, 2, "approved")
    await deliver(referral_db, HANDLERS, [old, new])
    async with referral_db.begin([house.business_id]) as session:
        moved = "update event_feed set created_at = now() - interval '31 days' where seq = 1"
        await session.execute(text(moved))

    assert await prune_events(referral_db) == 1

    assert [each["type"] for each in await read(house, "events")] == ["reward_approved"]


def test_every_event_but_of_people_and_settings_is_handled():
    unhandled = {event.topic for event in EVENTS.values()} - {each.topic for each in HANDLERS}

    assert unhandled == {"people", "settings"}
