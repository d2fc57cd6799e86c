"""What the law says of a gift, in words."""

from collections.abc import Iterator

from goodword.compliance.facts import asked
from goodword.compliance.rules import BY_ID
from goodword.compliance.ruling import NO_VERIFIED_RULE, SIGN_OFF, AppliedRule, Ruling
from goodword.compliance.vocabulary import Decision

NOT_LEGAL_ADVICE = (
    "This is not legal advice. These are rules as this product knows them, with their sources and "
    "the day on which they were last compared; they may be incomplete, wrong or out of date. Ask a "
    "lawyer before you promise a reward."
)

_OURS = {
    NO_VERIFIED_RULE: "No rule that we have verified allows it in this industry and place.",
    SIGN_OFF: "A person has signed for it.",
}
_GENTLE = {
    Decision.BLOCK: "The rules for our industry do not allow this gift.",
    Decision.NEEDS_REVIEW: "We are checking whether the rules for our industry allow this gift.",
}


def says(rule: str) -> str:
    """What a rule says, in one sentence."""
    return BY_ID[rule].says if rule in BY_ID else _OURS.get(rule, rule)


def for_operator(ruling: Ruling) -> str:
    """Whether it is allowed, and what makes it so: each rule with its id and place, what it lacks,
    and what is told with the gift."""
    if ruling.allowed:
        start = "Allowed."
    elif ruling.decision is Decision.BLOCK:
        start = "Forbidden."
    elif ruling.decision is Decision.NEEDS_REVIEW:
        start = "Not known to be allowed."
    else:
        start = "Allowed once somebody has signed for it."
    return " ".join([start, *_reasons(ruling)])


def for_recipient(ruling: Ruling) -> str:
    """The same, gently, and without a rule."""
    if ruling.allowed:
        return "Thank you: we may give you this gift."
    return _GENTLE.get(ruling.decision, "We are checking whether we may give you this gift.")


def _reasons(ruling: Ruling) -> Iterator[str]:
    for rule in dict.fromkeys(ruling.deciding):
        where = f" in {rule.place}" if rule.place else ""
        yield f"{rule.rule}{where}: {says(rule.rule)}"
        yield from _lacking(rule)


def _lacking(rule: AppliedRule) -> Iterator[str]:
    if rule.open:
        yield f"Somebody has to see to it: {_named(rule.open)}."
    if rule.unknown:
        yield f"We do not know {_named(rule.unknown)}."
    if rule.discloses:
        yield f"It is told: {'; '.join(rule.discloses)}."


def _named(names: tuple[str, ...]) -> str:
    return "; ".join(asked(name) for name in names)
