"""Facts come from people, some of whom mean harm."""

import pytest

from goodword.letters import LANGUAGES, LetterError, render
from goodword.letters.facts import MAX_FACT_CHARS, MAX_LABEL_CHARS
from goodword.letters.letter import MAX_SUBJECT_CHARS

SCRIPT = '<script>alert("x")</script>'


@pytest.mark.parametrize("name", ["business_name", "business_address", "code"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_html_in_a_fact_stays_text(name, language, facts, page):
    letter = render("reward_thank_you", language, facts | {name: SCRIPT})

    html = page(letter.html)
    assert "script" not in {tag for tag, _ in html.tags}
    assert SCRIPT in html.text
    assert html.wrong == []


def test_html_in_a_providers_name_stays_text(facts, page):
    given = facts | {"code": None, "link": None, "provider": SCRIPT}

    html = page(render("reward_thank_you", "en", given).html)

    assert "script" not in {tag for tag, _ in html.tags}
    assert SCRIPT in html.text


def test_an_attribute_cannot_be_broken_out_of(facts, page):
    nasty = "https://x.example/'\"onmouseover=alert(1)//"

    html = page(render("reward_thank_you", "en", facts | {"link": nasty}).html)

    assert nasty in html.links()
    assert all("onmouseover" not in attributes for _, attributes in html.tags)


@pytest.mark.parametrize(
    "syntax", ["{{ code }}", "{% include 'x' %}", "{# gone #}", "{0.__class__}"]
)
def test_template_syntax_in_a_fact_is_only_text(syntax, facts, page):
    letter = render("reward_thank_you", "en", facts | {"business_name": syntax})

    assert letter.subject == f"A thank-you from {syntax}"
    assert syntax in letter.text
    assert syntax in page(letter.html).text


@pytest.mark.parametrize("breaking", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
def test_a_subject_is_one_line_whatever_a_name_holds(breaking, facts):
    name = f"Harbor{breaking}Bcc: victim@example.com"

    letter = render("reward_thank_you", "en", facts | {"business_name": name})

    assert letter.subject == "A thank-you from Harbor Bcc: victim@example.com"
    assert "from Harbor Bcc: victim@example.com." in letter.text


def test_a_long_subject_is_cut(facts):
    letter = render("reward_thank_you", "en", facts | {"business_name": "n" * MAX_LABEL_CHARS})

    assert len(letter.subject) == MAX_SUBJECT_CHARS
    assert letter.subject.endswith("n…")


@pytest.mark.parametrize(
    "name",
    [
        "evil.example",
        "http://evil.example",
        "Win 1000 at evil.example",
        "<b>Ana</b>",
        "a@evil.example",
        "{{ code }}",
        "x" * 41,
        "...",
        "",
    ],
)
def test_what_is_no_first_name_is_not_greeted(name, facts):
    letter = render("reward_thank_you", "en", facts | {"first_name": name})

    assert letter.text.startswith("Hello,\n")
    assert "evil" not in letter.text + letter.html


@pytest.mark.parametrize(
    "name", ["José María", "Anne-Marie", "J.R.", "O\u2019Neil", "Zoë", "李", "مریم"]
)
def test_first_names_of_the_world_are_greeted(name, facts):
    letter = render("reward_thank_you", "en", facts | {"first_name": name})

    assert letter.text.startswith(f"Hi {name},\n")


@pytest.mark.parametrize("name", ["link", "unsubscribe_url", "business_logo_url"])
@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "https://x.example/a b",
        "https://x.example/\nBcc:y",
        "https://[x",
        "ftp://x.example",
    ],
)
def test_only_web_addresses_are_linked(name, url, facts):
    with pytest.raises(LetterError, match=f"{name} is not a web address"):
        render("reward_thank_you", "en", facts | {name: url})


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456;background:url(x)"])
def test_a_colour_that_is_none_becomes_ours(colour, facts):
    letter = render("reward_thank_you", "en", facts | {"business_colour": colour})

    assert "#1f6f5c" in letter.html
    assert "url(" not in letter.html


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "c" * (MAX_LABEL_CHARS + 1)}, "code is longer than 200 characters"),
        ({"link": "https://x.example/" + "a" * MAX_FACT_CHARS}, "link is longer than 2000"),
        ({"amount": "37.48"}, "amount must be of type Money"),
        ({"points": True}, "points must be of type int"),
        ({"code": 7}, "code must be text"),
        ({"side": "rep"}, "side must be referrer or prospect"),
        ({"business_name": " \n "}, "a letter needs business_name"),
        ({"unsubscribe_url": None}, "a letter needs unsubscribe_url"),
        ({"amount": None, "percent_off": "1e9999"}, "percent_off must be a number"),
        ({"amount": None, "percent_off": "101"}, "percent_off must be a number"),
        ({"amount": None, "percent_off": "0"}, "percent_off must be a number"),
    ],
)
def test_a_wrong_fact_is_named(wrong, said, facts):
    with pytest.raises(LetterError, match=said):
        render("reward_thank_you", "en", facts | wrong)


def test_an_address_keeps_few_lines(facts):
    given = facts | {"business_address": "\n".join(f"Line {n}" for n in range(100))}

    letter = render("reward_thank_you", "en", given)

    assert "Line 5" in letter.text
    assert "Line 6" not in letter.text + letter.html
