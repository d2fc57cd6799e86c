"""Salutations of a reader whose name is not known."""

import re

import pytest

from goodword.letters import KINDS, LANGUAGES, render
from goodword.letters.letter import Template
from goodword.letters.nameless import nameless
from goodword.letters.samples import sample_facts

NAME = "{{ first_name }}"
OWN = Template("own", 1, "en", f"For you, {NAME}", f"Hi {NAME},\n{{{{ gift_box }}}}", "<p>x</p>")


@pytest.mark.parametrize(
    ("language", "own", "read"),
    [
        ("en", f"Hi {NAME},\nthank you", "Hi,\nthank you"),
        ("en", f"Dear {NAME},\n\nThank you", "Hello,\n\nThank you"),
        ("en", f"{NAME}, thank you!", "Thank you!"),
        ("en", f"For you, {NAME}", "For you"),
        ("en", f"<p>{NAME}, your gift</p>", "<p>Your gift</p>"),
        ("en", f"<p>Dear {NAME},</p>", "<p>Hello,</p>"),
        ("en", "Thank you, {{first_name}}! Bye", "Thank you! Bye"),
        ("de", f"Liebe {NAME},", "Guten Tag,"),
        ("de", f"Hallo {NAME}!", "Hallo!"),
        ("fr", f"Chère {NAME},", "Bonjour,"),
        ("fr", f"Merci {NAME}\u00a0!", "Merci\u00a0!"),
        ("es", f"Hola, {NAME}:", "Hola:"),
        ("es", f"Estimado/a {NAME}:", "Hola:"),
        (
            "en",
            "{% if first_name %}Hi {{ first_name }}{% else %}Hi{% endif %}",
            "{% if first_name %}Hi{% else %}Hi{% endif %}",
        ),
        ("en", "Hi {{ first_name | default('you') }},", "Hi {{ first_name | default('you') }},"),
        ("en", "Hi {{ first_name_of_cat }},", "Hi {{ first_name_of_cat }},"),
    ],
)
def test_own_words_read_without_a_name(language: str, own: str, read: str) -> None:
    assert nameless(own, language) == read


@pytest.mark.parametrize("name", [None, "", "Win at evil.example"])
def test_a_letter_in_own_words_greets_no_gap(name: str | None) -> None:
    facts = sample_facts("reward_thank_you", "en") | {"first_name": name}

    letter = render("reward_thank_you", "en", facts, template=OWN)

    assert letter.subject == "For you"
    assert letter.text.startswith("Hi,\n")


def test_a_letter_in_own_words_greets_whom_it_knows() -> None:
    facts = sample_facts("reward_thank_you", "en") | {"first_name": "Ana"}

    letter = render("reward_thank_you", "en", facts, template=OWN)

    assert (letter.subject, letter.text[:7]) == ("For you, Ana", "Hi Ana,")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_our_letters_greet_no_gap_in_any_language(kind: str, language: str) -> None:
    facts = sample_facts(kind, language) | {"first_name": None}

    letter = render(kind, language, facts)

    first = letter.text.splitlines()[0]
    marks = ",." if language == "fr" else ",.:!"  # French has a blank before the others
    for said in (letter.subject, first):
        assert re.search(rf"\s[{marks}](?!\w)", said) is None, said
        assert "None" not in said
    assert first[0].isupper() or first[0] in "¡¿"
