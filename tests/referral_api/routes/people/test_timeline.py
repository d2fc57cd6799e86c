"""What happened with a person, and everything that is held of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.people import ana_joins
from tests.referral_api.stories import a_person
from tests.referral_api.tasks import a_task
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.database import Database
from goodword.events import Envelope, MessageSent, RewardApproved, RewardEarned
from goodword.testing.events import Said, deliver, envelope_of
from referral_api.main import HANDLERS
from referral_api.use_cases.projections.project_messages import project_messages
from referral_api.use_cases.projections.prune_events import prune_events

CONSENT = {
    "purpose": "marketing",
    "channel": "email",
    "state": "given",
    "basis": "consent",
    "at": "2026-03-02T10:00:00Z",
    "evidence": {"kind": "form", "ref": "newsletter-7"},
}


async def ben_buys(house: House, number: str = "1", at: str = "2026-03-01T10:00:00Z") -> Any:
    sale = {
        "source": "till",
        "external_id": number,
        "occurred_at": at,
        "gross": {"minor": 7990, "currency": "USD"},
        "buyer_ref": {"email": "ben@example.com"},
        "codes": ["ANA20"],
    }
    answer = await house.post("/v1/sales", sale)
    assert answer.status_code == 201, answer.text
    return answer.json()


def a_letter(house: House, person_id: str) -> Envelope[Any]:
    sent = MessageSent(
        business_id=house.business_id,
        person_id=ids.read("per", person_id),
        message_id=ids.new(),
        kind="thank_you",
        cause=ids.new(),
        channel="email",
        template="thank_you",
        template_version=1,
        header_message_id="<1@goodword.example>",
    )
    return envelope_of(Said(sent, 1))


async def timeline(house: House, person_id: str, **params: Any) -> list[dict[str, Any]]:
    """All of it, page by page."""
    entries: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = await house.get(f"/v1/people/{person_id}/timeline", **params, **cursor)
        assert answer.status_code == 200, answer.text
        entries += answer.json()["data"]
        if answer.json()["next_cursor"] is None:
            return entries
        cursor = {"cursor": answer.json()["next_cursor"]}


async def test_everything_that_happened_is_told_newest_first(referral_db: Database, house: House):
    ana = (await ana_joins(house))["person_id"]
    sale = await ben_buys(house)
    await house.post(
        f"/v1/sales/{sale['id']}/refunds",
        {
            "external_id": "1",
            "amount": {"minor": 2000, "currency": "USD"},
            "occurred_at": "2026-03-05T10:00:00Z",
        },
    )
    ben = sale["buyer_id"]
    await house.post(f"/v1/people/{ben}/consents", CONSENT)
    async with referral_db.begin([house.business_id]) as session:
        await project_messages([a_letter(house, ben)], session=session)

    told = await timeline(house, ben)
    of_ana = await timeline(house, ana)

    assert {each["type"] for each in told} >= {
        "person_created",
        "identifier_learned",
        "sale_closed",
        "refund_succeeded",
        "referral_won",
        "consent_given",
        "message_sent",
    }
    times = [each["created_at"] for each in told]
    assert times == sorted(times, reverse=True)
    by_type = {each["type"]: each for each in told}
    assert by_type["sale_closed"]["about"] == sale["id"]
    assert by_type["referral_won"]["data"]["as"] == "prospect"
    assert by_type["consent_given"]["about"].startswith("cns_")
    assert {"program_joined", "referral_won"} <= {each["type"] for each in of_ana}
    assert "sale_closed" not in {each["type"] for each in of_ana}


async def test_pages_never_repeat_or_skip_while_more_happens(house: House):
    await ana_joins(house)
    ben = (await ben_buys(house))["buyer_id"]
    for number in range(2, 6):
        await ben_buys(house, str(number), f"2026-03-0{number}T10:00:00Z")
    before = await timeline(house, ben)

    first = (await house.get(f"/v1/people/{ben}/timeline", limit=3)).json()
    # Clocks of tills may be ahead, by less than a day.
    await ben_buys(house, "later", (datetime.now(UTC) + timedelta(hours=1)).isoformat())
    seen = list(first["data"])
    cursor = first["next_cursor"]
    while cursor:
        page = (await house.get(f"/v1/people/{ben}/timeline", limit=3, cursor=cursor)).json()
        seen += page["data"]
        cursor = page["next_cursor"]

    assert [each["id"] for each in seen] == [each["id"] for each in before]
    backwards = await timeline(house, ben, order="asc", limit=2)
    assert [each["id"] for each in backwards[:-1]] == [each["id"] for each in reversed(before)]


async def test_rewards_letters_and_tasks_are_told_of_when_the_feed_has_forgotten_them(
    referral_db: Database, house: House
):
    ana = (await ana_joins(house))["person_id"]
    mine = {"beneficiary_id": ids.read("per", ana), "reward_id": ids.new()}
    told = [told_reward(house, RewardEarned, 1, **mine)]
    await deliver(referral_db, HANDLERS, [Said(told[0], 1)])
    reward = ids.show("rwd", mine["reward_id"])
    await house.post(f"/v1/rewards/{reward}/approve", {"reason": "Ana called"})
    told.append(told_reward(house, RewardApproved, 2, **mine))
    await deliver(referral_db, HANDLERS, [Said(told[1], 2)])
    await deliver(referral_db, HANDLERS, [Said(told_reward(house, RewardEarned, 1), 1)])
    async with referral_db.begin([house.business_id]) as session:
        await project_messages([a_letter(house, ana)], session=session)
    task = await a_task(house, referral_db, subjects=(ana,))
    before = await timeline(house, ana, limit=2)

    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text("update event_feed set created_at = now() - interval '31 days'"))
    await prune_events(referral_db)

    assert (await house.get("/v1/events", type="reward_earned")).json()["data"] == []
    assert await timeline(house, ana, limit=2) == before
    found = {each["type"]: each for each in before}
    assert found["reward_earned"]["about"] == found["reward_approved"]["about"] == reward
    assert found["reward_earned"]["data"]["status"] == "pending"
    assert (found["reward_decided"]["about"], found["reward_decided"]["data"]["decision"]) == (
        reward,
        "approve",
    )
    assert (found["task_opened"]["about"], "task_open" in found) == (task, False)
    assert "message_sent" in found
    assert [each["type"] for each in before].count("reward_earned") == 1


async def test_who_was_merged_is_told_of_with_who_stands_for_them(house: House):
    await ana_joins(house)
    twin = (await ben_buys(house))["buyer_id"]
    ben = await a_person(house, "benjamin@example.com")
    await house.post(f"/v1/people/{twin}/merge", {"into": ben["id"]})

    told = await timeline(house, ben["id"])

    assert [each["id"] for each in await timeline(house, twin)] == [each["id"] for each in told]
    merged = next(each for each in told if each["type"] == "person_merged")
    assert (merged["about"], merged["data"]) == (twin, {"merged_into": ben["id"]})
    assert "sale_closed" in {each["type"] for each in told}


async def test_an_export_holds_everything_of_one_person_and_nothing_of_others(house: House):
    await ana_joins(house)
    sale = await ben_buys(house)
    ben = sale["buyer_id"]
    await house.post(f"/v1/people/{ben}/consents", CONSENT)
    twin = await a_person(house, "benjamin@example.com", name={"display": "Benjamin"})
    await house.post(f"/v1/people/{twin['id']}/merge", {"into": ben})

    answer = await house.get(f"/v1/people/{twin['id']}/export")

    document = answer.json()
    assert answer.status_code == 200, answer.text
    assert document["person_id"] == ben
    assert {each["id"] for each in document["people"]} == {ben, twin["id"]}
    assert {each["value"] for each in document["identifiers"]} == {
        "ben@example.com",
        "benjamin@example.com",
    }
    assert [each["evidence"]["ref"] for each in document["consents"]] == ["newsletter-7"]
    assert [each["id"] for each in document["sales"]] == [sale["id"]]
    assert [each["prospect_id"] for each in document["referrals"]] == [ben]
    assert "ana@friends.example" not in answer.text
    assert str(house.business_id) not in answer.text


async def test_an_export_that_is_too_large_is_refused(house: House, monkeypatch: Any):
    ana = await a_person(house)
    monkeypatch.setattr("referral_api.use_cases.people.export_person.MAX_BYTES", 100)

    answer = await house.get(f"/v1/people/{ana['id']}/export")

    assert (answer.status_code, answer.json()["code"]) == (409, "export_too_large")


async def test_what_workers_tell_stands_among_sales_in_the_time_of_the_business(
    referral_db: Database, house: House
):
    await ana_joins(house)
    await house.post("/v1/test_clock/advance", {"by_s": 30 * 86_400})
    now = (await house.get("/v1/test_clock")).json()["now"]
    ben = (await ben_buys(house, at=now))["buyer_id"]
    reward = told_reward(house, RewardEarned, 1, beneficiary_id=ids.read("per", ben))
    await deliver(referral_db, HANDLERS, [Said(reward, 1)])

    entries = await timeline(house, ben)

    types = [each["type"] for each in entries]
    assert types[0] == "reward_earned"
    assert set(types) == {
        *("reward_earned", "identifier_learned", "person_created", "sale_closed"),
        *("referral_named", "referral_won"),
    }
    assert min(each["created_at"] for each in entries) == entries[-1]["created_at"]
    assert {each["created_at"][:10] for each in entries if "referral" not in each["type"]} == {
        now[:10]
    }


async def test_favourites_are_told_once_however_many_people_became_one(house: House):
    told = {"favourite_charity": "Red Cross"}
    ben = await a_person(house, "ben@example.com", preferences=told)
    for address in ("ben@work.example", "benjamin@example.com"):
        twin = await a_person(house, address)
        merged = await house.post(f"/v1/people/{ben['id']}/merge", {"into": twin["id"]})
        assert merged.status_code == 200, merged.text
        ben = twin

    entries = await timeline(house, ben["id"])

    assert [each["about"] for each in entries if each["type"] == "favourites_told"] == [ben["id"]]


async def test_another_business_with_the_same_people_sees_none_of_it(open_house: OpenHouse):
    one, other = await open_house(), await open_house()
    buyers = []
    for house in (one, other):
        await ana_joins(house)
        buyers.append((await ben_buys(house))["buyer_id"])

    for path in ("timeline", "export"):
        answer = await other.get(f"/v1/people/{buyers[0]}/{path}")
        assert answer.status_code == 404
        theirs = (await one.get(f"/v1/people/{buyers[0]}/{path}")).text
        own = (await other.get(f"/v1/people/{buyers[1]}/{path}")).text
        assert buyers[0] in theirs
        assert buyers[0] not in own
