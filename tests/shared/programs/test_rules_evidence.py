"""For every document and all facts: no reward for an introduction that nothing shows (R-REW-02,
R-SRC-01), and none offered or given that the law does not allow (R-INC-01, R-INC-02, R-INC-08)."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.shared.programs.samples import ANA, BEN, Forbids
from tests.shared.programs.strategies import documents, facts_of_all_kinds

from goodword.compliance import PROFESSIONS, Decision, Ruling, law_for
from goodword.programs import (
    Facts,
    LegalQuestion,
    Outcome,
    Person,
    ProgramDocument,
    ProgramKind,
    Recipient,
    Referrer,
    decide,
    offering,
)

SLOW = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
CLASSES = st.sampled_from(["passive_lead", "named_referral"])
KINDS = ["gift_card", "cash", "charity_donation", "points", "discount_code", "recognition"]
forbidding = st.lists(st.sampled_from(KINDS), max_size=4).map(lambda kinds: Forbids(*kinds))
INDUSTRIES = ("retail", "insurance", "mortgage", "dental practice", "law firm", "bank", "winery")
PLACES = ("US-FL", "US-NY", "US-WA", "US-CA", "US-OH", "DE", None)
laws = st.builds(law_for, st.sampled_from(INDUSTRIES), st.sampled_from(PLACES))
referrers = st.builds(
    Referrer,
    person_id=st.sampled_from([ANA, BEN]),
    country=st.sampled_from([None, "US", "DE"]),
    region=st.sampled_from([None, "FL", "NY", "OH"]),
    legal=st.sampled_from([None, *PROFESSIONS.values()]),
)


class Listening:
    """A law, and what it said of each kind of gift that it was asked about."""

    def __init__(self, law: Any) -> None:
        self.law = law
        self.said: list[tuple[LegalQuestion, Ruling]] = []

    def __call__(self, question: LegalQuestion) -> Ruling:
        ruling: Ruling = self.law(question)
        self.said.append((question, ruling))
        return ruling


@SLOW
@given(documents(), facts_of_all_kinds, CLASSES)
def test_r_rew_02_r_src_01_nothing_but_a_shown_introduction_earns_in_a_program_of_them(
    document: ProgramDocument, facts: Facts, referral_class: Any
) -> None:
    document = document.model_copy(update={"kind": ProgramKind.ACTIVE_INTRO})
    referral = replace(facts.referral, referral_class=referral_class)

    verdicts = decide(document, replace(facts, referral=referral), {}, Forbids())

    assert {each.outcome for each in verdicts} <= {Outcome.DENIED}


@SLOW
@given(documents(), facts_of_all_kinds, forbidding)
def test_r_inc_08_nothing_is_earned_that_the_law_forbids_not_even_instead(
    document: ProgramDocument, facts: Facts, law: Forbids
) -> None:
    for verdict in decide(document, facts, {}, law):
        if verdict.outcome is Outcome.EARNED:
            given_kinds = {option.kind for option in verdict.options} or {verdict.kind}
            assert not given_kinds & set(law.kinds)


@SLOW
@given(documents(), facts_of_all_kinds, laws)
def test_r_inc_02_what_is_earned_has_a_yes_of_the_law_for_each_gift(
    document: ProgramDocument, facts: Facts, law: Any
) -> None:
    asked = Listening(law)

    verdicts = decide(document, facts, {}, asked)

    for verdict in verdicts:
        if verdict.outcome is Outcome.EARNED:
            kinds = {option.kind for option in verdict.options} or {verdict.kind}
            yes = {question.kind for question, ruling in asked.said if ruling.allowed}
            assert kinds <= yes


@SLOW
@given(documents(), referrers, laws)
def test_r_inc_01_what_is_offered_has_a_gift_in_each_rule_that_the_law_allows(
    document: ProgramDocument, referrer: Referrer, law: Any
) -> None:
    asked = Listening(law)

    offer = offering(document, asked, referrer)

    yes = {question.kind for question, ruling in asked.said if ruling.allowed}
    promised = [rule for rule in document.rewards if rule.to is Recipient.REFERRER]
    if offer.allowed:
        assert all({gift.kind for gift in rule.gifts} & yes for rule in promised)
        assert offer.decision not in (Decision.BLOCK, Decision.NEEDS_REVIEW)


@SLOW
@given(documents(), st.sampled_from(INDUSTRIES[1:]))
def test_r_inc_02_where_nothing_is_known_of_anybody_nothing_of_value_is_offered(
    document: ProgramDocument, industry: str
) -> None:
    offer = offering(document, law_for(industry, None), Person(person_id=ANA))

    promised = [rule for rule in document.rewards if rule.to is Recipient.REFERRER]
    assert offer.allowed is (not promised)
