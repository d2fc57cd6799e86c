"""What a preview says of asking somebody now is what comes of asking them: the gate's reasons, all
of them and alike, or the letter."""

from datetime import datetime, timedelta
from typing import Any

from tests.journeys.steps import Steps

DAY_S = 86_400
STORY = "We rebuilt the boathouse before the season began."
OFFICE = {"opens": "08:00", "closes": "20:00", "weekends": False}

DELIVERED = ("order_fulfilments", {"fulfilled_at": 60})
VALUED = ("value_contacts", {"kind": "milestone_note", "value": "A year.", "occurred_at": 20})
PRAISED = ("reviews", {"rating": {"value": 5}, "written_at": 3})
HAPPY = (DELIVERED, VALUED, VALUED, PRAISED)

Facts = tuple[tuple[str, dict[str, Any]], ...]


def without(*left_out: Any) -> Facts:
    return tuple(each for each in HAPPY if each not in left_out)


def score(score: int, days: float = 1) -> tuple[str, dict[str, Any]]:
    return ("survey_answers", {"score": score, "answered_at": days})


def issue(opened: float, resolved: float | None = None) -> tuple[str, dict[str, Any]]:
    times = {"opened_at": opened} | ({} if resolved is None else {"resolved_at": resolved})
    return ("issues", {"kind": "delivery", **times})


def deal(stage: str, days: float) -> tuple[str, dict[str, Any]]:
    return ("opportunities", {"stage": stage, "changed_at": days})


SITUATIONS: dict[str, Facts] = {
    "happy": HAPPY,
    "nothing": (),
    "no client": without(DELIVERED),
    "praised before delivery": (VALUED, PRAISED, ("order_fulfilments", {"fulfilled_at": 2})),
    "no praise": without(PRAISED),
    "four stars": (*without(PRAISED), ("reviews", {"rating": {"value": 4}, "written_at": 3})),
    "nine of ten": (*without(PRAISED), score(9, 10)),
    "eight of ten": (*without(PRAISED), score(8, 10)),
    "ten, long ago": (*without(PRAISED), score(10, 181)),
    "detractor since": (*HAPPY, score(6)),
    "without a rating": (*without(PRAISED), ("reviews", {"text": "Nice.", "written_at": 3})),
    "taken back": (*without(PRAISED), (PRAISED[0], {**PRAISED[1], "withdrawn": True})),
    "open issue": (*HAPPY, issue(2.5)),
    "resolved, no word since": (*HAPPY, issue(2.9, 2.5)),
    "resolved, praised since": (*HAPPY, issue(5, 4)),
    "about to buy": (*HAPPY, deal("committing", 1)),
    "bought again, no word": (*HAPPY, deal("won", 2)),
    "bought again, praised": (*HAPPY, deal("won", 4)),
    "lost": (*HAPPY, deal("lost", 1)),
    "no value": without(VALUED),
    "value long ago": (*without(VALUED), (VALUED[0], {**VALUED[1], "occurred_at": 91})),
    "empty contact": (*without(VALUED), ("value_contacts", {"kind": "invoice", "occurred_at": 2})),
    "checked in": (
        *without(PRAISED),
        (
            "value_contacts",
            {
                "kind": "check_in_with_confirmed_satisfaction",
                "value": "All well.",
                "occurred_at": 3,
            },
        ),
    ),
}
OTHERS: dict[str, dict[str, Any]] = {
    "no story": {"story": None},
    "by phone alone": {"emails": [], "phones": ["+14155550177"]},
    "an objection": {"preferences": {"do_not_ask": True}},
    "another zone": {"time_zone": "Asia/Kathmandu"},
}


async def now(steps: Steps) -> datetime:
    return datetime.fromisoformat((await steps.get("/v1/test_clock"))["now"])


async def a_client(steps: Steps, called: str, facts: Facts, **changes: Any) -> str:
    """Somebody to whom `facts` happened, each so many days ago."""
    slug = called.replace(" ", "-").replace(",", "")
    ordinary = {"emails": [f"{slug}@friends.example"], "name": {"given": called}, "story": STORY}
    person = str((await steps.post("/v1/people", ordinary | changes))["id"])
    await happen(steps, person, slug, facts)
    return person


async def happen(steps: Steps, person: str, slug: str, facts: Facts) -> None:
    at = await now(steps)
    for number, (path, fact) in enumerate(facts):
        named = {"source": "crm", "external_id": f"{slug}-{number}"}
        body = {
            key: (at - timedelta(days=value)).isoformat() if key.endswith("_at") else value
            for key, value in fact.items()
        }
        await steps.post(f"/v1/{path}", {"person_ref": person, **named, **body})


async def everybody(steps: Steps) -> dict[str, str]:
    people = {called: await a_client(steps, called, facts) for called, facts in SITUATIONS.items()}
    for called, changes in OTHERS.items():
        people[called] = await a_client(steps, called, HAPPY, **changes)
    people["took it back"] = await a_client(steps, "took it back", HAPPY)
    bought = {"first_purchase_at": "2026-01-02T10:00:00Z"}
    people["not delivered"] = await a_client(steps, "Del", without(DELIVERED), **bought)
    consent = {"purpose": "marketing", "channel": "email", "state": "withdrawn", "basis": "consent"}
    said = {**consent, "at": (await now(steps)).isoformat(), "evidence": {"kind": "form"}}
    await steps.post(f"/v1/people/{people['took it back']}/consents", said)
    await steps.settle()
    return people


def bare(reasons: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(each["code"], each["actual"], each["required"]) for each in reasons]


async def compare(steps: Steps, people: dict[str, str]) -> dict[str, list[str]]:
    """Of each the codes that say no, in the preview and in what came of asking, alike."""
    previews = {
        called: await steps.post("/v1/asks/preview", {"person_id": person})
        for called, person in people.items()
    }
    asks = {
        called: await steps.post("/v1/asks", {"person_ref": person})
        for called, person in people.items()
    }
    await steps.settle()
    for called, preview in previews.items():
        ask = await steps.get(f"/v1/asks/{asks[called]['id']}")
        came = ("sent" if preview["eligible"] else "proposed", bare(preview["reasons"]))
        assert (ask["status"], bare(ask["reasons"])) == came, called
        assert (preview["sends_at"] is None) is not preview["eligible"], called
    return {
        called: [each["code"] for each in preview["reasons"]]
        for called, preview in previews.items()
    }


async def test_the_preview_and_the_gate_say_the_same_in_many_situations(steps: Steps) -> None:
    people = await everybody(steps)

    first = await compare(steps, people)

    eligible = [called for called, codes in first.items() if not codes]
    assert eligible == [
        "happy",
        "nine of ten",
        "resolved, praised since",
        "bought again, praised",
        "lost",
        "checked in",
        "another zone",
    ]
    assert {code for codes in first.values() for code in codes} == {
        *("not_a_client", "not_delivered", "not_promoter", "committing", "open_issue"),
        *("no_value_since_last_ask", "no_contact_way", "do_not_ask", "no_story"),
    }
    # Windows close after two days, so that each may be asked anew.
    later = []
    for days in (10, 21, 70):
        await steps.post("/v1/test_clock/advance", {"by_s": days * DAY_S})
        await steps.settle()
        if days == 70:
            await happen(steps, people["happy"], "anew", (VALUED, score(10, 3)))
        later.append((await compare(steps, people))["happy"])
    valued = "no_value_since_last_ask"
    assert later == [["asked_recently", valued], ["asked_recently", valued], []]


async def test_the_preview_knows_the_windows_that_are_open_and_silent(steps: Steps) -> None:
    """One that a good word opens says nothing of itself for an hour; a second word joins it, and
    whoever wants the client asked is told of it."""
    just_now = ("reviews", {"rating": {"value": 5}, "written_at": 0.01})
    people = {
        "praised": await a_client(steps, "praised", (DELIVERED, VALUED, VALUED, just_now)),
        "twice": await a_client(steps, "twice", (DELIVERED, VALUED, just_now, score(9, 0.005))),
        "open issue": await a_client(steps, "open issue", (*HAPPY[:3], just_now, issue(0.02))),
        "no story": await a_client(steps, "no story", (*HAPPY[:3], just_now), story=None),
        "long ago": await a_client(steps, "long ago", HAPPY),
    }
    await steps.settle()

    found = {}
    for called, person in people.items():
        preview = await steps.post("/v1/asks/preview", {"person_id": person})
        ask = await steps.post("/v1/asks", {"person_ref": person})
        await steps.settle()
        status, reasons = await status_of(steps, ask)
        found[called] = [each["code"] for each in preview["reasons"]]
        assert bare(reasons) == bare(preview["reasons"]), called
        assert status == ("withheld" if found[called] else "sent"), called

    assert found == {
        "praised": ["window_open"],
        "twice": ["window_open"],
        "open issue": ["window_open", "open_issue"],
        "no story": ["window_open", "no_story"],
        "long ago": [],
    }
    listed = await steps.get(f"/v1/asks?person_id={people['twice']}")
    assert len(listed["data"]) == 2


async def test_the_preview_knows_the_hours_in_which_the_gate_waits(steps: Steps) -> None:
    changed = await steps.http.patch("/v1/business", json={"parameters": {"mail_hours": OFFICE}})
    assert changed.status_code == 200, changed.text
    start = await now(steps)
    thursday = start + timedelta(days=(3 - start.weekday()) % 7 or 7)
    thursday = thursday.replace(hour=21, minute=0, second=0)
    await steps.post("/v1/test_clock/advance", {"by_s": int((thursday - start).total_seconds())})
    ana = await a_client(steps, "Ana", HAPPY)
    await steps.settle()

    evening = await steps.post("/v1/asks/preview", {"person_id": ana})
    ask = await steps.post("/v1/asks", {"person_ref": ana})
    await steps.settle()
    opens = datetime.fromisoformat(evening["sends_at"])
    assert [each["code"] for each in evening["reasons"]] == ["outside_hours"]
    assert opens == (thursday + timedelta(hours=11)).replace(minute=0, second=0, microsecond=0)
    assert await status_of(steps, ask) == ("proposed", evening["reasons"])
    await steps.post("/v1/test_clock/advance", {"by_s": 11 * 3600 + 60})
    await steps.settle()
    assert await status_of(steps, ask) == ("sent", [])

    await steps.post("/v1/test_clock/advance", {"by_s": 13 * 3600})
    await steps.settle()
    ben = await a_client(steps, "Ben", HAPPY)
    await steps.settle()
    weekend = await compare(steps, {"Ben": ben})
    assert weekend == {"Ben": ["outside_hours"]}


async def status_of(steps: Steps, ask: dict[str, Any]) -> tuple[str, list[Any]]:
    found = await steps.get(f"/v1/asks/{ask['id']}")
    return found["status"], found["reasons"]
