"""How rules combine: exemptions, lanes, places, what is unknown, and what a person signs for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared.compliance.cases import a_case, lines

from goodword.compliance.case import Case
from goodword.compliance.facts import PRESUMED_ABSENT, Fact
from goodword.compliance.industries import industry_of
from goodword.compliance.predicates import Cap, Is, Over
from goodword.compliance.rule import Rule, allow, forbid, review
from goodword.compliance.rules import RULES
from goodword.compliance.ruling import Ruling, ruling_of
from goodword.compliance.vocabulary import Basis, Decision, Grade, Kind, Side, Trigger
from goodword.money import Money

BLOCK, REVIEW, CONDITIONS = (
    Decision.BLOCK,
    Decision.NEEDS_REVIEW,
    Decision.ALLOW_WITH_CONDITIONS,
)


def a_rule(id: str, *clauses, **changes) -> Rule:
    return Rule(
        id=id, clauses=clauses, **{"grade": Grade.V1, "source": "a book", "says": "so"} | changes
    )


def ruled(*rules: Rule, facts: str = "", industry: str = "retail", place: str = "US-FL") -> Ruling:
    return ruling_of(a_case(industry, place, "cash", "on_sale", facts.split()), rules)


def ids(ruling: Ruling) -> list[str]:
    return [one.rule for one in ruling.rules]


def test_the_strictest_rule_decides_and_all_that_match_are_told() -> None:
    ruling = ruled(a_rule("YES", allow()), a_rule("LOOK", review()), a_rule("NO", forbid()))

    assert ruling.decision is BLOCK
    assert ids(ruling) == ["YES", "LOOK", "NO"]
    assert [one.rule for one in ruling.deciding] == ["NO"]


def test_an_exemption_silences_the_rule_that_it_overrides() -> None:
    ban = a_rule("BAN", forbid())
    exempt = a_rule("EXEMPT", allow(), when=Is(Fact.OWN_EMPLOYEE), overrides=("BAN",))

    yes = ruled(ban, exempt, facts="+own_employee")
    no = ruled(ban, exempt, facts="-own_employee")
    unknown = ruled(ban, exempt)

    assert (yes.decision, ids(yes)) == (Decision.ALLOW, ["EXEMPT"])
    assert (no.decision, ids(no)) == (BLOCK, ["BAN"])
    assert (unknown.decision, ids(unknown)) == (REVIEW, ["BAN", "EXEMPT"])


def test_within_a_lane_the_mildest_wins_and_across_lanes_the_strictest() -> None:
    yes, no = a_rule("YES", allow(), lane="a"), a_rule("NO", forbid(), lane="a")
    look = a_rule("LOOK", review(), lane="b")

    assert ruled(yes, no).decision is Decision.ALLOW
    assert ruled(no).decision is BLOCK
    assert ruled(yes, no, look).decision is REVIEW
    assert ruled(yes, no, look, a_rule("BAN", forbid())).decision is BLOCK


def test_of_a_lane_as_mild_the_one_that_leaves_less_open_counts() -> None:
    open_ = a_rule("OPEN", allow(None, Fact.NO_REBATE), lane="a")
    closed = a_rule("CLOSED", allow(), lane="a", discloses=("so",))

    assert ruled(open_, closed).allowed
    assert ruled(closed, open_).allowed
    assert not ruled(open_).allowed


@pytest.mark.parametrize(
    ("grade", "decision", "met"),
    [
        (Grade.V1, Decision.ALLOW, True),
        (Grade.V2, CONDITIONS, False),
        (Grade.D, CONDITIONS, True),
    ],
)
def test_how_well_a_rule_is_known_limits_its_yes(grade, decision, met) -> None:
    ruling = ruled(a_rule("YES", allow(), grade=grade))

    assert (ruling.decision, ruling.conditions_met) == (decision, met)


def test_what_was_not_verified_cannot_say_yes_at_all() -> None:
    with pytest.raises(ValueError, match="not verified"):
        a_rule("YES", allow(), grade=Grade.V3)


def test_a_regulated_industry_needs_a_rule_of_its_own_that_says_yes() -> None:
    insurance = frozenset(industry_of("insurance").certain)
    elsewhere = a_rule("TX", allow(), sectors=insurance, places=("US-TX",))
    general = a_rule("ANY", allow())
    own = a_rule("FL", allow(), sectors=insurance, places=("US-FL",))

    assert ids(ruled(elsewhere, general, industry="insurance")) == ["ANY", "NO_VERIFIED_RULE"]
    assert ruled(own, general, industry="insurance").allowed
    assert not ruled(own, industry="insurance and dental").allowed


def test_the_law_of_each_place_counts() -> None:
    ban = a_rule("BAN", forbid(), places=("US-CA",))
    case = a_case("retail", "US-FL", "cash", "on_sale", [])

    ruling = ruling_of(replace(case, places=("US-FL", "US-CA")), (a_rule("YES", allow()), ban))

    assert ruling.decision is BLOCK
    assert [(one.rule, one.place) for one in ruling.deciding] == [("BAN", "US-CA")]


def test_who_takes_part_from_nobody_knows_where_makes_it_unknown_in_a_regulated_industry() -> None:
    case = a_case("accounting", "US-OH", "cash", "on_sale", ["+no_attest_client", "+client_told"])

    assert ruling_of(case, RULES).allowed
    assert not ruling_of(replace(case, places=("US-OH", "")), RULES).allowed


def test_a_cap_is_passed_by_a_cent_and_not_met_by_another_currency() -> None:
    cap = Cap(Money(minor=10000, currency="USD"), Basis.ROLLING_12_MONTHS)
    case = a_case("retail", "US-FL", "cash", "on_sale", ["value=5000", "months=5000"])

    def over(**changes: Money | None) -> bool | None:
        return Over(cap).holds(replace(case, **changes))

    assert over() is False
    assert over(in_12_months=Money(minor=5001, currency="USD")) is True
    assert over(in_12_months=None) is None
    assert over(in_12_months=None, value=Money(minor=10001, currency="USD")) is True
    assert over(value=None) is None
    assert over(value=Money(minor=5000, currency="EUR")) is None


def test_a_signature_answers_what_is_open_in_its_place_and_never_a_no() -> None:
    case = a_case("insurance", "US-OH", "cash", "on_referral", [])
    forbidden = a_case("insurance", "US-FL", "cash", "on_sale", ["+client"])

    signed = ruling_of(case, RULES, frozenset({"US-OH"}))

    assert ruling_of(case, RULES).decision is REVIEW
    assert (signed.decision, signed.allowed) == (CONDITIONS, True)
    assert signed.rules[-1].rule == "SIGN_OFF"
    assert ruling_of(case, RULES, frozenset({"US"})).allowed
    assert not ruling_of(case, RULES, frozenset({"US-TX"})).allowed
    assert not ruling_of(replace(case, places=("US",)), RULES, frozenset({"US-OH"})).allowed
    assert not ruling_of(replace(case, places=("",)), RULES, frozenset({"US-OH", "US"})).allowed
    assert ruling_of(forbidden, RULES, frozenset({"US-FL"})).decision is BLOCK


FACTS = st.dictionaries(st.sampled_from(Fact), st.booleans(), max_size=20)
PLACES = st.sampled_from(
    ["US-FL", "US-NY", "US-WA", "US-TX", "US-CA", "US-NM", "US-OH", "US", "DE", "GB-ENG", "CA-ON"]
)
INDUSTRIES = st.sampled_from(
    (
        *("retail", "insurance", "real estate", "mortgage", "clinic", "law firm", "accounting"),
        *("bank", "auto body shop", "car dealer", "winery", "cannabis", "casino", "medicare"),
        "bank insurance",
    )
)
MONEY = st.one_of(
    st.none(), st.integers(0, 30000).map(lambda minor: Money(minor=minor, currency="USD"))
)


@st.composite
def cases(draw) -> Case:
    facts = draw(FACTS)
    return Case(
        industry=industry_of(draw(INDUSTRIES)),
        side=draw(st.sampled_from(Side)),
        places=tuple(dict.fromkeys(draw(st.lists(PLACES, min_size=1, max_size=3)))),
        kinds=frozenset({draw(st.sampled_from(Kind))}),
        trigger=draw(st.sampled_from(Trigger)),
        value=draw(MONEY),
        in_year=draw(MONEY),
        in_12_months=draw(MONEY),
        yes=frozenset(fact for fact, so in facts.items() if so),
        no=frozenset(fact for fact, so in facts.items() if not so),
    )


CASES = st.one_of(cases(), st.sampled_from([one.case for one in lines()]))


@st.composite
def forgotten(draw) -> tuple[Case, Case]:
    """A case, and the same with one thing less known. Of a shop's people, what a shop need not ask
    is no such thing, nor is where each of them is; and whom it won with the reward is asked in the
    states alone where somebody is known to be."""
    case = draw(CASES)
    asked = case.yes | case.no
    facts = sorted(asked if case.is_regulated else asked - PRESUMED_ABSENT)
    less = [
        replace(case, trigger=None),
        replace(case, value=None),
        replace(case, in_year=None),
        replace(case, in_12_months=None),
        replace(case, industry=industry_of(None)),
        replace(case, kinds=case.kinds | {draw(st.sampled_from(Kind))}),
        *(replace(case, yes=case.yes - {fact}, no=case.no - {fact}) for fact in facts),
    ]
    number = draw(st.integers(0, len(case.places) - 1))
    place = case.places[number]
    if case.is_regulated or Fact.OFFERED_BEFORE_OWN_PURCHASE not in case.yes:
        less.append(_moved(case, number, place.partition("-")[0]))
    if case.is_regulated:
        less.append(_moved(case, number, ""))
    return case, draw(st.sampled_from(less))


def _moved(case: Case, number: int, place: str) -> Case:
    places = (*case.places[:number], place, *case.places[number + 1 :])
    return replace(case, places=tuple(dict.fromkeys(places)))


@given(forgotten())
def test_knowing_less_never_turns_a_no_into_a_yes(pair: tuple[Case, Case]) -> None:
    known, less = pair

    if not ruling_of(known, RULES).allowed:
        assert not ruling_of(less, RULES).allowed


@given(CASES)
def test_a_no_stays_a_no_whoever_signs(case: Case) -> None:
    unsigned = ruling_of(case, RULES)

    signed = ruling_of(case, RULES, frozenset(case.places))

    assert (signed.decision is BLOCK) is (unsigned.decision is BLOCK)
    assert signed.allowed is (unsigned.decision is not BLOCK)
