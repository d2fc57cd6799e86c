"""Every kind of letter says the same in every language, with the same facts."""

import re

import pytest
from jinja2 import meta

from goodword.letters import KINDS, LANGUAGES, default_template
from goodword.letters.language import _HTML
from goodword.letters.words import WORDS


def named(source: str) -> set[str]:
    """The facts that a template names."""
    return meta.find_undeclared_variables(_HTML.parse(source))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_all_languages_name_the_same_facts(kind, language, part):
    ours = named(getattr(default_template(kind, language), part))
    english = named(getattr(default_template(kind, "en"), part))

    if kind == "welcome" and part == "html":
        ours, english = ours - {"subject"}, english - {"subject"}
    assert ours == english


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_parts_of_a_letter_name_the_same_facts(kind, language):
    template = default_template(kind, language)

    # The plain text has no headline and no colours of its own, and writes its colons by hand.
    looks = {"subject", "colour", "edge", "ink"}
    assert named(template.text) - {"colon"} == named(template.html) - {"colon", *looks}


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("kind", KINDS)
def test_no_language_is_english_in_disguise(language, kind):
    ours, english = default_template(kind, language), default_template(kind, "en")

    assert ours.subject != english.subject
    assert ours.text != english.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shared_words_have_the_same_keys_and_places(language):
    words, english = WORDS[language], WORDS["en"]

    assert words.gifts.keys() == english.gifts.keys()
    assert words.needed.keys() == english.needed.keys()
    for name in ("about", "about_taking_part", "about_contact", "about_task", "from_provider"):
        assert getattr(words, name).count("{}") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_language_keeps_its_own_marks(language, kind):
    template = default_template(kind, language)
    said = re.sub(r"{%.*?%}", "", template.subject + template.text + template.html)

    assert "\u2019" in said or "'" not in template.subject + template.text
    if language == "fr":
        # A French colon stands behind a space that does not break.
        assert " :" not in said
        assert " !" not in said
