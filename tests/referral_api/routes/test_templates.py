"""A business's own templates over the API: drafts, findings, publishing, and how they look."""

import time
from typing import Any

import pytest
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said
from tests.referral_api.stories import a_template

from goodword.database import Database
from goodword.events import TemplatePublished
from goodword.letters import default_template

CLOSED = "Do you know anyone who needs a fence?"
OPEN = "Who do you know who needs a fence?"
REST = "An introduction by e-mail would be best. If nobody comes to mind, that is fine."


def words(question: str) -> dict[str, str]:
    link = '<a href="{{ answer_url }}">Here</a>'
    return {
        "subject": "A question from {{ rep_name }}",
        "text": "Hi {{ first_name }}!\n\n{{ story }}\n\n"
        f"{question}\n{REST}\n{{{{ answer_url }}}}",
        "html": f"<p>{{{{ story }}}}</p><p>{question} {REST}</p>{link}",
    }


async def publish(house: House, template: dict[str, Any]) -> Any:
    return await house.post(f"/v1/templates/{template['id']}/publish")


async def test_a_template_begins_as_a_copy_of_ours_and_is_published_with_a_version_that_is_said(
    referral_db: Database, house: House
):
    template = await a_template(house)
    ours = default_template("referral_ask", "en")

    answer = await publish(house, template)

    assert template["draft"] == {
        "subject": ours.subject.strip(),
        "text": ours.text,
        "html": ours.html,
    }
    assert (template["status"], template["published"]) == ("draft", None)
    shown = answer.json()
    assert (answer.status_code, shown["status"], shown["published_version"]) == (
        200,
        "published",
        1,
    )
    assert (shown["draft"], shown["published"], shown["warnings"]) == (None, template["draft"], [])
    [told] = await said(referral_db, TemplatePublished)
    assert (told.subject, told.kind, told.language, told.version) == (
        template["id"],
        "referral_ask",
        "en",
        1,
    )
    assert told.words.model_dump() == template["draft"]
    assert (await house.get("/v1/templates")).json()["data"] == [
        (await house.get(f"/v1/templates/{template['id']}")).json()
    ]


async def test_a_changed_draft_leaves_what_is_published_until_it_is_published_itself(
    referral_db: Database, house: House
):
    template = await a_template(house)
    before = (await publish(house, template)).json()
    path = f"/v1/templates/{template['id']}"

    changed = (await house.patch(path, {"subject": "One question"})).json()
    after = (await publish(house, template)).json()

    assert changed["published"] == before["published"]
    assert changed["draft"] == {**before["published"], "subject": "One question"}
    assert (after["published_version"], after["published"]["subject"]) == (2, "One question")
    assert [told.version for told in await said(referral_db, TemplatePublished)] == [1, 2]
    again = await publish(house, template)
    assert (again.status_code, again.json()["code"]) == (409, "no_draft")


async def test_a_template_that_asks_in_a_closed_way_is_refused_with_the_phrase_and_a_better_one(
    referral_db: Database, house: House
):
    template = await a_template(house, **words(CLOSED))

    answer = await publish(house, template)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "template_refused")
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/draft/text", "closed_question"),
        ("/draft/html", "closed_question"),
    ]
    assert CLOSED in problem["errors"][0]["detail"]
    assert "Who do you know" in problem["errors"][0]["detail"]
    shown = (await house.get(f"/v1/templates/{template['id']}")).json()
    assert (shown["status"], shown["version"]) == ("draft", 1)
    assert await said(referral_db, TemplatePublished) == []


async def test_findings_say_where_in_the_source_the_phrase_stands(house: House):
    template = await a_template(house, **words(CLOSED))

    lint = (await house.post(f"/v1/templates/{template['id']}/lint")).json()

    assert lint["publishable"] is False
    for part in ("text", "html"):
        wrong = [each for each in lint["findings"] if each["severity"] == "error"]
        [found] = [each for each in wrong if each["part"] == part]
        source = template["draft"][part]
        assert (found["code"], found["rule"], found["severity"]) == (
            "closed_question",
            "R-LIN-01",
            "error",
        )
        assert source[found["start"] : found["end"]] == CLOSED
        assert found["better"].startswith("Who do you know")


async def test_warnings_are_listed_and_refuse_nothing(house: House):
    bare = {**words(OPEN), "text": f"{OPEN} {{{{ answer_url }}}} No pressure, a name is fine."}
    template = await a_template(house, **bare)

    published = (await publish(house, template)).json()

    assert published["published_version"] == 1
    assert [(each["pointer"], each["code"]) for each in published["warnings"]] == [
        ("/published/text", "no_value")
    ]


@pytest.mark.parametrize(
    ("part", "source", "code"),
    [
        ("text", "{{ answer_url }} {% for x in y %}{% endfor %}", "unreadable_template"),
        ("text", "{{ answer_url }} {{ secret }}", "unknown_placeholder"),
        ("text", "Who comes to mind?", "missing_placeholder"),
        ("html", "<script>x</script>{{ answer_url }}", "refused_markup"),
        ("subject", "Do you know anyone?", "closed_question"),
        ("text", "{{ answer_url }} Get a gift card for a name: who is it?", "reward_first"),
        ("text", '{{ answer_url }} {{ "Do you know anyone" }} who needs it?', "closed_question"),
        ("html", "{{ answer_url }}Do you kn<b>ow an</b>yone?", "closed_question"),
    ],
)
async def test_what_may_not_be_sent_is_refused_with_a_pointer(
    house: House, part: str, source: str, code: str
):
    template = await a_template(house, **{**words(OPEN), part: source})

    answer = await publish(house, template)

    assert answer.status_code == 422
    assert (f"/draft/{part}", code) in [
        (each["pointer"], each["code"]) for each in answer.json()["errors"]
    ]


async def test_a_preview_shows_the_draft_with_the_businesss_look_and_given_facts(
    open_house: OpenHouse,
):
    house = await open_house(name="Blue Door", parameters={"colour": "#aa0000"})
    template = await a_template(house, **words(OPEN))
    path = f"/v1/templates/{template['id']}/preview"

    ordinary = (await house.post(path)).json()
    named = (await house.post(path, {"facts": {"first_name": "Dana", "rep_name": "Lou"}})).json()

    assert ordinary["subject"] == "A question from Rita Lang"
    assert "Hi Carla!" in ordinary["text"]
    assert "Blue Door" in ordinary["text"]
    assert "#aa0000" in ordinary["html"]
    assert (named["subject"], "Hi Dana!" in named["text"]) == ("A question from Lou", True)
    wrong = await house.post(path, {"facts": {"answer_url": "javascript:x"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/facts")
    unknown = await house.post(path, {"facts": {"sale_net": "9"}})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "invalid_facts")


async def test_a_draft_that_makes_no_letter_has_no_preview(house: House):
    template = await a_template(house, **{**words(OPEN), "text": "{{ nothing }}"})

    answer = await house.post(f"/v1/templates/{template['id']}/preview")

    assert (answer.status_code, answer.json()["code"]) == (422, "template_refused")
    assert answer.json()["errors"][0]["pointer"] == "/draft/text"


async def test_a_text_is_looked_at_without_being_kept(house: House):
    body = {"kind": "referral_ask", "language": "de", "text": "Kennen Sie jemanden?"}

    lint = (await house.post("/v1/templates/lint", body)).json()

    [error] = [each for each in lint["findings"] if each["severity"] == "error"]
    assert (error["code"], error["start"], error["end"]) == ("closed_question", 0, 20)
    assert error["better"].startswith("Wen kennen Sie")
    assert (await house.get("/v1/templates")).json()["data"] == []


async def test_of_a_kind_and_language_there_is_one_template(house: House):
    await a_template(house)

    again = await house.post("/v1/templates", {"kind": "referral_ask", "language": "en"})
    other = await house.post("/v1/templates", {"kind": "referral_ask", "language": "de"})

    assert (again.status_code, again.json()["code"]) == (409, "template_exists")
    assert other.status_code == 201
    listed = await house.get("/v1/templates", language="de")
    assert [each["id"] for each in listed.json()["data"]] == [other.json()["id"]]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "task", "language": "en"},
        {"kind": "referral_ask", "language": "it"},
        {"kind": "referral_ask", "language": "en", "text": "Who?"},
        {"kind": "referral_ask", "language": "en", **words("x" * 14_001)},
        {"kind": "referral_ask", "language": "en", **words("x\x07")},
        {"kind": "referral_ask", "language": "en", **words(OPEN), "subject": "a\nb"},
    ],
)
async def test_what_is_no_template_is_refused(house: House, body: dict[str, Any]):
    answer = await house.post("/v1/templates", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    "filler",
    ["\n", "{{ink}}", "hi ,\n", "if you know ", "{% if ink %}{% endif %}", "&amp;", "( "],
)
async def test_a_template_of_the_largest_size_is_looked_at_in_little_time(
    house: House, filler: str
):
    long = (filler * 14_000)[: (14_000 - 20) // len(filler) * len(filler)]
    template = await a_template(house, **{**words(OPEN), "text": f"{{{{ answer_url }}}}{long}"})
    began = time.process_time()

    answer = await house.post(f"/v1/templates/{template['id']}/lint")

    assert answer.status_code == 200
    assert time.process_time() - began < 5
