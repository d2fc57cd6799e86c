"""Names are looked for by the beginnings of their words, however they are written."""

import pytest

from goodword.errors import RejectedError
from referral_api.domain.people.naming import MAX_WORD_LENGTH, words_of, words_sought


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("José María O'Neil", None, None), ("jose", "maria", "neil", "o")),
        (("Weiß-Müller", "Søren", "Łukasz"), ("lukasz", "muller", "soren", "weiss")),
        (("ANA", "Ana", "ana"), ("ana",)),
        (("株式会社 田中", None, None), ("株式会社", "田中")),
        ((None, None, None), ()),
        (("x" * 255, None, None), ("x" * MAX_WORD_LENGTH,)),
    ],
)
def test_the_words_of_names_are_plain(names, words):
    assert words_of(*names) == words


def test_what_is_written_apart_in_unicode_is_the_same_word():
    assert words_of("Ana\u0301") == words_of("An\u00e1") == ("ana",)


@pytest.mark.parametrize("text", [" - ", "a b c d e f"])
def test_what_holds_no_word_or_too_many_is_refused_with_a_pointer(text):
    with pytest.raises(RejectedError) as refused:
        words_sought(text)

    assert refused.value.code == "invalid_request"
    assert [each.pointer for each in refused.value.problems] == ["?name"]
