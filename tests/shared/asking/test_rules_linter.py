"""The linter's rules, by their ids."""

import tomllib
from pathlib import Path

import pytest

from goodword.asking import LANGUAGES, Circumstances, lint
from goodword.asking.language import language as lint_language

PHRASES = {
    code: tomllib.loads((Path(__file__).parent / "phrases" / f"{code}.toml").read_text())
    for code in LANGUAGES
}
WITH_VALUE = Circumstances(value=True)
OPEN = {
    "en": "Who do you know who needs the same? An introduction would be best. No pressure.",
    "de": "Wen kennen Sie, der das auch braucht? Am liebsten stellen Sie uns vor. Kein Muss.",
    "fr": "Qui connaissez-vous qui en a besoin ? Présentez-nous. Pas de pression.",
    "es": "¿A quién conoce que lo necesite? Preséntenos. Sin compromiso.",
}


def codes(text, language="en", kind="referral_ask", circumstances=WITH_VALUE):
    return [finding.code for finding in lint(text, language, kind, circumstances).findings]


def each(which):
    return [(code, text) for code in LANGUAGES for text in PHRASES[code][which]]


@pytest.mark.parametrize(("language", "text"), each("refused"))
def test_r_lin_01_02_04_closed_indirect_and_pushy_texts_are_refused(language, text):
    found = lint(text, language, "referral_ask", WITH_VALUE)

    assert {e.code for e in found.errors} & {"closed_question", "indirect_question", "pushy"}
    assert all(e.better for e in found.errors)


@pytest.mark.parametrize(("language", "text"), each("passed"))
def test_r_lin_03_open_questions_and_others_about_service_pass(language, text):
    assert lint(text, language, "referral_ask", WITH_VALUE).errors == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_ask_that_says_what_is_wanted_and_lets_one_say_no_has_nothing_to_find(language):
    assert codes(OPEN[language], language) == []


def test_r_lin_01_tells_where_the_closed_question_stands():
    text = "Hello Carla.\n\nDo you know anyone \u201cwho\u201d needs this?"

    [error] = lint(text, "en", "referral_ask", WITH_VALUE).errors

    assert error.rule == "R-LIN-01"
    assert text[error.start : error.end] == error.phrase == text[14:]


def test_r_lin_02_tells_the_words_that_make_it_indirect():
    [error] = lint(
        "Please let me know if you know anyone.", "en", "referral_ask", WITH_VALUE
    ).errors

    assert (error.code, error.rule, error.phrase) == (
        "indirect_question",
        "R-LIN-02",
        "let me know if",
    )


def test_r_lin_03_a_statement_without_a_question_is_warned_of_and_not_refused():
    seed = "If you've been happy with your service, please pass along my information to them."

    found = lint(seed, "en", "referral_ask", WITH_VALUE)

    assert found.errors == ()
    assert "no_open_question" in [warning.code for warning in found.warnings]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Hey, remember me? Who do you know?", "stranger"),
        ("Send me all your contacts.", "demand"),
        ("Who do you know? Name a friend by Friday.", "deadline"),
        ("We can finish your roof once you give us two names.", "dependent"),
        ("You owe us a referral.", "debt"),
        ("Everyone else gave us a name.", "pressure"),
        ("You still haven't given me any names.", "nagging"),
        ("I'm sure you know plenty of people. Who are they?", "presumption"),
        ("Please forward this to everyone you know.", "forwarding"),
    ],
)
def test_r_lin_04_a_pushy_text_is_refused_with_its_family(text, family):
    pushy = [e for e in lint(text, "en", "referral_ask", WITH_VALUE).errors if e.code == "pushy"]

    assert family in [error.family for error in pushy]


@pytest.mark.parametrize(
    ("circumstances", "refused"),
    [
        (Circumstances(value=True, active_intro=True, disclosed=True), True),
        (Circumstances(value=True, favourites_captured=True, active_intro=True), True),
        (
            Circumstances(value=True, active_intro=True, favourites_captured=True, disclosed=True),
            False,
        ),
        (Circumstances(value=True, disclosed=True, offer="unknown"), True),
        (Circumstances(value=True, disclosed=True, offer="forbidden"), True),
        (Circumstances(value=True, disclosed=True), False),
    ],
)
def test_r_lin_05_a_reward_is_not_spoken_of_too_early_or_where_it_may_not_be(
    circumstances, refused
):
    text = OPEN["en"] + " There is a gift card for each introduction."

    assert ("reward_first" in codes(text, circumstances=circumstances)) == refused


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Give us five stars and get a gift card."),
        ("de", "Für Ihre Bewertung bekommen Sie einen Gutschein."),
        ("fr", "Pour votre avis, un cadeau vous attend."),
        ("es", "Por su reseña recibe un regalo."),
    ],
)
def test_r_lin_06_r_rev_04_a_reward_for_a_review_is_refused_in_every_kind(language, text):
    for kind in ("referral_ask", "check_in", "program_terms", "intro_email", "intro_request"):
        assert "review_reward_link" in codes(text, language, kind)


def test_r_rev_04_thanking_for_a_review_and_a_reward_elsewhere_are_two_things():
    text = "Thank you for your review. Members get a discount on service."

    assert "review_reward_link" not in codes(text)


def test_r_lin_07_an_ask_that_does_not_say_what_is_wanted_is_warned_of():
    assert codes("Who comes to mind? No pressure.") == ["outcome_missing"]


def test_r_lin_08_asking_for_anyone_and_a_vague_archetype_are_warned_of():
    vague = Circumstances(value=True, specificity=49)
    sharp = Circumstances(value=True, specificity=50)

    assert "too_broad" in codes("Who do you know? Anyone is fine, whom do you know, anyone?")
    assert "too_broad" in codes(OPEN["en"], circumstances=vague)
    assert "too_broad" not in codes(OPEN["en"], circumstances=sharp)


def test_r_lin_09_an_ask_that_gives_nothing_is_warned_of():
    assert codes(OPEN["en"], circumstances=Circumstances()) == ["no_value"]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Hi {{ first_name }}, who comes to mind?", False),
        ("Hi {{ nickname }}, who comes to mind?", True),
        ("Hi {{ first_name, who comes to mind?", True),
        ("Hi , who comes to mind?", True),
        ("Hi [[Name]], who comes to mind?", True),
    ],
)
def test_r_lin_10_placeholders_that_nobody_fills_in_are_refused(text, refused):
    told = Circumstances(value=True, filled=frozenset({"first_name"}))

    assert ("unresolved_placeholder" in codes(text, circumstances=told)) == refused
    assert "unresolved_placeholder" in codes("Hi {{ first_name }}, who is it?")


def test_r_lin_11_an_ask_without_a_way_out_is_warned_of():
    assert codes("Who comes to mind? An introduction would be best.") == ["no_way_out"]


def test_r_lin_12_a_request_for_an_introduction_may_be_a_polite_question():
    text = "Could you introduce us to Ben by e-mail? No pressure."

    assert codes(text, kind="intro_request") == []
    assert "closed_question" in codes(text, kind="referral_ask")
    assert "closed_question" in codes("Do you know anyone else?", kind="intro_request")


def test_r_lin_13_a_language_that_is_not_known_is_never_passed_in_silence():
    assert "language_unsupported" in codes("Chi le viene in mente?", "it")
    assert "language_differs" in codes("Do you know anyone who needs this from us?", "de")
    assert "closed_question" in codes("Do you know anyone who needs this from us?", "de")


@pytest.mark.parametrize(
    "text",
    [
        "DO YOU KNOW ANYONE WHO NEEDS THIS?",
        "Do\u00a0you know any\u200bone who needs this\uff1f",
        "Don\u2019t you know anyone who needs this?",
        "Conoce\u0301is a alguien que lo necesite?",
    ],
)
def test_r_lin_13_typing_habits_hide_nothing(text):
    language = "es" if text.startswith("Con") else "en"

    assert "closed_question" in codes(text, language)


def test_r_val_05_just_checking_in_is_warned_of_unless_something_comes_along():
    text = "Hi Carla, just checking in."

    assert codes(text, kind="check_in", circumstances=Circumstances()) == ["empty_contact"]
    assert codes(text, kind="check_in") == []


def test_r_rev_07_a_link_that_may_earn_something_stands_beside_its_disclosure():
    text = "Look at this: https://shop.example/r/x"
    told = Circumstances(value=True, reward=True)
    disclosed = text + " I get a thank-you from Acme if you buy."

    assert "missing_disclosure" in codes(text, kind="intro_email", circumstances=told)
    assert "missing_disclosure" not in codes(disclosed, kind="intro_email", circumstances=told)
    assert "missing_disclosure" not in codes(text, kind="intro_email")


def test_r_int_06_a_letter_of_introduction_shows_no_reward_without_disclosure():
    text = "Meet Rita. There is a voucher in it for both of us."

    assert "reward_first" in codes(text, kind="intro_email")


def test_a_text_that_is_too_long_is_refused_and_not_read_in_part():
    with pytest.raises(ValueError, match="at most"):
        lint("a" * 20_001, "en", "check_in", WITH_VALUE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["closed_question", "indirect_question", "pushy", "no_way_out"])
def test_what_is_offered_as_better_is_not_refused_itself(code, language):
    better = lint_language(language).better[code]

    assert lint(better, language, "referral_ask", WITH_VALUE).errors == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_r_rev_07_the_name_of_a_business_may_hold_marks_in_a_disclosure(language):
    said = lint_language(language).better["missing_disclosure"].format(company="Harbor & Pine")
    told = Circumstances(value=True, reward=True)

    assert codes(f"{said} https://shop.example/r/x", language, "intro_email", told) == [
        "no_way_out"
    ]
