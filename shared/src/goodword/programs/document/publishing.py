"""What may be published and a human should still see first."""

from collections.abc import Iterator

from goodword.errors import Problem
from goodword.programs.document.amounts import Amount, Fixed, Percent, Tiers
from goodword.programs.document.conditions import Condition
from goodword.programs.document.fields import Op
from goodword.programs.document.gifts import GiftKind
from goodword.programs.document.model import minor_units
from goodword.programs.document.placeholders import missing_subjects
from goodword.programs.document.program import ProgramDocument
from goodword.programs.document.rules import Cause, Recipient, RewardRule


def warnings(document: ProgramDocument, *, return_window_days: int | None = None) -> list[Problem]:
    """Warnings with pointers. `return_window_days` is the business's parameter, if it has one."""
    found: list[Problem] = []
    if return_window_days is not None and document.hold_days < return_window_days:
        detail = f"Buyers may return goods for {return_window_days} days; hold at least as long."
        found.append(Problem("/hold_days", "hold_shorter_than_return_window", detail))
    if left_out := missing_subjects(document.terms):
        detail = f"Your terms do not name {', '.join(left_out)}; we add what is generated for them."
        found.append(Problem("/terms", "terms_incomplete", detail))
    for place, rule in enumerate(document.rewards):
        at = f"/rewards/{place}"
        if _may_win_own_purchase(rule, document):
            detail = (
                "Whoever is offered this before their own purchase may be won by it for something "
                "that comes later, which law forbids in some places; offer it to clients."
            )
            found.append(Problem(at, "may_win_own_purchase", detail))
        found.extend(_size_warnings(at, rule, document.currency))
        if not rule.limits and not document.limits:
            found.extend(_uncapped(f"{at}/limits", rule))
    return found


def _may_win_own_purchase(rule: RewardRule, document: ProgramDocument) -> bool:
    """R-INC-06: offered to who has not bought yet, and earned by what others do later."""
    later = rule.to is Recipient.REFERRER and rule.on is not Cause.NAMED
    return later and "anyone" in document.audience


def _uncapped(at: str, rule: RewardRule) -> Iterator[Problem]:
    """What could cost any amount; a thank-you card costs none."""
    kinds = {gift.kind for gift in rule.gifts}
    if GiftKind.CASH in kinds:
        detail = "Cash without a limit can cost any amount; set a limit."
        yield Problem(at, "no_cap_on_cash", detail)
    elif rule.on is not Cause.SALE and kinds != {GiftKind.RECOGNITION}:
        detail = f"Nothing has been bought on {rule.on}, so this can cost any amount; set a limit."
        yield Problem(at, "no_cap_before_sale", detail)


def _size_warnings(at: str, rule: RewardRule, currency: str) -> Iterator[Problem]:
    if rule.on is not Cause.SALE:
        return
    least_sale = _minimum(rule, currency)
    dearest = max((_most(gift.amount, currency) for gift in rule.gifts), default=0)
    if dearest > least_sale:
        detail = "The reward can be larger than the sale that earns it; set a minimum for sale.net."
        yield Problem(f"{at}/give", "reward_larger_than_minimum_sale", detail)


def _minimum(rule: RewardRule, currency: str) -> int:
    """The smallest net sale that earns, in minor units."""
    wanted = [
        minor_units(entry.value, currency)
        for entry in rule.when
        if isinstance(entry, Condition)
        and entry.field == "sale.net"
        and entry.op in (Op.GTE, Op.GT, Op.EQ)
        and isinstance(entry.value, str)
    ]
    return max(wanted, default=0)


def _most(amount: Amount | None, currency: str) -> int:
    """The most that this can come to in money; a percentage counts by its minimum."""
    if isinstance(amount, Tiers):
        return max(_most(tier, currency) for tier in amount.tiers)
    if isinstance(amount, Fixed):
        return minor_units(amount.fixed, currency)
    return amount.least(currency) if isinstance(amount, Percent) else 0
