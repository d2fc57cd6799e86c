"""A choice of gifts as its beneficiary sees it, from what rewards-worker last told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Self

from pydantic import ValidationError

from goodword.money import Money, half_even
from goodword.programs import GiftKind, Option, Verdict

_CAN_CHOOSE = ("needs_action", "pending", "in_review")
_ON_ITS_WAY = (*_CAN_CHOOSE, "approved", "issuing", "issued", "redeemed")
_LADDER: Final = (
    GiftKind.RESTAURANT_CERTIFICATE,
    GiftKind.PHYSICAL_GIFT,
    GiftKind.CUSTOM,
    GiftKind.GIFT_CARD,
    GiftKind.SERVICE,
    GiftKind.STORE_CREDIT,
    GiftKind.DISCOUNT_CODE,
    GiftKind.POINTS,
    GiftKind.CHARITY_DONATION,
    GiftKind.RECOGNITION,
    GiftKind.CASH,
)
"""R-INC-07: a dinner at their favourite first, then things, credit, a donation and thanks. Money is
often out of place, and nobody has told us of whom it is not, so that it comes last."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to choose, in the order in which it is offered; `taken` once it is chosen,
    `over` where nothing is, any more."""

    state: Literal["open", "taken", "over"]
    options: tuple[Option, ...] = ()
    taken: Option | None = None
    default: Option | None = None
    until: datetime | None = None

    @classmethod
    def of(cls, row: Any) -> Self:
        """Of a reward's row, with the last decision about it."""
        try:
            verdict = Verdict.from_json(row.verdict)
        except ValidationError:
            return cls("over")  # what only a newer worker knows
        options = {one.kind.value: _left(one, row) for one in verdict.options}
        chosen = options.get(verdict.chosen or _just_said(row) or "")
        if chosen is not None and row.status in _ON_ITS_WAY:
            return cls("taken", taken=chosen)
        if not verdict.choice_is_open or row.status not in _CAN_CHOOSE:
            return cls("over")
        asked = row.status == "needs_action" and row.reason == "choice"
        return cls(
            "open",
            tuple(sorted(options.values(), key=lambda one: _LADDER.index(one.kind))),
            default=options.get(verdict.default or ""),
            until=row.hold_until if asked else None,
        )


def _just_said(row: Any) -> str | None:
    """What was chosen that the worker has not answered yet."""
    said: Mapping[str, Any] = row._mapping
    waits = (said["decision_decision"], said["decision_status"]) == ("choose", "said")
    return said["decision_choice"] if waits else None


def _left(option: Option, row: Any) -> Option:
    """The option with what refunds have left of it, in the share in which they left the default."""
    numbers = (row.amount_minor, row.original_minor)
    if option.amount is None or None in numbers or not row.original_minor:
        return option
    minor = half_even(option.amount.minor * row.amount_minor, row.original_minor)
    money = Money(minor=minor, currency=option.amount.currency)
    return Option(
        kind=option.kind,
        amount=money,
        percent_off=option.percent_off,
        item=option.item,
        where=option.where,
        valid_days=option.valid_days,
    )
