"""Why was this client asked, or why were they not? Everything that is stored answers."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from tests.referral_api.conftest import House
from tests.referral_api.routes.asks.test_ask_preview import a_happy_client
from tests.referral_api.routes.asks.test_asks import DANA, an_introduction_program, answered
from tests.referral_api.stories import a_person
from tests.referral_api.tasks import a_task
from tests.referral_api.told_asks import NOT_DELIVERED, sent_ask, withheld_ask

from goodword import ids
from goodword.asking import RULES_OF, ReasonCode
from goodword.bus import Said
from goodword.database import Database
from goodword.events import Event, IntroductionReminded, MessageFailed
from goodword.testing.events import deliver
from referral_api.domain.asks import sentences
from referral_api.main import HANDLERS

ISSUE = {"code": "open_issue", "actual": "billing", "required": "resolved"}


async def heard(db: Database, *events: Event) -> None:
    for place, event in enumerate(events, 1):
        await deliver(db, HANDLERS, [Said(event, place)])


async def explained(house: House, path: str) -> dict[str, Any]:
    answer = await house.get(f"/v1/{path}/explain")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def what(story: dict[str, Any]) -> list[str]:
    return [each["what"] for each in story["story"]]


async def the_review(house: House, ana: str) -> str:
    [review] = (await house.get("/v1/reviews", person_id=ana)).json()["data"]
    return str(review["id"])


async def test_an_ask_is_told_from_the_review_to_what_the_answer_brought(
    house: House, referral_db: Database
):
    await an_introduction_program(house)
    ana = await a_happy_client(house)
    issue = (
        await house.post(
            "/v1/issues",
            {"person_ref": ana, "kind": "billing", "opened_at": datetime.now(UTC).isoformat()},
        )
    ).json()["id"]
    signal = {"kind": "review", "id": await the_review(house, ana)}
    one = {"ask_id": ids.new(), "signal": signal}
    now = datetime.now(UTC)
    waits = withheld_ask(house, ana, **one, final=False, reasons=[ISSUE], withheld_at=now)
    sent = sent_ask(house, ana, **one, sent_at=now + timedelta(minutes=5))
    await heard(referral_db, waits, sent)
    ask = ids.show("ask", sent.ask_id)
    referral = (await answered(house, ask, "named", DANA))["referral_ids"][0]
    reminded = IntroductionReminded(
        business_id=house.business_id,
        referral_id=ids.read("ref", referral),
        person_id=ids.read("per", ana),
        step="reminder",
        message_id=ids.new(),
        reminded_at=now,
    )
    await heard(referral_db, reminded)

    told = await explained(house, f"asks/{ask}")

    assert [each for each in what(told) if each != "ask_answered"][:3] == [
        "review",
        "issue",
        "ask_considered",
    ]
    assert {"ask_sent", "ask_answered", "referral_named"} <= set(what(told))
    assert "introduction_reminded" in what(told)
    by_what = {each["what"]: each for each in told["story"]}
    assert by_what["review"]["about"] == signal["id"]
    assert by_what["issue"]["about"] == issue
    assert by_what["ask_considered"]["sentence"] == (
        "Ana is not asked yet: They wait for an answer (issue: billing)."
    )
    assert by_what["ask_considered"]["verdict"] == {
        "outcome": "withheld",
        "reasons": [
            ISSUE | {"rules": ["R-ASK-06"], "sentence": "They wait for an answer (issue: billing)."}
        ],
        "gentle_sentence": "We owe you an answer first.",
    }
    assert by_what["ask_sent"]["sentence"] == (
        "Ana was asked for an introduction, by template referral_ask, version 1."
    )
    assert by_what["introduction_reminded"]["about"] == referral
    assert told["sentence"].startswith("Ana was asked on ")
    assert "Ana named somebody. Nothing was bought yet" in told["sentence"]
    assert told["for_referrer"].startswith("Thank you for your answer.")


async def test_the_story_of_an_ask_holds_nothing_of_another_one(
    house: House, referral_db: Database
):
    ana = await a_happy_client(house)
    signal = {"kind": "review", "id": await the_review(house, ana)}
    before = withheld_ask(house, ana, reasons=[ISSUE])
    ask = sent_ask(house, ana, signal=signal, sent_at=datetime.now(UTC))
    nightly = withheld_ask(house, ana, ask_id=None, signal=None)
    await heard(referral_db, before, ask, nightly)

    told = await explained(house, f"asks/{ids.show('ask', ask.ask_id)}")

    # What was given and delivered before the review opened nothing.
    assert what(told) == ["review", "ask_sent"]
    assert told["sentence"].endswith("There is no answer yet.")


async def test_an_ask_that_was_withheld_is_told_with_every_reason_and_the_task_it_opened(
    house: House, referral_db: Database
):
    ana = (await a_person(house, name={"given": "Ana"}))["id"]
    ask = withheld_ask(house, ana, reasons=[NOT_DELIVERED, ISSUE])
    await heard(referral_db, ask)
    signal = ask.signal.id if ask.signal else ""
    await a_task(house, referral_db, kind="value_contact", subjects=(ana, signal), proof="none")

    told = await explained(house, f"asks/{ids.show('ask', ask.ask_id)}")

    assert sorted(what(told)) == ["ask_considered", "task_opened"]
    assert told["sentence"] == (
        "Ana was not asked: Nothing that they bought was delivered yet, as far as we were told."
        " They wait for an answer (issue: billing)."
    )
    assert told["for_referrer"] == (
        "We ask nothing of you before you have what you chose with us. We owe you an answer first."
    )


async def test_an_ask_by_hand_is_told_with_who_wanted_it_and_a_letter_that_failed(
    house: House, referral_db: Database
):
    ana = (await a_person(house, name={"given": "Ana"}))["id"]
    ask = (await house.post("/v1/asks", {"person_ref": ana})).json()["id"]
    waiting = await explained(house, f"asks/{ask}")
    sent = sent_ask(house, ana, ask_id=ids.read("ask", ask))
    failed = MessageFailed(
        business_id=house.business_id,
        person_id=ids.read("per", ana),
        message_id=sent.message_id,
        kind="referral_ask",
        cause=ids.new(),
        channel="email",
        reason="recipient_refused",
        final=True,
    )
    await heard(referral_db, sent, failed)

    told = await explained(house, f"asks/{ask}")

    assert waiting["sentence"] == "Ana may be asked soon."
    assert waiting["for_referrer"] == "There is nothing that we ask of you now."
    [request] = [each for each in told["story"] if each["what"] == "ask_requested"]
    assert request["actor"].startswith("key_")
    [letter] = [each for each in told["story"] if each["what"] == "message_failed"]
    assert letter["sentence"] == "The letter came to nothing: recipient_refused."


async def test_who_was_never_asked_is_told_with_the_last_look_and_what_says_no_now(
    house: House, referral_db: Database
):
    ana = (await a_person(house, name={"given": "Ana"}))["id"]
    no_story = {"code": "no_story", "actual": None, "required": "what was done for them"}
    reasons = [NOT_DELIVERED, no_story]
    await heard(referral_db, withheld_ask(house, ana, ask_id=None, signal=None, reasons=reasons))

    told = await explained(house, f"people/{ana}")

    night, now = [each for each in told["story"] if each["what"] == "ask_considered"]
    assert (night["about"], now["about"]) == (ana, ana)
    assert [each["code"] for each in night["verdict"]["reasons"]] == ["not_delivered", "no_story"]
    assert night["verdict"]["reasons"][1]["actual"] is None
    assert {"not_a_client", "not_promoter", "no_story"} <= {
        each["code"] for each in now["verdict"]["reasons"]
    }
    assert all(each["rules"] for each in now["verdict"]["reasons"])
    assert told["sentence"].startswith(
        "Ana was never asked. Now this says no: They have not bought"
    )
    assert "how you are doing" in told["for_referrer"]


async def test_who_may_be_asked_is_told_so_with_all_that_speaks_for_it(house: House):
    ana = await a_happy_client(house)

    told = await explained(house, f"people/{ana}")

    assert told["sentence"] == "Ana was never asked. Nothing says no now."
    assert set(what(told)) == {"review", "value_contact", "order_fulfilment", "ask_considered"}
    assert told["story"][-1]["verdict"]["outcome"] == "eligible"


async def test_whoever_was_merged_is_told_of_with_who_stands_for_them_and_the_erased_not_at_all(
    house: House, referral_db: Database
):
    ana = await a_happy_client(house)
    anna = (await a_person(house, "anna@example.com", name={"given": "Anna"}))["id"]
    asked = sent_ask(house, ana)
    await heard(referral_db, asked)
    await house.post(f"/v1/people/{ana}/merge", {"into": anna})

    told = await explained(house, f"people/{ana}")

    assert told["sentence"].startswith("Anna was asked once, last on 5 March 2026.")
    assert {"review", "ask_sent"} <= set(what(told))
    assert (await house.post(f"/v1/people/{anna}/erase")).is_success
    gone = await explained(house, f"people/{anna}")
    assert (gone["sentence"], gone["story"]) == ("They were erased, and nobody asks them.", [])


async def test_there_is_no_story_of_what_is_not_there(house: House):
    for path in (f"asks/{ids.show('ask', ids.new())}", f"people/{ids.show('per', ids.new())}"):
        assert (await house.get(f"/v1/{path}/explain")).status_code == 404


def test_every_reason_has_its_rules_and_its_sentence():
    codes = set(get_args(ReasonCode))

    assert RULES_OF.keys() == codes
    assert sentences._SENTENCES.keys() == codes
    assert sentences._GENTLE.keys() <= codes
