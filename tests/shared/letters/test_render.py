"""Every kind, language and side, in both parts."""

import pytest

from goodword.letters import LANGUAGES, LetterError, render
from goodword.letters.letter import MAX_OUTPUT_CHARS
from goodword.letters.rewards import writes_itself
from goodword.money import Money

SIDES = ("referrer", "prospect")
ABOUT_A_GIFT = ("reward_thank_you", "reward_needs_action", "reward_failed")


@pytest.mark.parametrize("kind", ABOUT_A_GIFT)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("side", SIDES)
def test_every_letter_is_whole_in_both_parts(kind, language, side, facts, page):
    given = facts | {"side": side}

    letter = render(kind, language, given)

    html = page(letter.html)
    assert (letter.kind, letter.template, letter.version) == (kind, kind, 1)
    assert letter.language == language
    assert html.wrong == []
    assert html.open == []
    assert html.tags[0] == ("html", {"lang": language})
    assert "table" not in {tag for tag, _ in html.tags}
    for shown in ("Harbor & Pine", "Ana", "37", "48", "12 Wharf Street", "Portland, OR 97201"):
        assert shown in letter.text
        assert shown in html.text
    assert "https://api.example/u/token" in letter.text
    assert html.links() == ["https://gifts.example/redeem?a=1&b=2", "https://api.example/u/token"]
    assert "{" not in letter.text
    assert "{{" not in letter.html
    assert "None" not in letter.text + letter.html
    assert len(letter.html) < MAX_OUTPUT_CHARS / 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_two_sides_get_different_words_and_neither_hears_of_a_purchase(language, facts):
    told = [render("reward_thank_you", language, facts | {"side": side}) for side in SIDES]

    assert told[0].subject != told[1].subject
    assert told[0].text != told[1].text
    for letter in told:
        said = (letter.subject + letter.text + letter.html).lower()
        for word in ("purchase", "bought", "order", "sale", "friend", "refund"):
            assert word not in said.replace("border", "")
        for word in ("kauf", "bestell", "achat", "achet", "commande", "compra", "pedido", "amig"):
            assert word not in said


def test_a_fact_about_the_other_side_is_not_even_accepted(facts):
    with pytest.raises(LetterError, match="letters know no fact prospect_name, sale_net"):
        render("reward_thank_you", "en", facts | {"prospect_name": "Ben", "sale_net": "79.90"})


@pytest.mark.parametrize(
    ("asked", "language", "amount"),
    [
        ("en-US", "en", "$37.48"),
        ("de", "de", "37,48\xa0$"),
        ("de_AT", "de", "$\xa037,48"),
        ("DE-de", "de", "37,48\xa0$"),
        ("fr-CA", "fr", "37,48\xa0$\xa0US"),
        ("es", "es", "37,48\xa0US$"),
        ("it-IT", "en", "$37.48"),
        ("", "en", "$37.48"),
        ("../../de", "en", "$37.48"),
        ("de-Nonsense-XX", "de", "37,48\xa0$"),
    ],
)
def test_language_and_numbers_follow_the_reader(asked, language, amount, facts):
    letter = render("reward_thank_you", asked, facts)

    assert letter.language == language
    assert amount in letter.text


def test_code_and_link_are_shown_and_then_nothing_points_elsewhere(facts):
    letter = render("reward_thank_you", "en", facts | {"provider": "Tremendous"})

    assert "Your code: GC-7K2M" in letter.text
    assert "Redeem: https://gifts.example/redeem?a=1&b=2" in letter.text
    assert "Tremendous" not in letter.text + letter.html


def test_what_a_provider_sends_is_announced_from_the_provider(facts, page):
    given = facts | {"code": None, "link": None, "provider": "Tremendous {0}"}

    letter = render("reward_thank_you", "en", given)

    assert "You will get it from Tremendous {0}. Please look out" in letter.text
    assert page(letter.html).links() == ["https://api.example/u/token"]
    assert "Your code" not in letter.text + letter.html


@pytest.mark.parametrize(
    ("gift", "language", "said"),
    [
        ("points", "en", "It has been added for you: there is nothing that you need to do."),
        ("store_credit", "de", "Es ist Ihnen gutgeschrieben: Sie müssen nichts weiter tun."),
        ("cash", "en", "It has been handed over to you, or is on its way to you."),
        ("restaurant_certificate", "es", "Ya se le ha entregado o está en camino."),
        ("a box of pears", "fr", "Il vous a été remis, ou il est en route vers vous."),
    ],
)
def test_what_we_gave_ourselves_is_not_said_to_come_in_another_message(
    gift, language, said, facts, page
):
    given = facts | {"code": None, "link": None, "gift": gift}

    letter = render("reward_thank_you", language, given)

    assert said in letter.text
    assert said in page(letter.html).text


@pytest.mark.parametrize(
    ("by", "provider", "named"),
    [
        ("provider", "tremendous", "Tremendous"),
        ("us", "tremendous", None),
        ("provider", "manual", None),
        ("provider", "ledger", None),
    ],
)
def test_only_a_provider_that_writes_to_people_is_named_to_them(by, provider, named):
    assert writes_itself(by, provider) == named


def test_without_a_first_name_the_greeting_does_without(facts):
    missing = {name: value for name, value in facts.items() if name != "first_name"}

    assert render("reward_thank_you", "en", missing).text.startswith("Hello,\n")
    assert render("reward_thank_you", "en", facts | {"first_name": None}).text.startswith("Hello,")
    assert render("reward_thank_you", "en", facts).text.startswith("Hi Ana,\n")


@pytest.mark.parametrize(
    ("worth", "shown"),
    [
        ({"gift": "points", "points": 12500}, "Points: 12,500"),
        ({"gift": "discount_code", "percent_off": "20"}, "Discount code: 20%"),
        ({"gift": "discount_code", "percent_off": "12.5"}, "Discount code: 12.5%"),
        ({"gift": "physical_gift"}, "A gift\n"),
        ({"gift": "something_new"}, "A thank-you\n"),
        ({"gift": "cash", "amount": Money(minor=150, currency="JPY")}, "Cash: ¥150"),
    ],
)
def test_a_gift_is_named_with_what_it_is_worth(worth, shown, facts):
    letter = render("reward_thank_you", "en", facts | {"amount": None} | worth)

    assert f"\n  {shown}" in letter.text


def test_what_is_needed_is_said_and_the_code_is_kept_back(facts):
    given = facts | {"needed": "tax_form"}

    letter = render("reward_needs_action", "en", given)

    assert letter.subject == "One step left before your gift from Harbor & Pine"
    assert "Please fill in a short tax form" in letter.text
    assert "Continue: https://gifts.example/redeem" in letter.text
    assert "GC-7K2M" not in letter.text + letter.html


def test_what_is_needed_without_a_link_is_answered_by_mail(facts):
    letter = render("reward_needs_action", "en", facts | {"link": None, "needed": "whatever"})

    assert "Please give us one more detail." in letter.text
    assert "Just reply to this message" in letter.text


def test_logo_and_colour_dress_the_page(facts, page):
    dressed = facts | {"business_logo_url": "https://cdn.example/logo.png"}

    html = page(render("reward_thank_you", "en", dressed).html)
    plain = page(render("reward_thank_you", "en", facts | {"business_colour": None}).html)

    logo = next(attributes for tag, attributes in html.tags if tag == "img")
    assert (logo["src"], logo["alt"]) == ("https://cdn.example/logo.png", "Harbor & Pine")
    assert "background:#b4532a;color:#ffffff" in str(html.tags)
    assert "img" not in {tag for tag, _ in plain.tags}
    assert "background:#1f6f5c;color:#ffffff" in str(plain.tags)


def test_the_same_facts_make_the_same_letter(facts):
    assert render("reward_thank_you", "fr", facts) == render("reward_thank_you", "fr", facts)


def test_an_unknown_kind_is_refused(facts):
    with pytest.raises(LetterError, match="there is no default template"):
        render("../secrets", "en", facts)
