"""Letters about a gift that is not out: to choose, to be sent elsewhere, to be looked at."""

import pytest

from goodword.letters import LANGUAGES, LetterError, render

REWARD = "rwd_01jftt4z0yfmx9mm8000000004"
ALERT = {"side": None, "first_name": None, "link": None, "reward": REWARD, "reason": "key_reused"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_has_a_button_and_no_amount_since_gifts_differ(language, facts, page):
    letter = render("reward_choice", language, facts)

    html = page(letter.html)
    assert (html.wrong, html.open) == ([], [])
    assert html.links() == ["https://gifts.example/redeem?a=1&b=2", "https://api.example/u/token"]
    for part in (letter.subject, letter.text, letter.html):
        assert "37" not in part.replace("#37414d", "")
        assert "GC-7K2M" not in part
    assert "Ana" in letter.text
    assert "None" not in letter.text + letter.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_can_be_reached_elsewhere_is_asked_where(language, facts, page):
    letter = render("reward_failed", language, facts | {"link": None})

    assert page(letter.html).links() == ["https://api.example/u/token"]
    assert "GC-7K2M" not in letter.text + letter.html
    assert "48" in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_business_is_told_what_failed_and_what_to_ask_for(language, facts, page):
    letter = render("reward_failed_alert", language, facts | ALERT)

    html = page(letter.html)
    assert (html.wrong, html.open) == ([], [])
    for told in (letter.text, html.text):
        for shown in (REWARD, "key_reused", f"POST /v1/rewards/{REWARD}/retry", "48"):
            assert shown in told
        assert "Ana" not in told
    assert "Harbor & Pine" in letter.subject


@pytest.mark.parametrize("missing", ["reward", "reason"])
def test_an_alert_that_says_nothing_is_none(missing, facts):
    with pytest.raises(LetterError, match=f"needs {missing}"):
        render("reward_failed_alert", "en", facts | ALERT | {missing: None})
