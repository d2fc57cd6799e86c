"""The rules of reviews (R-REV), by their ids: who is asked for one, and what may follow on one."""

from dataclasses import replace

import pytest
from tests.shared.asking.test_rules_gate import HAPPY, ago, codes, said
from tests.shared.programs.samples import a_rule, problems, raw_program

from goodword.asking import LANGUAGES, Circumstances, lint
from goodword.letters import KINDS, render
from goodword.letters.defaults import READ_AS
from goodword.letters.samples import sample_facts

TOLD = Circumstances(value=True, disclosed=True)
ASKED_FOR = [
    ("en", "Please leave us a quick review on Google."),
    ("en", "Would you rate us on Yelp?"),
    ("en", "Please change your review to five stars."),
    ("en", "Give us five stars."),
    ("de", "Bitte hinterlassen Sie uns eine Bewertung."),
    ("de", "Bewerten Sie uns bei Google."),
    ("de", "Mögen Sie Ihre Rezension ändern?"),
    ("fr", "Laissez-nous un avis sur Google."),
    ("fr", "Pourriez-vous modifier votre avis ?"),
    ("es", "Déjenos una reseña."),
    ("es", "¿Podría cambiar su valoración?"),
]
THANKED_FOR = [
    ("en", "Thank you for the review that you left."),
    ("de", "Danke, Sie haben uns eine gute Bewertung gegeben."),
    ("fr", "Merci pour le bel avis que vous nous avez laissé."),
    ("es", "Gracias por la reseña que nos dejó."),
]


def found(text, language, kind="referral_ask"):
    return [each.code for each in lint(text, language, kind, TOLD).errors]


@pytest.mark.parametrize("kind", sorted(set(READ_AS.values())))
@pytest.mark.parametrize(("language", "text"), ASKED_FOR)
def test_r_rev_01_r_rev_06_no_letter_that_only_some_get_asks_for_a_review(language, text, kind):
    """Who is pleased is asked for referrals; invitations to review go to everyone, or to nobody."""
    assert "review_request" in found(text, language, kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_r_rev_01_r_rev_02_no_letter_of_ours_invites_anybody_to_review(kind, language):
    letter = render(kind, language, sample_facts(kind, language))

    assert "review_request" not in found(letter.text, language, READ_AS[kind])


@pytest.mark.parametrize(
    "cause", ["review.posted", "review.stars", "review.updated", "review.removed", "review"]
)
def test_r_rev_03_no_program_rewards_a_review(cause):
    assert "/rewards/0/on" in dict(problems(raw_program(a_rule(on=cause))))


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("You get $50 for a five-star review.", True),
        ("Customers who reviewed us receive a gift.", True),
        ("Each reward is paid after review by our team.", False),
        ("We review each reward before it is paid.", False),
        ("Rewards under review are paid later.", False),
    ],
)
def test_r_rev_03_terms_promise_nothing_for_a_review(text, refused):
    assert ("review_reward_link" in found(text, "en", "program_terms")) == refused


@pytest.mark.parametrize(("language", "text"), THANKED_FOR)
def test_r_rev_04_an_ask_may_thank_for_a_review(language, text):
    assert found(text, language) == []


def test_r_rev_04_praise_lets_one_ask_and_is_no_condition_of_anything():
    praised = replace(HAPPY, signals=(said(1.0, ago(hours=2), kind="review"),))

    assert codes(praised) == []


@pytest.mark.parametrize("level", [0.2, 0.6, 0.8])
def test_r_rev_05_whoever_wrote_a_bad_review_is_asked_for_nothing(level):
    annoyed = replace(HAPPY, signals=(*HAPPY.signals, said(level, ago(hours=2), kind="review")))

    assert codes(annoyed) == ["not_promoter"]
