"""Text from outside on one line; the words of all languages complete."""

import pytest

from goodword.letters import LANGUAGES
from goodword.letters.plain import lines, one_line
from goodword.letters.words import WORDS


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("  a \t b  ", "a b"),
        ("a\r\nBcc: b", "a Bcc: b"),
        ("pay\u202egnp.exe", "pay gnp.exe"),
        ("a\ud800b", "a b"),
        ("a\u2028b\u2029c\x85d\x00e", "a b c d e"),
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("\n", ""),
    ],
)
def test_one_line_is_one_line(given, shown):
    assert one_line(given) == shown


def test_lines_drops_the_empty_ones_and_the_rest():
    assert lines("a\n\n b\u202e \nc\nd", 3) == "a\nb\nc"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_same_things(language):
    english, words = WORDS["en"], WORDS[language]

    assert words.gifts.keys() == english.gifts.keys()
    assert words.needed.keys() == english.needed.keys()
    assert words.from_provider.format("X").count("X") == 1
    assert words.about.format("X").count("X") == 1


def test_no_language_is_written_that_is_not_offered():
    assert tuple(WORDS) == LANGUAGES
