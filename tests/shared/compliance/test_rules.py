"""Each rule of law: every verdict that it can come to, what it is not about, and the unknown."""

import random
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared.compliance.cases import Line, lines

from goodword.compliance.facts import Fact
from goodword.compliance.predicates import All, AnyOf, Is, MayBe, Not, Predicate, Shown
from goodword.compliance.rule import Effect, Rule
from goodword.compliance.rules import BY_ID, RULES
from goodword.compliance.ruling import AppliedRule, Ruling, ruling_of
from goodword.compliance.vocabulary import Decision, Grade

LINES = lines()


def rule_on(line: Line) -> tuple[Ruling, AppliedRule | None]:
    ruling = ruling_of(line.case, RULES)
    return ruling, next((one for one in ruling.rules if one.rule == line.rule), None)


@pytest.mark.parametrize("line", LINES, ids=[one.text for one in LINES])
def test_a_rule_says_what_the_table_says(line: Line) -> None:
    ruling, said = rule_on(line)

    if line.expected == "-":
        assert said is None
    elif line.expected == "?":
        assert not ruling.allowed
        vague = any(one.rule == "NO_VERIFIED_RULE" for one in ruling.rules)
        held = said is not None and (said.decision is Decision.NEEDS_REVIEW or said.open)
        assert held or (said is None and vague)
    elif line.expected in ("CONDITIONS", "OPEN"):
        assert said is not None
        assert said.decision is Decision.ALLOW_WITH_CONDITIONS
        assert bool(said.open) is (line.expected == "OPEN")
    else:
        assert said is not None
        assert said.decision == line.expected


def test_no_rule_lacks_a_case_for_each_verdict_one_that_does_not_match_or_an_unknown() -> None:
    tested = defaultdict(set)
    for line in LINES:
        tested[line.rule].add(line.expected)

    missing = {rule.id: _wanted(rule) - tested[rule.id] for rule in RULES}

    assert {rule: wanted for rule, wanted in missing.items() if wanted} == {}
    assert set(tested) == set(BY_ID)


def _wanted(rule: Rule) -> set[str]:
    effects = {clause.effect for clause in rule.clauses}
    wanted = {"-", "?"}
    if effects & {Effect.FORBID, Effect.CAP}:
        wanted.add("BLOCK")
    if Effect.APPROVAL in effects:
        wanted.add("NEEDS_REVIEW")
    for clause in rule.clauses:
        if clause.effect is Effect.ALLOW:
            wanted |= _yeses(rule, bool(clause.requires))
    return wanted


def _yeses(rule: Rule, requires: bool) -> set[str]:
    if rule.grade is Grade.V2:
        return {"OPEN", "BLOCK"} if requires else {"OPEN"}
    if requires:
        return {"OPEN", "CONDITIONS", "BLOCK"}
    return {"CONDITIONS"} if rule.discloses or rule.grade is Grade.D else {"ALLOW"}


def test_there_are_65_rules_each_with_its_source_and_words() -> None:
    assert len(RULES) == 65
    assert {rule.id for rule in RULES if not (rule.source and rule.says)} == set()


def test_each_fact_that_there_is_is_asked_by_a_rule() -> None:
    asked = {
        fact
        for rule in RULES
        for predicate in [rule.when, *(clause.when for clause in rule.clauses)]
        for fact in _facts(predicate)
    } | {fact for rule in RULES for clause in rule.clauses for fact in clause.requires}

    assert set(Fact) - asked == set()


def _facts(predicate: Predicate) -> set[Fact]:
    if isinstance(predicate, Is | MayBe | Shown):
        return {predicate.fact}
    if isinstance(predicate, Not):
        return _facts(predicate.negated)
    if isinstance(predicate, All | AnyOf):
        return {fact for part in predicate.parts for fact in _facts(part)}
    return set()


@given(st.sampled_from(LINES), st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(line: Line, chance: random.Random) -> None:
    shuffled = list(RULES)
    chance.shuffle(shuffled)

    ruling, other = ruling_of(line.case, RULES), ruling_of(line.case, shuffled)

    assert (ruling.decision, ruling.conditions_met) == (other.decision, other.conditions_met)
    assert set(ruling.rules) == set(other.rules)
