"""A draft of the written terms, generated from the document.

It names what R-REW-05 asks for: who, what counts, the minimum, the amount, the kind, the window,
the limits, a note on tax and how to end.
"""

from collections.abc import Iterator

from goodword.programs.document.conditions import AnyOf, Condition, Entry
from goodword.programs.document.fields import FIELDS, FieldType, Op
from goodword.programs.document.limits import Limit, Period
from goodword.programs.document.program import ProgramDocument, ProgramKind
from goodword.programs.document.rules import Cause, Recipient, RewardRule
from goodword.programs.wording.gifts import (
    count_words,
    gift_words,
    give_words,
    money_words,
)

_WHO = {
    "clients": "our clients",
    "partners": "our partners",
    "group_members": "members of our referral groups",
    "anyone": "anyone",
}
_RECIPIENTS = {
    Recipient.REFERRER: "You, who refer, receive",
    Recipient.PROSPECT: "The person you refer receives",
    Recipient.REP: "The representative receives",
    Recipient.PARTNER: "The partner receives",
}
_CAUSES = {
    Cause.NAMED: "for a name you give us with that person's leave",
    Cause.INTRODUCED: "for an introduction you make",
    Cause.QUALIFIED: "once the person you refer is a qualified prospect",
    Cause.SALE: "for a purchase by the person you refer",
}
_STARTS = {
    "share": "you joined",
    "click": "the link was opened",
    "named": "you gave us the name",
    "introduction": "you made the introduction",
}
_OPS = {
    Op.EQ: "is",
    Op.NE: "is not",
    Op.IN: "is one of",
    Op.NOT_IN: "is none of",
    Op.GT: "is more than",
    Op.GTE: "is at least",
    Op.LT: "is less than",
    Op.LTE: "is at most",
    Op.CONTAINS: "contain",
    Op.EXISTS: "is known:",
}


def terms(document: ProgramDocument, business_name: str, language: str = "en") -> str:
    """The draft, as plain text: one paragraph per subject."""
    return "\n\n".join(_paragraphs(document, business_name))


def _paragraphs(document: ProgramDocument, business_name: str) -> Iterator[str]:
    yield f"{document.name}: terms of {business_name}"
    who = _joined([_WHO[one] for one in document.audience])
    yield f"Who can take part: {who}{_where(document)}."
    yield f"What counts: {_what_counts(document)}"
    yield f"When: {_when(document)}"
    for rule in document.rewards:
        yield from _rule_paragraphs(rule, document.currency)
    yield f"Limits: {_limits(document)}"
    yield (
        f"When you get it: a reward waits {document.hold_days} days from the day it is earned. "
        f"{_refunds(document)}"
    )
    yield (
        "Tax: a reward may be income that you must declare. We may ask for a tax form before we "
        "hand it over, and report it where the law says so."
    )
    yield (
        f"How to end: you can leave at any time by telling {business_name}. We may change or end "
        "the program for the future; what was promised to you until then stays."
    )


def _where(document: ProgramDocument) -> str:
    return f", in {_joined(list(document.places))}" if document.places else ""


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _what_counts(document: ProgramDocument) -> str:
    if document.kind is ProgramKind.ACTIVE_INTRO:
        return (
            "an introduction that you make yourself and that we can see, such as a mail to both "
            "of us. A name alone does not count, and neither does referring yourself or somebody "
            "of your own household."
        )
    return (
        "somebody else using the code or link that you shared. Referring yourself or somebody of "
        "your own household does not count."
    )


def _when(document: ProgramDocument) -> str:
    words = (
        f"a purchase counts within {document.window.days} days after "
        f"{_STARTS[document.window.since]}, to the end of the last day."
    )
    if document.starts_at:
        words += f" The program starts on {document.starts_at:%Y-%m-%d}."
    if document.ends_at:
        words += f" It is offered until {document.ends_at:%Y-%m-%d}."
    return words


def _rule_paragraphs(rule: RewardRule, currency: str) -> Iterator[str]:
    own_purchase = rule.to is Recipient.PROSPECT and rule.on is Cause.SALE
    cause = "for their purchase" if own_purchase else _CAUSES[rule.on]
    reward = f"{_RECIPIENTS[rule.to]} {give_words(rule.give, currency)}, {cause}."
    if rule.instead:
        reward += (
            f" Where that cannot be accepted or is not allowed: "
            f"{gift_words(rule.instead, currency)}."
        )
    yield f"Reward: {reward}"
    entries = [_entry(entry, currency) for entry in rule.when]
    if rule.on is Cause.SALE and not any("minimum" in entry for entry in entries):
        entries.append("there is no minimum purchase")
    if entries:
        yield f"Conditions of this reward: {'; '.join(entries)}."


def _entry(entry: Entry, currency: str) -> str:
    if isinstance(entry, Condition):
        return _condition(entry, currency)
    if isinstance(entry, AnyOf):
        return "either " + ", or ".join(_entry(one, currency) for one in entry.any_of)
    return f"not: {_entry(entry.negated, currency)}"


def _condition(condition: Condition, currency: str) -> str:
    if condition.field == "prospect.is_new" and condition.op is Op.EQ:
        return f"the person you refer is {'' if condition.value else 'not '}a new customer"
    if condition.field == "sale.net" and condition.op is Op.GTE:
        return f"the purchase is at least {money_words(str(condition.value), currency)} (minimum)"
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    money = FIELDS[condition.field].type is FieldType.MONEY and condition.op is not Op.EXISTS
    said = [money_words(str(one), currency) if money else _said(one) for one in values]
    field = condition.field.replace(".", " ").replace("_", " ")
    return f"{field} {_OPS[condition.op]} {', '.join(said)}"


def _said(value: bool | int | str | None) -> str:
    if isinstance(value, bool) or value is None:
        return "no" if value is False else "yes"
    return str(value)


def _limits(document: ProgramDocument) -> str:
    found = [
        f"{_limit(limit, document.currency)} (reward “{rule.rule}”)"
        for rule in document.rewards
        for limit in rule.limits
    ]
    found += [f"{_limit(limit, document.currency)} (all rewards)" for limit in document.limits]
    return "; ".join(found) + "." if found else "none."


def _limit(limit: Limit, currency: str) -> str:
    bounds = [count_words(limit.count, "reward")] if limit.count is not None else []
    if isinstance(limit.amount, int):
        bounds.append(count_words(limit.amount, "point"))
    elif limit.amount is not None:
        bounds.append(money_words(limit.amount, currency))
    period = "ever" if limit.period is Period.LIFETIME else f"in a {limit.period}"
    return f"at most {' and '.join(bounds)} per {limit.per} {period}"


def _refunds(document: ProgramDocument) -> str:
    if document.on_refund == "threshold":
        return "If goods go back, it stays whole while the conditions still hold."
    return "If goods go back, it shrinks in proportion, and is lost if the conditions fail."
