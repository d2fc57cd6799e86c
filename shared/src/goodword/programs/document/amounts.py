"""How much a gift is worth: fixed, a percentage, points, a discount, or in tiers."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from goodword.errors import Problem
from goodword.programs.document.fields import CountedField
from goodword.programs.document.model import (
    MAX_PERCENT,
    MAX_POINTS,
    DecimalText,
    Part,
    by_key,
    minor_units,
    money_problem,
)

MAX_TIERS = 20

PointsNumber = Annotated[int, Field(strict=True, ge=1, le=MAX_POINTS)]


class Unit(StrEnum):
    """What a worth is counted in; a limit's amount counts one unit only."""

    MONEY = "money"
    POINTS = "points"
    PERCENT_OFF = "percent_off"
    AMOUNT_OFF = "amount_off"


class Fixed(Part):
    """Always the same amount of money."""

    fixed: DecimalText

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        """What cannot be right in this amount, with pointers below `at`."""
        if problem := money_problem(f"{at}/fixed", self.fixed, currency):
            yield problem

    def least(self, currency: str) -> int:
        """The smallest worth it can come to: minor units, points, or 0 where nothing is known."""
        return minor_units(self.fixed, currency)

    @property
    def unit(self) -> Unit:
        return Unit.MONEY


class Percent(Part):
    """A share of the sale, rounded half-even, kept between `min` and `max`."""

    percent: DecimalText
    of: Literal["sale.net", "sale.gross"] = "sale.net"
    at_least: DecimalText | None = Field(default=None, alias="min")
    at_most: DecimalText | None = Field(default=None, alias="max")

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        yield from _percent_mistakes(f"{at}/percent", self.percent)
        bounds = {"min": self.at_least, "max": self.at_most}
        wrong = [
            problem
            for key, text in bounds.items()
            if text is not None and (problem := money_problem(f"{at}/{key}", text, currency))
        ]
        yield from wrong
        if not wrong and self._crossed(currency):
            yield Problem(f"{at}/min", "min_above_max", "Give a min that is not above max.")

    def _crossed(self, currency: str) -> bool:
        if self.at_least is None or self.at_most is None:
            return False
        return minor_units(self.at_least, currency) > minor_units(self.at_most, currency)

    def least(self, currency: str) -> int:
        return minor_units(self.at_least, currency) if self.at_least else 0

    @property
    def unit(self) -> Unit:
        return Unit.MONEY


class Points(Part):
    """A number of points."""

    points: PointsNumber

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        yield from ()

    def least(self, currency: str) -> int:
        return self.points

    @property
    def unit(self) -> Unit:
        return Unit.POINTS


class PercentOff(Part):
    """A discount on the beneficiary's next purchase, in percent."""

    percent_off: DecimalText

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        yield from _percent_mistakes(f"{at}/percent_off", self.percent_off)

    def least(self, currency: str) -> int:
        return 0

    @property
    def unit(self) -> Unit:
        return Unit.PERCENT_OFF


class AmountOff(Part):
    """A discount on the beneficiary's next purchase, in money."""

    amount_off: DecimalText

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        if problem := money_problem(f"{at}/amount_off", self.amount_off, currency):
            yield problem

    def least(self, currency: str) -> int:
        return minor_units(self.amount_off, currency)

    @property
    def unit(self) -> Unit:
        return Unit.AMOUNT_OFF


class Step(Part):
    """Where a tier begins."""

    begins: int = Field(alias="from", strict=True, ge=1, le=MAX_POINTS)


class FixedTier(Step, Fixed):
    """From here on, a fixed amount."""


class PercentTier(Step, Percent):
    """From here on, a share."""


class PointsTier(Step, Points):
    """From here on, points."""


class PercentOffTier(Step, PercentOff):
    """From here on, percent off."""


class AmountOffTier(Step, AmountOff):
    """From here on, an amount off."""


Tier: TypeAlias = Annotated[
    Annotated[FixedTier, Tag("<fixed>")]
    | Annotated[PercentTier, Tag("<percent>")]
    | Annotated[PointsTier, Tag("<points>")]
    | Annotated[PercentOffTier, Tag("<percent_off>")]
    | Annotated[AmountOffTier, Tag("<amount_off>")],
    Discriminator(
        by_key("fixed", "percent", "points", "percent_off", "amount_off"),
        custom_error_type="invalid",
        custom_error_message="A tier needs fixed, percent, points, percent_off or amount_off.",
    ),
]


class Tiers(Part):
    """A worth that climbs with `by`: the last tier that has begun counts."""

    tiers: tuple[Tier, ...] = Field(min_length=1, max_length=MAX_TIERS)
    by: CountedField

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        if self.tiers[0].begins != 1:
            detail = "Begin the first tier at 1, so that there is no gap below it."
            yield Problem(f"{at}/tiers/0/from", "tier_gap", detail)
        for place, tier in enumerate(self.tiers):
            before = self.tiers[place - 1] if place else None
            if before is not None and tier.begins <= before.begins:
                pointer = f"{at}/tiers/{place}/from"
                yield Problem(pointer, "tiers_not_ascending", "Begin above the tier before.")
            if tier.unit is not self.tiers[0].unit:
                pointer = f"{at}/tiers/{place}"
                yield Problem(pointer, "mixed_units", "Give all tiers in the same unit.")
            yield from tier.mistakes(f"{at}/tiers/{place}", currency)

    def least(self, currency: str) -> int:
        return min(tier.least(currency) for tier in self.tiers)

    @property
    def unit(self) -> Unit:
        return self.tiers[0].unit


Amount: TypeAlias = Annotated[
    Annotated[Fixed, Tag("<fixed>")]
    | Annotated[Percent, Tag("<percent>")]
    | Annotated[Points, Tag("<points>")]
    | Annotated[PercentOff, Tag("<percent_off>")]
    | Annotated[AmountOff, Tag("<amount_off>")]
    | Annotated[Tiers, Tag("<tiers>")],
    Discriminator(
        by_key("tiers", "fixed", "percent", "points", "percent_off", "amount_off"),
        custom_error_type="invalid",
        custom_error_message=(
            "An amount needs fixed, percent, points, percent_off, amount_off or tiers."
        ),
    ),
]


def needs_sale(amount: Amount | None) -> bool:
    """Whether this amount can only be told of a sale."""
    if isinstance(amount, Tiers):
        return amount.by == "sale.number" or any(needs_sale(tier) for tier in amount.tiers)
    return isinstance(amount, Percent)


def _percent_mistakes(at: str, text: str) -> Iterator[Problem]:
    percent = Decimal(text)
    if percent > MAX_PERCENT:
        yield Problem(at, "percent_over_100", "Give at most 100 percent.")
    elif not percent:
        yield Problem(at, "amount_out_of_range", "Give more than 0 percent.")
