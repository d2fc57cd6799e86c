"""Templates that a business writes: what may stand in them, and how they read."""

from dataclasses import replace

import pytest

from goodword.letters import LANGUAGES, LetterError, Template, default_template, render
from goodword.letters.own import OWN_KINDS, placeholders, read_words, troubles
from goodword.letters.samples import sample_facts

ASK = default_template("referral_ask", "en")
ENOUGH = '<p>Who? <a href="{{ answer_url }}">Answer</a></p>'


def codes(**parts: str) -> list[tuple[str, str]]:
    found = troubles("referral_ask", replace(ASK, **parts))
    return [(each.part, each.code) for each in found]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OWN_KINDS)
def test_ours_could_be_a_businesss_own(kind, language):
    assert troubles(kind, default_template(kind, language)) == []


def test_letters_to_the_business_itself_have_no_templates_of_its_own():
    assert {"task", "reward_failed_alert"}.isdisjoint(OWN_KINDS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ answer_url }} {% for x in story %}{{ x }}{% endfor %}", "unreadable_template"),
        ("{{ answer_url }} {{ story.__class__ }}", "unreadable_template"),
        ("{{ answer_url }} {% raw %}x{% endraw %}", "unreadable_template"),
        ("{{ answer_url }} {% include 'x' %}", "unreadable_template"),
        ("{{ answer_url", "unreadable_template"),
        ("{{ answer_url }} {{ wanted < 3 }}", "unreadable_template"),
        ("{{ answer_url }} {{ unsubscribe_url }}", "unknown_placeholder"),
        ("{{ answer_url }} {{ code }}", "unknown_placeholder"),
        ("{{ answer_url }} {{ nickname }}", "unknown_placeholder"),
        ("Who comes to mind?", "missing_placeholder"),
    ],
)
def test_a_text_that_makes_no_letter_is_named(text, code):
    assert codes(text=text) == [("text", code)]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="https://x.example/pixel.gif">',
        '<p onclick="x()">x</p>',
        '<a href="javascript:x">x</a>',
        '<a href="http://x.example">x</a>',
        '<a href="{{ first_name }}">x</a>',
        '<a href="{{ answer_url }}{{ first_name }}">x</a>',
        '<p style="background:url(https://x.example)">x</p>',
        '<span style="display:none">x</span>',
        "<style>p { color: red }</style>",
        "<form><input></form>",
        "</div></div>",
        "<p>x",
        "<p/>",
        "<!-- x -->",
        "<!doctype html>",
        '<p title="x">x</p>',
        "5 < 6",
        "<a <a <a ",
        "<p",
    ],
)
def test_markup_that_acts_fetches_hides_or_breaks_out_is_refused(html):
    found = codes(html=ENOUGH + html)

    assert set(found) == {("html", "refused_markup")}


def test_ordinary_markup_is_let_through():
    html = (
        '<h2 style="margin:0">Hi</h2><p class="muted">A <b>b</b><br>&lt;c&gt;</p>'
        '<ul><li><a href="https://x.example/a?b=c">x</a></li></ul>'
        '{% if first_name %}<p>{{ first_name }}</p>{% endif %}<a href="mailto:a@b.example">d</a>'
    )

    assert codes(html=ENOUGH + html) == []


def test_what_an_own_template_gets_wrong_never_becomes_another_error_or_the_word_none():
    template = Template("own", 1, "en", "Hi", "{{ answer_url }} [{{ rep_contact }}]", ENOUGH)
    given = sample_facts("referral_ask", "en") | {"rep_contact": None}

    assert "[]" in render("referral_ask", "en", given, template=template).text
    wrong = replace(template, text="{{ answer_url }} {{ rep_contact | nl2br }}")
    with pytest.raises(LetterError, match="cannot be rendered"):
        render("referral_ask", "en", given, template=wrong)


def test_a_body_reads_without_its_tags_and_knows_where_each_word_stood():
    source = '<p>Do <b>y</b>ou {% if story %}kn&#111;w{% endif %} {{ "anyone" }}?</p>'

    read = read_words(source, html=True)

    assert " ".join(read.text.split()) == "Do you know anyone?"
    begin = read.text.index("know")
    start, end = read.span(begin, begin + len("know anyone"))
    assert source[start:end] == 'kn&#111;w{% endif %} {{ "anyone" }}'


def test_both_branches_of_a_condition_are_read():
    read = read_words("{% if story %}One.{% else %}Two.{% endif %} {{ rep_name }}", html=False)

    assert read.text == "One. Two. {{ rep_name }}"


def test_what_may_be_named_is_what_ours_name_and_what_every_letter_knows():
    assert {"answer_url", "story", "first_name", "business_name"} <= placeholders("referral_ask")
    assert {"code", "unsubscribe_url", "gift_box"}.isdisjoint(placeholders("referral_ask"))
