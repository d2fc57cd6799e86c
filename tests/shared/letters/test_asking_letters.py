"""Asks and introductions: what a rep writes to a client, and what the client may send on."""

import re
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

import pytest

from goodword.asking import Circumstances, lint
from goodword.letters import KINDS, LANGUAGES, LetterError, render
from goodword.letters.defaults import READ_AS
from goodword.letters.drafts import MAX_LEAVE_WORDS, STEPS, draft_of, words_of
from goodword.letters.facts import Facts
from goodword.letters.samples import sample_facts

ASKED = Circumstances(value=True, active_intro=True, offer="unknown")
"""The strictest: nothing may be said of a reward."""
PROMISED = Circumstances(reward=True, disclosed=True)
INTRODUCING = ("introduction_request", "introduction_reminder", "introduction_draft")
TOKEN = "https://goodword.example/a/example"  # an address


def facts_of(language, **changed):
    given = sample_facts("introduction_request", language) | changed
    return Facts.read("introduction_request", given)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_letter_of_ours_asks_in_words_that_we_refuse(kind, language):
    letter = render(kind, language, sample_facts(kind, language))

    said = f"{letter.subject}\n\n{letter.text}"
    about_gifts = READ_AS[kind] == "program_terms"
    found = lint(said, language, READ_AS[kind], PROMISED if about_gifts else ASKED)

    assert letter.language == language
    assert found.findings == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wanted", ["name", "permission", "introduction"])
def test_r_int_01_an_ask_says_which_outcome_is_wanted(wanted, language):
    given = sample_facts("referral_ask", language) | {"wanted": wanted}
    others = {"name", "permission", "introduction"} - {wanted}

    letter = render("referral_ask", language, given)

    found = lint(f"{letter.subject}\n\n{letter.text}", language, "referral_ask", ASKED)
    assert found.findings == ()
    for other in others:
        assert letter.text != render("referral_ask", language, given | {"wanted": other}).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", ["leave", "introduction"])
@pytest.mark.parametrize("rewarded", [True, False])
def test_r_int_06_a_draft_has_every_field_and_passes_the_linter(rewarded, step, language):
    facts = facts_of(language, rewarded=rewarded)

    draft = draft_of(step, language, facts)

    told = Circumstances(
        value=True, reward=rewarded, offer="unknown" if not rewarded else "allowed"
    )
    found = lint(f"{draft.subject}\n\n{draft.text}", language, "intro_email", told)
    assert found.findings == ()
    for field in ("prospect_first", "first_name", "how_known", "problem", "story", "rep_contact"):
        assert getattr(facts, field) in draft.text
    assert "Rita Lang" in draft.subject + draft.text
    assert ("https://goodword.example/i/example" in draft.text) == (step == "leave")
    assert "<" not in draft.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_r_int_06_the_subject_of_an_introduction_names_both(language):
    assert draft_of("introduction", language, facts_of(language)).subject.endswith(
        "Ben <> Rita Lang"
    )


_EMPTY = re.compile(r"\(\s*\)|:\s*(?:\n|$)|\s[,.]|\bNone\b|\[|\n{3}|^\W|  ")
"""What a sentence leaves that lacks a word."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", ["leave", "introduction"])
@pytest.mark.parametrize(
    "unknown",
    [
        *combinations(("problem", "how_known", "story", "prospect_first"), 1),
        *combinations(("problem", "how_known", "story", "prospect_first"), 2),
        ("problem", "how_known", "story", "prospect_first", "rep_contact", "first_name"),
    ],
    ids="+".join,
)
def test_r_int_06_what_nobody_told_leaves_no_gap_and_what_was_told_is_there(
    unknown, step, language
):
    facts = facts_of(language, **dict.fromkeys(unknown))

    draft = draft_of(step, language, facts)

    body = draft.text.split("\n\n", 1)[1]
    assert _EMPTY.search(body) is None, draft.text
    assert draft.text.split("\n")[0][-1] in ",:"
    assert " ," not in draft.text.split("\n")[0]
    for field in {"problem", "how_known", "story", "prospect_first"} - set(unknown):
        assert getattr(facts, field) in draft.text
    found = lint(f"{draft.subject}\n\n{draft.text}", language, "intro_email", Circumstances())
    assert [each.code for each in found.errors] == []


FIRM = "Harbor & Pine"
ALONE = {"rep_name": FIRM, "rep_contact": "office@harbor-pine.example"}
"""Nobody of the firm is named: it writes in its own name."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", ["leave", "introduction"])
@pytest.mark.parametrize("story", ["a cedar fence by the water", None], ids=["told", "untold"])
@pytest.mark.parametrize("problem", ["the old fence", None], ids=["needed", "unsaid"])
def test_a_firm_whose_representative_has_no_name_is_not_said_to_be_of_itself(
    problem, story, step, language
):
    facts = facts_of(language, **ALONE, problem=problem, story=story)

    draft = draft_of(step, language, facts)

    said = f"{draft.subject}\n\n{draft.text}"
    assert re.search(rf"{FIRM}\s+(\w+\s+){{0,2}}{FIRM}", said) is None, said
    assert FIRM in draft.subject
    assert FIRM in draft.text
    assert _EMPTY.search(draft.text.split("\n\n", 1)[1]) is None, draft.text
    assert lint(said, language, "intro_email", Circumstances()).errors == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["referral_ask", *INTRODUCING, "introduction_thanks"])
def test_a_firm_whose_representative_has_no_name_signs_once(kind, language, page):
    signed = "office@harbor-pine.example"
    given = sample_facts(kind, language) | {"draft": "Ben, meet us."}

    letter = render(kind, language, given | ALONE)

    assert f"{FIRM}\n{signed}\n{FIRM}" not in letter.text
    assert f"{FIRM}\n{signed}\n" in letter.text
    assert f"{FIRM} {signed} {FIRM}" not in page(letter.html).text
    named = render(kind, language, given).text
    assert f"Rita Lang\n+1 503 555 0142\n{FIRM}\n" in named


@pytest.mark.parametrize("language", LANGUAGES)
def test_r_int_03_a_letter_that_asks_for_leave_stays_short_whatever_was_told(language):
    facts = facts_of(
        language, problem="so viel " * 24, how_known="noch mehr " * 19, story="viel " * 90
    )

    text = draft_of("leave", language, facts).text

    assert words_of(text) <= MAX_LEAVE_WORDS
    assert "noch mehr" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_r_int_03_a_letter_that_asks_for_leave_tells_as_much_of_the_story_as_fits(language):
    told = [f"Nummer {number} war gut und hielt." for number in range(20)]
    facts = facts_of(language, story=" ".join(told), rewarded=True)

    text = draft_of("leave", language, facts).text

    shown = [each in text for each in told]
    assert words_of(text) <= MAX_LEAVE_WORDS
    assert shown[0]
    assert shown == sorted(shown, reverse=True)
    assert not all(shown)
    assert all(each in draft_of("introduction", language, facts).text for each in told)


def test_r_int_03_a_story_whose_first_sentence_is_too_long_is_not_told():
    text = draft_of("leave", "en", facts_of("en", story="very " * 60 + "long.")).text

    assert "very" not in text
    assert "Rita Lang of Harbor & Pine might be of help." in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", INTRODUCING)
def test_the_letter_to_be_sent_is_enclosed_in_both_parts_and_opens_in_a_mail_program(
    kind, language, page
):
    given = sample_facts(kind, language)
    draft = draft_of(STEPS[kind], language, Facts.read(kind, given))

    letter = render(kind, language, given)

    html = page(letter.html)
    assert (html.wrong, html.open) == ([], [])
    assert draft.text in letter.text
    assert " ".join(draft.text.split()) in html.text
    assert draft.subject in letter.text
    opened, *others = html.links()
    asked = parse_qs(urlsplit(opened).query)
    assert urlsplit(opened)[:3] == ("mailto", "", "")
    assert asked["subject"] == [draft.subject]
    assert asked["body"] == [draft.text.replace("\n", "\r\n")]
    assert asked.get("cc") == (["rita@harbor-pine.example"] if kind.endswith("draft") else None)
    assert others == [TOKEN, "https://goodword.example/u/example"]


@pytest.mark.parametrize("kind", INTRODUCING)
def test_a_draft_that_somebody_has_edited_is_enclosed_as_they_left_it(kind):
    edited = "Ben,\n\nmeet Rita.\n\nCarla"
    given = sample_facts(kind, "en") | {"draft": edited, "problem": None, "story": None}

    letter = render(kind, "en", given)

    assert edited in letter.text
    assert "cedar" not in letter.text


def test_where_nobody_asks_for_leave_first_the_request_encloses_the_introduction_itself():
    given = sample_facts("introduction_request", "en") | {"step": "introduction"}

    letter = render("introduction_request", "en", given)

    assert "Ben <> Rita Lang" in letter.text
    assert "Copy to: rita@harbor-pine.example" in letter.text
    assert "/i/example" not in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith(("ref", "intro"))])
@pytest.mark.parametrize("name", ["evil.example", "http://evil.example", "<b>Ben</b>", ""])
def test_what_is_no_first_name_stands_in_no_letter(name, kind, language):
    given = sample_facts(kind, language) | {"prospect_first": name, "first_name": name}

    letter = render(kind, language, given)

    assert "evil" not in letter.subject + letter.text + letter.html
    assert "<b>Ben" not in letter.text
    assert "None" not in letter.subject + letter.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ask_has_one_button_its_story_and_the_address_of_the_firm(language, page):
    given = sample_facts("referral_ask", language)

    letter = render("referral_ask", language, given)

    html = page(letter.html)
    assert (html.wrong, html.open) == ([], [])
    assert html.links() == [TOKEN, "https://goodword.example/u/example"]
    for shown in (given["story"], "Carla", "Rita Lang", "+1 503 555 0142", "12 Wharf Street"):
        assert shown in letter.text
        assert shown in html.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"wanted": "money"}, "wanted must be name or permission or introduction"),
        ({"answer_url": "javascript:x"}, "answer_url is not a web address"),
        ({"story": "s" * 1001}, "story is longer than 1000"),
        ({"rewarded": "yes"}, "rewarded must be of type bool"),
        ({"step": "third"}, "step must be leave or introduction"),
        ({"rep_name": " "}, "a letter needs rep_name"),
        ({"story": None}, "a letter needs story"),
    ],
)
def test_a_wrong_fact_of_an_ask_is_named(wrong, said):
    with pytest.raises(LetterError, match=said):
        render("referral_ask", "en", sample_facts("referral_ask", "en") | wrong)
