"""Letters about tasks: what to do, until when, and with which request."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from goodword.letters import LANGUAGES, LetterError, render
from goodword.letters.task_words import TASK_WORDS
from goodword.letters.tasks import instructions
from goodword.money import Money

TASK = "tsk_01jftt4z0yfmx9mm8000000004"
PAYOUT = "pay_01jftt4z0yfmx9mm8000000004"
ONE, OTHER = "per_01jftt4z0yfmx9mm8000000004", "per_01jftt4z0yfmx9mm8000000005"
FACTS = {
    "business_name": "Harbor & Pine",
    "first_name": "Rita",
    "unsubscribe_url": "https://api.example/u/token",
    "task": TASK,
    "task_kind": "hand_over_reward",
    "subjects": ONE,
    "due_at": datetime(2026, 12, 8, 10, 0, tzinfo=ZoneInfo("Europe/Berlin")),
    "proof": "reference",
    "people": 2,
}


@pytest.mark.parametrize(
    ("locale", "due"),
    [
        ("en", "Due: Tuesday, December 8, 2026, 10:00\u202fAM (Europe/Berlin)"),
        ("de-AT", "Fällig: Dienstag, 8. Dezember 2026, 10:00 (Europe/Berlin)"),
        ("fr", "Échéance\u00a0: mardi 8 décembre 2026, 10:00 (Europe/Berlin)"),
        ("es", "Fecha límite: martes, 8 de diciembre de 2026, 10:00 (Europe/Berlin)"),
    ],
)
def test_a_task_is_told_with_what_when_and_where(locale, due, page):
    letter = render("task", locale, FACTS)

    html = page(letter.html)
    assert (html.wrong, html.open) == ([], [])
    words = TASK_WORDS[locale[:2]]
    for told in (letter.text, html.text):
        for shown in (
            words.what["hand_over_reward"],
            words.proofs["reference"],
            words.four_eyes,
            f"POST /v1/tasks/{TASK}/done",
            f"GET /v1/tasks/{TASK}",
            ONE,
            "Rita",
        ):
            assert shown in told
    assert due in letter.text
    assert due.partition(": ")[2] in letter.html
    assert "Harbor & Pine" in letter.subject


def test_what_is_not_wanted_is_not_asked_for():
    more = {"proof": "none", "people": 1, "due_at": None, "subjects": ""}

    letter = render("task", "en", FACTS | more)

    for word in ("proof", "Two people", "Due", "about:", "None"):
        assert word not in letter.text


def test_a_payout_is_settled_with_what_was_found():
    settle = {"task_kind": "settle_payout", "subjects": f"{PAYOUT} {ONE}", "proof": "none"}

    letter = render("task", "en", FACTS | settle)

    done = f"POST /v1/tasks/{TASK}/done"
    assert (
        f"""{done} {{"outcome": "issued", "proof": "…"}}\n{done} {{"outcome": "refused"}}\n"""
        in (letter.text)
    )
    assert PAYOUT in letter.text


def test_two_people_are_merged_or_said_to_be_two():
    resolve = {"task_kind": "resolve_identifiers", "subjects": f"{ONE} {OTHER}"}

    letter = render("task", "en", FACTS | resolve)

    assert f"POST /v1/people/{ONE}/merge\nPOST /v1/tasks/{TASK}/done" in letter.text
    assert OTHER in letter.text


def test_an_endpoint_is_made_active_and_then_sent_what_it_missed():
    endpoint = "wep_01jftt4z0yfmx9mm8000000004"
    mend = {"task_kind": "mend_endpoint", "subjects": endpoint, "proof": "none", "people": 1}

    letter = render("task", "en", FACTS | mend)

    path = f"/v1/webhook_endpoints/{endpoint}"
    active, missed = '{"status": "active"}', '{"since": "…"}'
    assert f"PATCH {path} {active}\nPOST {path}/replay {missed}" in letter.text
    assert TASK_WORDS["en"].what["mend_endpoint"] in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_the_same_tasks(language):
    words, english = TASK_WORDS[language], TASK_WORDS["en"]

    assert words.what.keys() == english.what.keys()
    assert words.proofs.keys() == english.proofs.keys()
    if language != "en":
        assert not set(words.what.values()) & set(english.what.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_task_of_a_kind_that_only_a_newer_service_knows_is_told_as_one(language):
    letter = render("task", language, FACTS | {"task_kind": "water_the_plants"})

    assert instructions("water_the_plants", language) == TASK_WORDS[language].unknown
    assert TASK_WORDS[language].unknown in letter.text


@pytest.mark.parametrize("missing", ["task", "task_kind"])
def test_a_letter_about_no_task_is_none(missing):
    with pytest.raises(LetterError, match=f"needs {missing}"):
        render("task", "en", FACTS | {missing: None})


@pytest.mark.parametrize("due_at", ["tomorrow", datetime(2026, 12, 8)])  # noqa: DTZ001
def test_a_time_without_a_zone_is_no_time(due_at):
    with pytest.raises(LetterError, match="due_at must"):
        render("task", "en", FACTS | {"due_at": due_at})


def test_a_zone_without_a_name_is_told_as_an_offset():
    due_at = datetime(2026, 12, 8, 10, 0, tzinfo=timezone(timedelta(hours=2)))

    assert "(UTC+02:00)" in render("task", "en", FACTS | {"due_at": due_at}).text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", f"What to hand over: A gift (a mug), $50.00\nTo: {ONE}\n\n"),
        ("de", f"Zu übergeben: Ein Geschenk (a mug), 50,00\u00a0$\nAn: {ONE}\n\n"),
        ("fr", f"À remettre\u00a0: Un cadeau (a mug), 50,00\u00a0$US\nÀ\u00a0: {ONE}\n\n"),
        ("es", f"Qué entregar: Un regalo (a mug), 50,00\u00a0US$\nA: {ONE}\n\n"),
    ],
)
def test_what_is_to_be_handed_over_is_named_and_to_whom_by_id(language, told):
    gift = {"gift": "physical_gift", "item": "a mug", "amount": Money.parse("50.00", "USD")}

    letter = render("task", language, FACTS | gift)

    assert told in letter.text
    assert "(a mug)" in letter.html


def test_a_task_that_hands_nothing_over_names_no_gift():
    letter = render("task", "en", FACTS)

    assert "hand over:" not in letter.text
    assert "To:" not in letter.text
