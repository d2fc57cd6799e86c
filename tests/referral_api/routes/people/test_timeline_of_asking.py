"""The history of a relationship: what a client said, each time they were asked, whom they
introduced, and what they got for it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.referral_api.conftest import House
from tests.referral_api.introductions import carla_names_ben
from tests.referral_api.routes.people.test_timeline import timeline
from tests.referral_api.routes.rewards.test_donations import donation, of_kind
from tests.referral_api.tasks import a_task
from tests.referral_api.told_asks import NOT_DELIVERED, sent_ask, withheld_ask
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import CheckInDue, Event, IntroductionReminded, RewardIssued
from goodword.testing.events import deliver
from referral_api.main import HANDLERS

HANDOVER = {"by": "us", "provider": "change", "provider_ref": "d_1"}
MEETING = {"evidence": {"kind": "meeting_record", "ref": "calendar 7"}}


def ago(days: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


async def reported(house: House, carla: str) -> None:
    named = {"person_ref": carla, "source": "crm"}
    facts: dict[str, dict[str, Any]] = {
        "order_fulfilments": {"fulfilled_at": ago(90)},
        "value_contacts": {"kind": "milestone_note", "value": "A year.", "occurred_at": ago(40)},
        "reviews": {"rating": {"value": 5}, "written_at": ago(31)},
        "survey_answers": {"score": 10, "answered_at": ago(30)},
        "issues": {"kind": "question", "opened_at": ago(29), "resolved_at": ago(28)},
        "opportunities": {"stage": "won", "changed_at": ago(27)},
    }
    for number, (path, fact) in enumerate(facts.items()):
        answer = await house.post(f"/v1/{path}", {**named, "external_id": str(number), **fact})
        assert answer.status_code == 201, answer.text


async def heard(db: Database, *events: Event) -> None:
    for place, event in enumerate(events, 1):
        await deliver(db, HANDLERS, [Said(event, place)])


async def test_the_whole_history_of_a_relationship_is_on_the_timeline(
    house: House, referral_db: Database
):
    referral = await carla_names_ben(house)
    carla, shown = referral["referrer_id"], referral["id"]
    person = ids.read("per", carla)
    await reported(house, carla)
    ask = (await house.post("/v1/asks", {"person_ref": carla})).json()["id"]
    about = {"business_id": house.business_id, "person_id": person}
    await heard(
        referral_db,
        withheld_ask(house, carla, ask_id=ids.read("ask", ask), final=False),
        sent_ask(house, carla, ask_id=ids.read("ask", ask)),
    )
    await house.post(f"/v1/asks/{ask}/answer", {"answer": "not_now"})
    answer = await house.post(f"/v1/referrals/{shown}/introductions", MEETING)
    assert answer.is_success, answer.text
    reminded = {"referral_id": ids.read("ref", shown), "step": "reminder", "message_id": ids.new()}
    gift = told_reward(house, RewardIssued, 1, beneficiary_id=person, handover=HANDOVER)
    reward = of_kind("charity_donation", gift)
    await heard(
        referral_db,
        IntroductionReminded(**about, **reminded, reminded_at=datetime.now(UTC)),
        reward,
        CheckInDue(**about, due_on=date(2027, 4, 30), overdue=False),
    )
    await deliver(referral_db, HANDLERS, [donation(house, reward)])
    task = await a_task(house, referral_db, kind="check_in", subjects=(carla,), proof="text")
    done = {"outcome": "pleased", "proof": "All is well."}
    assert (await house.post(f"/v1/tasks/{task}/done", done)).status_code == 202

    told = await timeline(house, carla)

    by_type = {each["type"]: each for each in told}
    assert by_type.keys() >= {
        *("order_fulfilled", "value_given", "review_written", "survey_answered"),
        *("issue_opened", "issue_resolved", "opportunity_won"),
        *("ask_requested", "ask_withheld", "ask_sent", "ask_answered"),
        *("referral_named", "referral_introduction_requested", "referral_introduced"),
        *("introduction_reminded", "reward_issued", "donation_made"),
        *("check_in_due", "task_opened"),
    }
    assert by_type["ask_withheld"]["data"]["ask_id"] == ask
    assert by_type["ask_withheld"]["data"]["reasons"] == [NOT_DELIVERED]
    assert by_type["introduction_reminded"]["about"] == shown
    assert by_type["introduction_reminded"]["data"] == {"step": "reminder"}
    assert by_type["donation_made"]["about"] == reward.subject
    assert by_type["donation_made"]["data"]["amount"] == {"minor": 5000, "currency": "USD"}
    assert by_type["check_in_due"]["data"] == {"due_on": "2027-04-30", "overdue": False}
    kinds = [each["data"]["kind"] for each in told if each["type"] == "value_given"]
    assert sorted(kinds) == ["check_in_with_confirmed_satisfaction", "milestone_note"]


async def test_a_donation_is_told_to_nobody_else(house: House, referral_db: Database):
    referral = await carla_names_ben(house)
    gift = told_reward(
        house,
        RewardIssued,
        1,
        beneficiary_id=ids.read("per", referral["referrer_id"]),
        handover=HANDOVER,
    )
    reward = of_kind("charity_donation", gift)
    await deliver(referral_db, HANDLERS, [donation(house, reward), Said(reward, 1)])

    of_carla = await timeline(house, referral["referrer_id"])
    of_ben = await timeline(house, referral["prospect_id"])

    assert [each["type"] for each in of_carla].count("donation_made") == 1
    assert "donation_made" not in {each["type"] for each in of_ben}
