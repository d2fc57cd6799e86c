"""How often and how much a rule may reward."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field, Tag

from goodword.errors import Problem
from goodword.programs.document.amounts import PointsNumber, Unit
from goodword.programs.document.gifts import Gift
from goodword.programs.document.model import (
    MAX_POINTS,
    DecimalText,
    Part,
    minor_units,
    money_problem,
)

MAX_LIMITS = 10


class Per(StrEnum):
    """Whose rewards a limit counts together."""

    REFERRER = "referrer"
    PROSPECT = "prospect"
    HOUSEHOLD = "household"
    PROGRAM = "program"


class Period(StrEnum):
    """How long a limit counts, in days of the business's time zone."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    LIFETIME = "lifetime"


def _unit_tag(value: object) -> str:
    return "<points>" if isinstance(value, int) else "<money>"


LimitAmount: TypeAlias = Annotated[
    Annotated[PointsNumber, Tag("<points>")] | Annotated[DecimalText, Tag("<money>")],
    Discriminator(_unit_tag),
]
_COUNTED_AS = {
    Unit.MONEY: Unit.MONEY,
    Unit.AMOUNT_OFF: Unit.MONEY,
    Unit.POINTS: Unit.POINTS,
}


class Limit(Part):
    """No more than `count` rewards, or `amount` together, of one `per` in one period.

    An amount as text counts money, a number counts points. The reward that would pass it is
    denied whole, unless `clamp` cuts it to what is left.
    """

    per: Per
    period: Period = Field(alias="in")
    count: int | None = Field(default=None, strict=True, ge=1, le=MAX_POINTS)
    amount: LimitAmount | None = None
    clamp: bool = Field(default=False, strict=True)

    @property
    def unit(self) -> Unit | None:
        if self.amount is None:
            return None
        return Unit.POINTS if isinstance(self.amount, int) else Unit.MONEY

    def amount_units(self, currency: str) -> int | None:
        """The amount in minor units or points."""
        if self.amount is None or isinstance(self.amount, int):
            return self.amount
        return minor_units(self.amount, currency)

    def mistakes(self, at: str, currency: str, gifts: Sequence[Gift]) -> Iterator[Problem]:
        """What cannot be right in a limit on `gifts`, with pointers below `at`."""
        if self.amount is None:
            if self.count is None:
                yield Problem(at, "limit_without_bound", "Give a count, an amount, or both.")
            if self.clamp:
                yield Problem(f"{at}/clamp", "clamp_without_amount", "Only an amount can be cut.")
        elif problem := self._amount_problem(f"{at}/amount", currency, gifts):
            yield problem

    def _amount_problem(self, at: str, currency: str, gifts: Sequence[Gift]) -> Problem | None:
        text = self.amount if isinstance(self.amount, str) else None
        if text is not None and (problem := money_problem(at, text, currency)):
            return problem
        counted = [one for one in gifts if one.unit and _COUNTED_AS.get(one.unit) is self.unit]
        if not counted:
            detail = "No reward is counted so; text counts money, a number counts points."
            return Problem(at, "amount_does_not_fit", detail)
        if not self.clamp and (self.amount_units(currency) or 0) < _least(counted, currency):
            detail = "This is below a single reward, so none could ever be given."
            return Problem(at, "limit_below_one_reward", detail)
        return None


def _least(gifts: Sequence[Gift], currency: str) -> int:
    return min(gift.amount.least(currency) for gift in gifts if gift.amount)
