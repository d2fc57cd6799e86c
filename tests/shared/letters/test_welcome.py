"""The welcome to a program: its terms in writing, with code and link."""

import pytest

from goodword.letters import LANGUAGES, LetterError, render

TERMS = "Give $50: terms of Harbor & Pine\n\nWho can take part: our clients.\n\n\n\nTax: <maybe>."


@pytest.fixture
def welcome() -> dict[str, object]:
    return {
        "business_name": "Harbor & Pine",
        "first_name": "Ana",
        "program": "Give $50",
        "terms": TERMS,
        "code": "ANA20",
        "link": "https://goodword.example/r/harbor/ANA20",
        "unsubscribe_url": "https://api.example/u/token",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_welcome_holds_terms_code_and_link_in_both_parts(language, welcome, page):
    letter = render("welcome", language, welcome)

    html = page(letter.html)
    assert (letter.language, letter.version) == (language, 2)
    assert (html.wrong, html.open) == ([], [])
    for shown in ("ANA20", "Give $50", "Who can take part: our clients.", "Tax: <maybe>.", "Ana"):
        assert shown in letter.text
        assert shown in html.text
    assert html.links() == [welcome["link"], "https://api.example/u/token"]
    assert "our clients.\n\nTax" in letter.text
    assert "None" not in letter.text + letter.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_code_there_is_nothing_to_share(language, welcome):
    letter = render("welcome", language, welcome | {"code": None, "link": None})

    assert "ANA20" not in letter.text + letter.html
    assert "None" not in letter.text + letter.html


@pytest.mark.parametrize("missing", ["program", "terms"])
def test_a_welcome_without_its_terms_is_none(missing, welcome):
    with pytest.raises(LetterError, match=f"needs {missing}"):
        render("welcome", "en", welcome | {missing: None})
