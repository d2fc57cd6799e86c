"""What the law lets the gifts of a program be, as the API shows it. It is no legal advice."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from goodword.compliance import BY_ID, for_operator, for_recipient
from goodword.programs import Outlook
from referral_api.use_cases.dry_runs.dry_run import Tried


class LegalOutlook(BaseModel):
    """What the law says of one gift (`pointer`) in one place, to people of these professions, of
    whom all else is unknown or ordinary: `unknown` stands for somebody of whom nothing is known.
    Only what is `allowed` is promised or given; `requires` is what a sign-off would vouch for,
    `discloses` what has to be told, `caps` the most that may be given."""

    pointer: str
    rule: str
    to: str
    kind: str
    place: str | None
    professions: list[str]
    decision: Literal["BLOCK", "NEEDS_REVIEW", "ALLOW_WITH_CONDITIONS", "ALLOW"]
    allowed: bool
    rules: list[str] = Field(description="the rules of law that decide it")
    requires: list[str]
    unknown: list[str]
    discloses: list[str]
    caps: list[str]
    sentence: str
    gentle_sentence: str


class RuleOfLaw(BaseModel):
    """A rule of law, its source, how well it is known (V1 official text, V2 secondary source, V3
    not verified, D a default of this product), and its version: when it was last compared."""

    rule: str
    says: str
    source: str
    grade: str
    checked_on: date


def outlooks(found: Sequence[Outlook]) -> list[LegalOutlook]:
    """Professions of which the same is said stand together."""
    shown: dict[tuple[Any, ...], LegalOutlook] = {}
    for one in found:
        ruling = one.ruled.law
        key = (one.place, one.ruled.pointer, ruling.decision, ruling.conditions_met, ruling.rules)
        if key in shown:
            shown[key].professions.append(one.profession)
        else:
            shown[key] = _shown(one)
    return list(shown.values())


def _shown(one: Outlook) -> LegalOutlook:
    ruling: Any = one.ruled.law
    deciding = ruling.deciding
    return LegalOutlook(
        pointer=one.ruled.pointer,
        rule=one.ruled.rule.rule,
        to=one.ruled.rule.to,
        kind=one.ruled.gift.kind,
        place=one.place or None,
        professions=[one.profession],
        decision=ruling.decision,
        allowed=one.ruled.allowed,
        rules=list(dict.fromkeys(each.rule for each in deciding)),
        requires=_all(each.open for each in deciding),
        unknown=_all(each.unknown for each in deciding),
        discloses=_all(each.discloses for each in ruling.rules),
        caps=_all(each.caps for each in ruling.rules),
        sentence=for_operator(ruling),
        gentle_sentence=for_recipient(ruling),
    )


def _all(lists: Any) -> list[str]:
    return list(dict.fromkeys(word for words in lists for word in words))


def rules_named(tried: Tried) -> list[RuleOfLaw]:
    """Each rule of law that a verdict or an outlook names, once."""
    named = [one.rule for verdict in tried.verdicts for one in verdict.law]
    named += [one.rule for outlook in tried.outlooks for one in outlook.ruled.law.rules]
    return [
        RuleOfLaw(
            rule=name,
            says=BY_ID[name].says,
            source=BY_ID[name].source,
            grade=BY_ID[name].grade,
            checked_on=BY_ID[name].checked_on,
        )
        for name in dict.fromkeys(named)
        if name in BY_ID
    ]
