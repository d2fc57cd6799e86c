"""The written terms in every language, and those that a business writes itself."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.shared.programs.samples import NET_50, a_program, a_rule, an_intro_program, problems
from tests.shared.programs.samples import raw_program as raw
from tests.shared.programs.strategies import documents

from goodword.letters import LANGUAGES as OF_LETTERS
from goodword.programs import GiftKind, ProgramDocument, terms, warnings
from goodword.programs.document.fields import FIELDS, CountedField, Op
from goodword.programs.document.limits import Per, Period
from goodword.programs.document.rules import Cause, Recipient
from goodword.programs.wording.languages import LANGUAGES

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "programs").glob("*.json"))
OTHERS = [one for one in LANGUAGES if one != "en"]
KEYS = {
    "audience": {"clients", "partners", "group_members", "anyone"},
    "since": {"share", "click", "named", "introduction"},
    "receives": set(Recipient),
    "causes": set(Cause),
    "ops": set(Op),
    "fields": set(FIELDS),
    "per": set(Per),
    "periods": set(Period),
    "kinds": set(GiftKind),
    "default_kinds": set(GiftKind),
    "bases": {"sale.net", "sale.gross"},
    "counts": set(CountedField.__args__),  # type: ignore[attr-defined]
}
LABELS = {
    "en": ("Who can", "What counts", "When:", "Reward:", "Limits:", "Tax:", "How to end:"),
    "de": ("Wer teil", "Was zählt", "Wann:", "Belohnung:", "Grenzen:", "Steuern:", "So endet es:"),
    "fr": ("Qui peut", "Ce qui compte", "Quand", "Récompense", "Limites", "Impôts", "Comment arr"),
    "es": ("Quién", "Qué cuenta", "Cuándo:", "Recompensa:", "Límites:", "Impuestos:", "Cómo term"),
}
RULE = a_rule(
    when=[NET_50],
    give={"kind": "gift_card", "amount": {"fixed": "1050.00"}},
    limits=[{"per": "referrer", "in": "year", "count": 3}],
)


def test_terms_are_written_in_every_language_of_letters() -> None:
    assert set(LANGUAGES) == set(OF_LETTERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_document_has_one_in_every_language(language: str) -> None:
    for name, keys in KEYS.items():
        assert set(getattr(LANGUAGES[language], name)) == keys, name


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_takes_the_same_values_in_every_language(language: str) -> None:
    english, other = LANGUAGES["en"], LANGUAGES[language]
    for field in fields(english):
        one, two = getattr(english, field.name), getattr(other, field.name)
        pairs = [(one, two)] if isinstance(one, str) else [(one[key], two[key]) for key in one]
        for here, there in pairs:
            assert _named(here) == _named(there), field.name


def _named(words: str) -> set[str]:
    """English has articles for things, the others name the kind of gift instead."""
    return set(re.findall(r"\{(\w+)\}", words)) - {"article", "kind"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_name_all_that_they_must(language: str) -> None:
    text = terms(a_program(RULE), "Blue Door", language)

    for label in LABELS[language]:
        assert label in text
    amount = text.replace("\u202f", " ").replace("\u00a0", " ")
    written = {"en": "$1,050.00", "de": "1.050,00 $", "fr": "1 050,00 $", "es": "1.050,00"}
    assert written[language] in amount
    assert ("30" in text, "50" in text, "3" in text) == (True, True, True)


@pytest.mark.parametrize(("locale", "begins"), [("de-AT", "Wer"), ("fr_CA", "Qui"), ("pt", "Who")])
def test_a_reader_gets_their_language_or_else_english(locale: str, begins: str) -> None:
    assert terms(a_program(), "Shop", locale).split("\n\n")[1].startswith(begins)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents(), st.sampled_from(sorted(LANGUAGES)))
def test_any_document_has_terms_without_a_hole(document: ProgramDocument, language: str) -> None:
    text = terms(document, "Shop", language)

    assert "{" not in text
    assert "None" not in text
    assert all(label in text for label in LABELS[language])


def test_own_terms_hold_what_they_name_and_are_completed_with_the_rest() -> None:
    own = "Terms of {business} for {name}.\n\n{rewards}\n\nAsk Jo at the counter."

    text = terms(a_program(RULE, terms=own), "Blue Door")

    paragraphs = text.split("\n\n")
    assert paragraphs[0] == "Terms of Blue Door for Give $50."
    assert paragraphs[1].startswith("Reward: You, who refer, receive a gift card")
    assert paragraphs[3] == "Ask Jo at the counter."
    assert [one.partition(":")[0] for one in paragraphs[4:]] == [
        "Who can take part",
        "What counts",
        "When",
        "Limits",
        "Tax",
        "How to end",
    ]
    assert text.count("Reward: ") == 1


def test_own_terms_that_leave_something_out_are_warned_of() -> None:
    whole = "{who} {what_counts} {when} {rewards} {limits} {tax} {ending}"

    assert [one.code for one in warnings(a_program(RULE, terms=whole))] == [
        "reward_larger_than_minimum_sale"
    ]
    [left_out] = [
        one for one in warnings(a_program(RULE, terms="{rewards}")) if one.pointer == "/terms"
    ]
    assert (left_out.code, "tax" in left_out.detail) == ("terms_incomplete", True)


def test_a_placeholder_that_stands_for_nothing_is_refused() -> None:
    assert problems(raw(terms="{who} {price} {price}")) == [("/terms", "unknown_placeholder")]


def test_a_name_that_looks_like_a_placeholder_is_only_a_name() -> None:
    text = terms(a_program(name="{tax}", terms="{name}: {who}"), "{ending}")

    assert text.startswith("{tax}: Who can take part")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_have_terms_in_every_language(language: str, example: Path) -> None:
    document = ProgramDocument.model_validate(json.loads(example.read_text()))

    assert "{" not in terms(document, "Shop", language)


def test_an_introduction_counts_in_every_language() -> None:
    told = {terms(an_intro_program(), "Shop", language).split("\n\n")[2] for language in LANGUAGES}
    assert len(told) == len(LANGUAGES)
