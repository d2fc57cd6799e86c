"""What comes before an ask and after it, through all services: something of value where praise came
too early, and the check-in that a person does."""

from datetime import datetime, timedelta
from typing import Any

from tests.journeys.steps import Steps
from tests.journeys.test_previews_agree import STORY, happen, now

DAY_S = 86_400


async def a_buyer(steps: Steps) -> tuple[str, str]:
    """Ana, who has bought and waits for it, and Rita, who looks after her."""
    rita = await steps.post("/v1/people", {"emails": ["rita@shop.example"]})
    bought = (await now(steps) - timedelta(days=1)).isoformat()
    ana = {
        "emails": ["ana@friends.example"],
        "name": {"given": "Ana"},
        "story": STORY,
        "rep_id": rita["id"],
        "first_purchase_at": bought,
    }
    person = await steps.post("/v1/people", ana)
    await steps.settle()
    return str(person["id"]), str(rita["id"])


async def advance(steps: Steps, **by: float) -> None:
    by_s = int(timedelta(**by).total_seconds())
    await steps.post("/v1/test_clock/advance", {"by_s": by_s})
    await steps.settle()


async def tasks(steps: Steps, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await steps.get(f"/v1/tasks?kind={kind}"))["data"]
    return found


async def asks(steps: Steps) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await steps.get("/v1/asks"))["data"]
    return found


async def mailed(steps: Steps, person: str) -> list[str]:
    found = (await steps.get(f"/v1/messages?person_id={person}"))["data"]
    return [each["kind"] for each in found]


async def test_praise_that_came_too_early_is_answered_with_value_and_the_ask_comes_later(
    steps: Steps,
) -> None:
    ana, rita = await a_buyer(steps)
    await happen(steps, ana, "early", (("reviews", {"rating": {"value": 5}, "written_at": 0}),))
    await steps.settle()
    await advance(steps, hours=1.1)
    [task] = await tasks(steps, "value_contact")
    assert (task["status"], task["assignee_id"], task["about"]) == ("open", rita, ana)
    assert await mailed(steps, rita) == ["task"]

    value = {"kind": "milestone_note", "value": "Your keel is laid.", "occurred_at": 0}
    await happen(steps, ana, "value", (("value_contacts", value),))
    await steps.settle()
    [task] = await tasks(steps, "value_contact")
    assert (task["status"], task["reason"]) == ("done", "contact_logged")
    assert task["done_by"][0].startswith("val_")
    await advance(steps, days=3)
    [early] = await asks(steps)
    assert early["status"] == "withheld"
    why = await steps.get(f"/v1/asks/{early['id']}/explain")
    assert {"review", "ask_considered", "task_opened", "task_done"} <= {
        each["what"] for each in why["story"]
    }
    assert why["for_referrer"].startswith("We ask nothing of you before you have")

    praise = (
        ("order_fulfilments", {"fulfilled_at": 0}),
        ("value_contacts", {**value, "value": "She sails."}),
        ("survey_answers", {"score": 10, "answered_at": 0}),
    )
    await happen(steps, ana, "later", praise)
    await steps.settle()
    await advance(steps, hours=1.1)

    assert [each["status"] for each in await asks(steps)] == ["sent", "withheld"]
    assert len(await tasks(steps, "value_contact")) == 1


async def test_a_check_in_that_a_person_did_is_a_contact_and_a_good_word(steps: Steps) -> None:
    ana, rita = await a_buyer(steps)
    await happen(steps, ana, "first", (("order_fulfilments", {"fulfilled_at": 0}),))
    await steps.settle()
    await advance(steps, days=125)
    [task] = await tasks(steps, "check_in")
    assert (task["assignee_id"], task["proof_wanted"]) == (rita, "text")
    assert await mailed(steps, rita) == ["task"]

    done = {"outcome": "pleased", "proof": "She is glad of the new mast."}
    await steps.post(f"/v1/tasks/{task['id']}/done", done)
    await steps.settle()

    [task] = await tasks(steps, "check_in")
    assert (task["status"], task["reason"]) == ("done", "pleased")
    await advance(steps, hours=1.1)
    [ask] = await asks(steps)
    assert (ask["status"], ask["signal"]["kind"]) == ("sent", "check_in")
    last = await now(steps)
    await advance(steps, days=125)
    assert [each["status"] for each in await tasks(steps, "check_in")] == ["open", "done"]
    due = [each for each in await timeline(steps, ana) if each["type"] == "check_in_due"]
    assert len(due) == 2
    assert datetime.fromisoformat(due[0]["data"]["due_on"]).date() > last.date()


async def timeline(steps: Steps, person: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await steps.get(f"/v1/people/{person}/timeline?limit=100"))[
        "data"
    ]
    return found


async def test_a_client_who_is_not_pleased_is_left_in_peace_until_somebody_saw_to_it(
    steps: Steps,
) -> None:
    ana, _ = await a_buyer(steps)
    facts = (
        ("order_fulfilments", {"fulfilled_at": 0}),
        ("survey_answers", {"score": 9, "answered_at": 0}),
    )
    await happen(steps, ana, "first", facts)
    await steps.settle()
    await advance(steps, days=125)
    [task] = await tasks(steps, "check_in")

    done = {"outcome": "not_pleased", "proof": "The mast leans."}
    await steps.post(f"/v1/tasks/{task['id']}/done", done)
    await steps.settle()

    preview = await steps.post("/v1/asks/preview", {"person_id": ana})
    assert "open_issue" in {each["code"] for each in preview["reasons"]}
    why = await steps.get(f"/v1/people/{ana}/explain")
    assert "They wait for an answer (issue: complaint)." in why["sentence"]
    assert "We owe you an answer first." in why["for_referrer"]
