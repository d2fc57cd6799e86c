"""What is left of a reward when money goes back."""

from dataclasses import dataclass

from goodword.money import Money, half_even
from goodword.programs.document.program import ProgramDocument
from goodword.programs.evaluation.facts import Facts
from goodword.programs.evaluation.plan import RulePlan, plan_of
from goodword.programs.evaluation.reasons import Reason, ReasonCode
from goodword.programs.evaluation.verdict import Option, Verdict


@dataclass(frozen=True, slots=True)
class Remainder:
    """What a reward is worth after refunds. Nil is `amount` 0 or `points` 0 where it had one, and
    in any case a reason; a discount or a gift without a price is whole or nil."""

    amount: Money | None
    points: int | None
    percent_off: str | None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_nil(self) -> bool:
        return bool(self.reasons)


def refunded(
    document: ProgramDocument, verdict: Verdict, facts: Facts, *, chosen: Option | None = None
) -> Remainder:
    """What is left of the reward that `verdict` gave, now that `facts.sale.net` is what it is.

    `facts` are those of the decision but for the new net, so any order of refunds ends the same,
    and a failed refund gives the reward back. Never above the original. `chosen` is the option
    that the beneficiary took, where there was a choice.
    """
    worth = chosen or _given(verdict)
    if facts.sale is None or verdict.net is None:
        return Remainder(worth.amount, worth.points, worth.percent_off)
    before, now = verdict.net.minor, facts.sale.net.minor
    reasons = _against(document, verdict, facts)
    if reasons:
        return _left(worth, 0, 1, reasons)
    if document.on_refund == "threshold" or now >= before:
        return _left(worth, 1, 1, ())
    return _rounded(_left(worth, now, before, ()))


def _given(verdict: Verdict) -> Option:
    return Option(
        kind=verdict.kind,
        amount=verdict.amount,
        points=verdict.points,
        percent_off=verdict.percent_off,
    )


def _against(document: ProgramDocument, verdict: Verdict, facts: Facts) -> tuple[Reason, ...]:
    """Why nothing is left: all of it went back, or `when` holds no longer."""
    if facts.sale is None or verdict.net is None:
        return ()
    now = facts.sale.net
    if now.minor < verdict.net.minor and now.minor <= 0:
        return (Reason(ReasonCode.REFUNDED, "a sale above zero", str(now.major)),)
    rule = _rule(document, facts, verdict.rule)
    if rule is None:
        return ()
    # What had failed already was overruled by a person, and stays so.
    held = {check.check for check in verdict.checks if check.passed}
    checks = [(one, one.check(facts)) for one in rule.questions if one.text in held]
    return tuple(question.failed(check) for question, check in checks if not check.passed)


def _rule(document: ProgramDocument, facts: Facts, slug: str) -> RulePlan | None:
    rules = plan_of(document).rules[facts.cause]
    return next((rule for rule in rules if rule.rule == slug), None)


def _left(
    worth: Option, numerator: int, denominator: int, reasons: tuple[Reason, ...]
) -> Remainder:
    """A share of the worth, rounded half-even; the remainder is nobody's."""
    amount, points = worth.amount, worth.points
    if amount is not None:
        minor = half_even(amount.minor * numerator, denominator)
        amount = Money(minor=minor, currency=amount.currency)
    return Remainder(
        amount=amount,
        points=half_even(points * numerator, denominator) if points is not None else None,
        percent_off=worth.percent_off if not reasons else None,
        reasons=reasons,
    )


def _rounded(left: Remainder) -> Remainder:
    """A share that rounds to nothing is nothing."""
    nil = (left.amount is not None and not left.amount.minor) or left.points == 0
    if not nil:
        return left
    reason = Reason(ReasonCode.REFUNDED, "a reward above zero", "0")
    return Remainder(left.amount, left.points, None, (reason,))
