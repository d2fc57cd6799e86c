"""A business's own template can say little, and never runs away."""

from dataclasses import replace

import pytest

from goodword.letters import LetterError, default_template, render
from goodword.letters.letter import MAX_OUTPUT_CHARS, MAX_TEMPLATE_CHARS

OURS = default_template("reward_thank_you", "en")


def with_text(text):
    return replace(OURS, name="ours", version=4, text=text)


def test_a_business_writes_its_own_words_and_keeps_our_footer(facts, page):
    own = replace(
        with_text("Hey {{ first_name | upper }}!\n{{ gift_box }}"),
        subject="Yours: {{ gift | lower }}",
        html="<p>Hey <em>{{ first_name }}</em></p>{{ gift_box }}",
    )

    letter = render("reward_thank_you", "de", facts, template=own)

    assert (letter.template, letter.version, letter.language) == ("ours", 4, "en")
    assert letter.subject == "Yours: gift card"
    assert letter.text.startswith("Hey ANA!\n")
    assert "Unsubscribe: https://api.example/u/token" in letter.text
    assert "<p>Hey <em>Ana</em></p>" in letter.html
    assert page(letter.html).links()[-1] == "https://api.example/u/token"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% for x in code %}{{ x }}{% endfor %}", "line 1: a template has no for"),
        ("{{ code.__class__ }}", "no getattr"),
        ("{{ code['x'] }}", "no getitem"),
        ("{{ range(9) }}", "no call"),
        ("{{ 'a' * 999999999 }}", "no mul"),
        ("{{ 9 ** 9 ** 9 }}", "no pow"),
        ("{{ '%999999999d' % 1 }}", "no mod"),
        ("\n{% set x = 1 %}", "line 2: a template has no assign"),
        ("{% include 'layout.txt' %}", "no include"),
        ("{% extends 'layout.txt' %}", "no extends"),
        ("{% macro m() %}{% endmacro %}", "no macro"),
        ("{{ [1, 2] }}", "no list"),
        ("{{ code | safe }}", "No filter named 'safe'"),
        ("{{ code | replace('a', 'b') }}", "No filter named 'replace'"),
        ("{{ code is defined }}", "no test"),
        ("{{ prospect_name }}", "'prospect_name' is undefined"),
        ("{{ code ", "cannot be rendered"),
        ("{{ " + "(" * 20_000, "cannot be rendered|too deep"),
        ("{% if code %}" * 40 + "{% endif %}" * 40, "nests deeper than 12"),
    ],
)
@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_what_the_language_has_not_is_refused(part, source, said, facts):
    with pytest.raises(LetterError, match=said):
        render("reward_thank_you", "en", facts, template=replace(OURS, **{part: source}))


def test_a_template_at_the_bound_is_rendered_and_one_above_is_not(facts):
    largest = "x" * MAX_TEMPLATE_CHARS

    assert largest in render("reward_thank_you", "en", facts, template=with_text(largest)).text
    with pytest.raises(LetterError, match="the template is longer than 64000 characters"):
        render("reward_thank_you", "en", facts, template=with_text(largest + "x"))


def test_a_letter_that_grows_past_the_bound_is_refused(facts):
    swelling = with_text("{{ business_name }}" * 1000)
    large = facts | {"business_name": "n" * 200}

    with pytest.raises(LetterError, match=f"longer than {MAX_OUTPUT_CHARS} characters"):
        render("reward_thank_you", "en", large, template=swelling)


def test_a_template_cannot_reach_behind_a_value(facts):
    sneaky = with_text("{{ value | attr('__class__') }}")

    with pytest.raises(LetterError, match="No filter named 'attr'"):
        render("reward_thank_you", "en", facts, template=sneaky)
