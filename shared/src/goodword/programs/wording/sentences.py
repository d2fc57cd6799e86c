"""Verdicts in sentences, made when they are read, so that no name is stored.

The operator's sentence says what happened. The gentle one, for the person who would be rewarded,
never says what the other side bought or paid, nor whether they did (R-INC-14).
"""

from dataclasses import dataclass
from typing import Any

from goodword.money import Money
from goodword.programs.document.fields import Op
from goodword.programs.document.rules import Cause
from goodword.programs.evaluation.facts import Facts
from goodword.programs.evaluation.reasons import Actual, Reason, ReasonCode
from goodword.programs.evaluation.verdict import Outcome, Verdict

_OPERATOR = {
    ReasonCode.BELOW_MINIMUM: "{sale} comes to {actual}, and {required} is needed",
    ReasonCode.NOT_NEW: "{prospect} has bought before",
    ReasonCode.WINDOW_PASSED: "{actual} had passed, and it counts for {required}",
    ReasonCode.NOT_IN_FORCE: "the program was not in force ({required}; found {actual})",
    ReasonCode.CURRENCY_DIFFERS: "the sale is in {actual}, the program in {required}",
    ReasonCode.TEST_SALE: "it is a test order, which never earns",
    ReasonCode.SELF_REFERRAL: "{both} are one person",
    ReasonCode.SAME_HOUSEHOLD: "{referrer} and {prospect} share a household",
    ReasonCode.NOT_INTRODUCED: "{referrer} made no introduction that we have evidence of",
    ReasonCode.INTRODUCTION_UNVERIFIED: "a mail that nobody signed introduced {prospect}",
    ReasonCode.CONDITION_NOT_MET: "a condition does not hold (wanted {required}, found {actual})",
    ReasonCode.LIMIT_REACHED: "the limit of {required} would be passed ({actual})",
    ReasonCode.BUDGET_SPENT: "the budget of {required} would be passed ({actual})",
    ReasonCode.REFUNDED: "the purchase was refunded",
    ReasonCode.CANNOT_ACCEPT: "the beneficiary cannot accept a {required} (accepts {actual})",
    ReasonCode.ALREADY_REWARDED: "this was rewarded already",
    ReasonCode.FORBIDDEN_BY_LAW: "the law forbids a {required} {where} ({actual})",
    ReasonCode.LAW_UNKNOWN: "we know no rule that allows a {required} {where} ({actual}){cure}",
    ReasonCode.SIGNOFF_MISSING: "a sign-off for a {required} {where} is missing ({actual})",
    ReasonCode.TERMS_NOT_SENT: "the written terms were not sent yet",
    ReasonCode.FAVOURITES_NOT_ASKED: "favourites were not asked before the program was discussed",
    ReasonCode.TAX_FORM_MISSING: "it makes {actual} in the year, and {required} take a tax form",
    ReasonCode.FRAUD_BLOCKED: "somebody looked at it, and took it for fraud",
    ReasonCode.FRAUD_REVIEW: "{referrer} brought {actual} people within a day, and above {required}"
    " a person looks first",
    ReasonCode.NO_CONTACT_WAY: "we have no way to reach the beneficiary",
}
_TERMS_NOT_MET = "This referral did not meet the terms of the program."
_GENTLE = {
    ReasonCode.NOT_IN_FORCE: "The program was not running for you at that time.",
    ReasonCode.SELF_REFERRAL: "A referral needs to be of somebody else.",
    ReasonCode.SAME_HOUSEHOLD: "A referral needs to be of somebody outside your household.",
    ReasonCode.NOT_INTRODUCED: "An introduction by you is still missing.",
    ReasonCode.INTRODUCTION_UNVERIFIED: "We are having a look at the introduction.",
    ReasonCode.LIMIT_REACHED: "You have reached the number of rewards that the program allows.",
    ReasonCode.BUDGET_SPENT: "The program has given all the rewards that it had.",
    ReasonCode.CANNOT_ACCEPT: "As you told us, you cannot accept this gift.",
    ReasonCode.ALREADY_REWARDED: "You have received this reward already.",
    ReasonCode.FORBIDDEN_BY_LAW: "The rules for our industry do not allow this gift.",
    ReasonCode.LAW_UNKNOWN: "We are checking whether the rules for our industry allow this gift.",
    ReasonCode.SIGNOFF_MISSING: "We are checking whether we may give you this gift.",
    ReasonCode.TERMS_NOT_SENT: "We still owe you the terms of the program in writing.",
    ReasonCode.TAX_FORM_MISSING: "We need a tax form from you first.",
    ReasonCode.FRAUD_REVIEW: "We are having a last look at it.",
    ReasonCode.NO_CONTACT_WAY: "Please tell us how we can reach you.",
}
_STAGES = {
    Cause.SALE: "{prospect} bought",
    Cause.NAMED: "{referrer} named {prospect}",
    Cause.INTRODUCED: "{referrer} introduced {prospect}",
    Cause.QUALIFIED: "{prospect} is qualified",
}


@dataclass(frozen=True, slots=True)
class Names:
    """How to call the two sides; the default names nobody."""

    prospect: str = "the prospect"
    referrer: str = "the referrer"


UNNAMED = Names()


def sentence(verdict: Verdict, facts: Facts | None = None, *, names: Names = UNNAMED) -> str:
    """For the operator: `Earned: Ben's first purchase of $79.90 meets the $50.00 minimum.`"""
    if verdict.outcome is Outcome.EARNED:
        return f"Earned: {_earned(verdict, facts, names)}."
    told = "; ".join(_told(reason, verdict, names) for reason in verdict.reasons)
    return f"{'Held' if verdict.outcome is Outcome.HELD else 'Denied'}: {told}."


def explained(
    verdict: Verdict, facts: Facts | None = None, *, names: Names = UNNAMED
) -> dict[str, Any]:
    """A verdict as it is shown, wherever that is: as it is kept, with a sentence for the operator
    and a gentle one for the beneficiary, of the whole and of each reason."""
    reasons = [
        {
            "code": reason.code.value,
            "required": reason.required,
            "actual": reason.actual,
            "sentence": _capital(f"{_told(reason, verdict, names)}."),
            "gentle_sentence": _GENTLE.get(reason.code, _TERMS_NOT_MET),
        }
        for reason in verdict.reasons
    ]
    return {
        **verdict.as_json(),
        "reasons": reasons,
        "sentence": sentence(verdict, facts, names=names),
        "gentle_sentence": gentle_sentence(verdict),
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def gentle_sentence(verdict: Verdict) -> str:
    """For whoever would be rewarded, about themselves alone."""
    if verdict.outcome is Outcome.EARNED:
        return "Thank you: a reward is on its way to you."
    held = verdict.outcome is Outcome.HELD
    against = [reason for reason in verdict.reasons if held or not reason.holds]
    told = [_GENTLE.get(reason.code, _TERMS_NOT_MET) for reason in against]
    return " ".join(dict.fromkeys(told))


def _earned(verdict: Verdict, facts: Facts | None, names: Names) -> str:
    if verdict.net is None:
        return _STAGES[verdict.on].format(prospect=names.prospect, referrer=names.referrer)
    minimum = _minimum(verdict)
    meets = f"meets the {minimum} minimum" if minimum else "meets every condition"
    return f"{_sale(verdict, facts, names)} {meets}"


def _sale(verdict: Verdict, facts: Facts | None, names: Names) -> str:
    first = "first " if _is_first(verdict, facts) else ""
    amount = f" of {verdict.net.format()}" if verdict.net else ""
    return f"{names.prospect}'s {first}purchase{amount}"


def _is_first(verdict: Verdict, facts: Facts | None) -> bool:
    if facts is not None and facts.sale is not None:
        return facts.sale.number == 1
    return any(
        check.check == "prospect.is_new eq true" and check.passed for check in verdict.checks
    )


def _minimum(verdict: Verdict) -> str | None:
    """The largest minimum for the net sale that was met."""
    met = [
        _amount(check.check.removeprefix(f"sale.net {Op.GTE} "), verdict)
        for check in verdict.checks
        if check.passed and check.check.startswith(f"sale.net {Op.GTE} ")
    ]
    return met[-1] if met else None


def _told(reason: Reason, verdict: Verdict, names: Names) -> str:
    amounts = reason.code is ReasonCode.BELOW_MINIMUM
    return _OPERATOR[reason.code].format(
        required=_amount(reason.required, verdict) if amounts else _said(reason.required),
        actual=_amount(reason.actual, verdict) if amounts else _said(reason.actual),
        prospect=names.prospect,
        referrer=names.referrer,
        both=_both(names),
        sale=f"{names.prospect}'s purchase",
        where=_where(reason, verdict),
        cure=_cure(reason, verdict),
    )


def _both(names: Names) -> str:
    """Who was merged goes by the name of who stands for them."""
    same = names.prospect == names.referrer
    return f"{names.referrer} and {'the buyer' if same else names.prospect}"


def _cure(reason: Reason, verdict: Verdict) -> str:
    """What would have to be known of it; a place first, since most rules hold in one."""
    named = reason.actual if isinstance(reason.actual, tuple) else ()
    asked = [one for one in verdict.law if one.rule in named]
    if asked and all(one.place is None for one in asked):
        return "; it is not known where: give the business, or the person, a place"
    unknown = dict.fromkeys(name for one in asked for name in one.unknown)
    return f"; not known: {', '.join(unknown).replace('_', ' ')}" if unknown else ""


def _where(reason: Reason, verdict: Verdict) -> str:
    """The places whose law a reason is about."""
    named = reason.actual if isinstance(reason.actual, tuple) else ()
    places = [one.place for one in verdict.law if one.rule in named and one.place]
    return f"in {' and '.join(dict.fromkeys(places))}" if places else "here"


def _amount(value: Actual, verdict: Verdict) -> str:
    """A decimal text in the sale's currency; what is no amount stays as it is."""
    said = _said(value)
    if verdict.net is None:
        return said
    try:
        return Money.parse(said, verdict.net.currency).format()
    except ValueError:
        return said


def _said(value: Actual) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "nothing" if value is None else str(value).replace("_", " ")
