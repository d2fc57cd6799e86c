"""What all rules together say of one case."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from goodword.compliance.case import Case
from goodword.compliance.facts import COUNSEL_SIGNOFF
from goodword.compliance.industries import REGULATED
from goodword.compliance.rule import CHECKED, DECISIONS, Clause, Effect, Rule
from goodword.compliance.vocabulary import STRICTNESS, Decision, Grade

NO_VERIFIED_RULE = "NO_VERIFIED_RULE"
"""Says so where a regulated industry has no rule for a place that says yes."""

SIGN_OFF = "SIGN_OFF"
"""Says so where a person has signed for what the rules leave open in a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRule:
    """A rule that speaks of a case, in the place (ISO 3166; None where no place is known) that it
    was asked for. `open` are conditions that nobody has seen to, `unknown` facts that would decide,
    `checked_on` is the version of the rule.
    """

    rule: str
    decision: Decision
    place: str | None
    checked_on: date = CHECKED
    open: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    discloses: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the law says of one gift; `conditions_met` is false while a yes is not signed for."""

    decision: Decision
    rules: tuple[AppliedRule, ...]
    conditions_met: bool = True

    @property
    def allowed(self) -> bool:
        return STRICTNESS[self.decision] > STRICTNESS[Decision.NEEDS_REVIEW] and self.conditions_met

    @property
    def deciding(self) -> tuple[AppliedRule, ...]:
        """The rules that made it what it is: those that leave something open, if a yes waits; and
        those that are sure, if there are any, before those that lack a fact."""
        alike = tuple(one for one in self.rules if one.decision is self.decision)
        waiting = tuple(one for one in alike if one.open and not self.conditions_met)
        sure = tuple(one for one in alike if not one.unknown)
        return waiting or sure or alike


_Said = tuple[Decision, frozenset[str]] | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a rule says of a case; it is not `certain` where it may say something else."""

    rule: Rule
    applied: AppliedRule
    certain: bool


def ruling_of(case: Case, rules: Sequence[Rule], signed: frozenset[str] = frozenset()) -> Ruling:
    """The strictest answer of all places that the case touches. Pure and total.

    `signed` are the places for which a person has signed, a country with its regions: there an
    open question is a yes, and a no stays a no.
    """
    case = case.presumed()
    found = [_signed(_at(here, case, rules), here, signed) for here in case.heres()]
    return Ruling(
        min((one.decision for one in found), key=STRICTNESS.__getitem__),
        tuple(dict.fromkeys(applied for one in found for applied in one.rules)),
        conditions_met=all(one.conditions_met for one in found),
    )


def _signed(ruling: Ruling, here: str, signed: frozenset[str]) -> Ruling:
    covered = here in signed or here.partition("-")[0] in signed
    if ruling.allowed or ruling.decision is Decision.BLOCK or not covered:
        return ruling
    yes = AppliedRule(rule=SIGN_OFF, decision=Decision.ALLOW_WITH_CONDITIONS, place=here)
    return Ruling(Decision.ALLOW_WITH_CONDITIONS, (*ruling.rules, yes))


def _at(here: str, case: Case, rules: Sequence[Rule]) -> Ruling:
    """What the rules say in one place: no yes where one may hold of which we cannot tell."""
    asked = [(rule, rule.applies(case, here)) for rule in rules]
    vague = [rule for rule, applies in asked if applies is None and _is_vague(rule, case, here)]
    found = [
        one
        for rule, applies in asked
        if applies is not False and rule not in vague
        if (one := _hear(rule, case, here, is_sure=applies is True)) is not None
    ]
    heard = _unsilenced(found)
    counting = list(_mildest_of_lanes(heard))
    said = [one.applied for one in heard]
    weighed = [one.applied for one in counting]
    if vague or not _is_covered(case, counting):
        none = Decision.NEEDS_REVIEW
        missing = AppliedRule(rule=NO_VERIFIED_RULE, decision=none, place=here or None)
        said.append(missing)
        weighed.append(missing)
    decision = min((one.decision for one in weighed), key=STRICTNESS.__getitem__)
    return Ruling(decision, tuple(said), not any(one.open for one in weighed))


def _is_vague(rule: Rule, case: Case, here: str) -> bool:
    """Of a regulated industry whose trade or state we do not know, we say that no rule is verified,
    and not which of all rules might hold."""
    if not case.is_regulated:
        return False
    return rule.is_at(here) is None or (not case.industry.certain and rule.is_of(case) is None)


def _hear(rule: Rule, case: Case, here: str, *, is_sure: bool) -> _Found | None:
    """What a rule says that is about this case, surely or perhaps; None where that is nothing."""
    said: list[_Said] = [] if is_sure else [None]
    unknown = set() if is_sure else set(rule.when.unknown(case))
    for clause in rule.clauses:
        holds = clause.when.holds(case)
        if holds is not False:
            said.append(_say(rule, clause, case))
        unknown |= clause.when.unknown(case)
        if holds is True:
            break
    else:
        said.append(None)
    spoken = [one for one in said if one is not None]
    if not spoken:
        return None
    decisions = {one and one[0] for one in said}
    certain = len(decisions) == 1
    is_open = {name for _, names in spoken for name in names}
    applied = AppliedRule(
        rule=rule.id,
        decision=spoken[0][0] if certain else Decision.NEEDS_REVIEW,
        place=here or None,
        checked_on=rule.checked_on,
        open=tuple(sorted(is_open)) if certain else (),
        unknown=() if certain else tuple(sorted(unknown)),
        discloses=rule.discloses,
        caps=tuple(clause.cap.words for clause in rule.clauses if clause.cap),
    )
    return _Found(rule, applied, certain)


def _say(rule: Rule, clause: Clause, case: Case) -> _Said:
    """A clause's decision as far as the rule's grade lets it say yes, and what it leaves open."""
    if clause.effect is not Effect.ALLOW:
        return DECISIONS[clause.effect], frozenset()
    if any(case.knows(fact) is False for fact in clause.requires):
        return Decision.BLOCK, frozenset()
    is_open = {fact.value for fact in clause.requires if case.knows(fact) is None}
    if rule.grade is Grade.V2:
        is_open.add(COUNSEL_SIGNOFF)
    bare = rule.grade is Grade.V1 and not clause.requires and not rule.discloses
    return Decision.ALLOW if bare else Decision.ALLOW_WITH_CONDITIONS, frozenset(is_open)


def _unsilenced(found: Sequence[_Found]) -> list[_Found]:
    """Without the rules that an exemption beats; where the exemption is not certain, what it might
    silence is unknown as well."""
    silenced = {target for one in found if one.certain for target in one.rule.overrides}
    doubted = {target for one in found if not one.certain for target in one.rule.overrides}
    return [
        _doubted(one) if one.rule.id in doubted else one
        for one in found
        if one.rule.id not in silenced
    ]


def _doubted(found: _Found) -> _Found:
    if found.applied.decision is not Decision.BLOCK:
        return found
    applied = replace(found.applied, decision=Decision.NEEDS_REVIEW)
    return _Found(found.rule, applied, certain=False)


def _mildest_of_lanes(found: Iterable[_Found]) -> Iterator[_Found]:
    """The rules that count: of a lane the mildest, and of two as mild what leaves less open."""
    lanes: dict[str, _Found] = {}
    for one in found:
        if one.rule.lane is None:
            yield one
        elif one.rule.lane not in lanes or _mildness(lanes[one.rule.lane]) < _mildness(one):
            lanes[one.rule.lane] = one
    yield from lanes.values()


def _mildness(found: _Found) -> tuple[int, int, str]:
    return STRICTNESS[found.applied.decision], -len(found.applied.open), found.rule.id


def _is_covered(case: Case, counting: Iterable[_Found]) -> bool:
    """Whether each regulated sector has a rule of its own that says yes or no for certain; what an
    industry may be is not enough."""
    decided = [one for one in counting if one.applied.decision is not Decision.NEEDS_REVIEW]
    spoken = {sector for one in decided for sector in one.rule.sectors}
    return bool(case.industry.certain) and (case.industry.certain & REGULATED) <= spoken
