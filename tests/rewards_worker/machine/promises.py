"""What a program's document promises, read anew from its JSON: worth, conditions and limits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

PLACES = {"USD": 2, "JPY": 0, "KWD": 3}


class Gift(NamedTuple):
    """What somebody gets: `minor` of a currency, of points, or of pieces."""

    kind: str
    minor: int
    unit: str


class Use(NamedTuple):
    """How much of a limit is used."""

    count: int = 0
    minor: int = 0
    points: int = 0

    def plus(self, other: "Use") -> "Use":
        return Use(*(one + more for one, more in zip(self, other, strict=True)))

    def minus(self, other: "Use") -> "Use":
        return Use(*(one - less for one, less in zip(self, other, strict=True)))

    def within(self, bound: dict[str, int]) -> bool:
        return all(getattr(self, name) <= most for name, most in bound.items())


@dataclass(frozen=True)
class Program:
    """A published version; `name` is the program's, whose limits all its versions share."""

    name: str
    version: int
    raw: dict[str, Any] = field(hash=False)

    @property
    def currency(self) -> str:
        return str(self.raw["currency"])

    @property
    def rules(self) -> list[dict[str, Any]]:
        return list(self.raw["rewards"])

    def limits_of(self, rule: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """Each with the rule that it counts, or `*` for all of them."""
        own = [(str(rule["rule"]), limit) for limit in rule.get("limits", ())]
        return own + [("*", limit) for limit in self.raw.get("limits", ())]

    def bound_of(self, limit: dict[str, Any]) -> dict[str, int]:
        bound = {"count": limit["count"]} if "count" in limit else {}
        amount = limit.get("amount")
        if isinstance(amount, int):
            bound["points"] = amount
        elif amount is not None:
            bound["minor"] = self.minor(amount)
        return bound

    def minor(self, text: str) -> int:
        return int(Decimal(text).scaleb(PLACES[self.currency]))

    def gifts_of(self, give: dict[str, Any], net: int, number: int) -> list[Gift]:
        """What may be given for the how-manieth sale of `net`, but for what is worth nothing."""
        offered = [self._gift(one, net, number) for one in give.get("choose", [give])]
        return [one for one in offered if one.minor] or offered

    def _gift(self, gift: dict[str, Any], net: int, number: int) -> Gift:
        amount = gift["amount"]
        if "tiers" in amount:
            amount = [tier for tier in amount["tiers"] if tier["from"] <= number][-1]
        if "points" in amount:
            return Gift(gift["kind"], amount["points"], "points")
        if "percent_off" in amount:
            return Gift(gift["kind"], 1, "pieces")
        return Gift(gift["kind"], self._money(amount, net), self.currency)

    def _money(self, amount: dict[str, Any], net: int) -> int:
        if "fixed" in amount:
            return self.minor(amount["fixed"])
        part = round(net * Fraction(amount["percent"]) / 100)
        least = max(part, self.minor(amount.get("min", "0")))
        return min(least, self.minor(amount["max"])) if "max" in amount else least

    def least_net(self, rule: dict[str, Any]) -> int:
        """Below which the rule gives nothing."""
        return max((self.minor(one["value"]) for one in rule.get("when", ())), default=0)

    def needs_approval(self, gifts: Iterable[Gift]) -> bool:
        approval = self.raw.get("approval", "automatic")
        if isinstance(approval, str):
            return approval == "manual"
        above = self.minor(approval["above"])
        return any(one.unit == self.currency and one.minor > above for one in gifts)


def use_of(gifts: Iterable[Gift]) -> Use:
    """What one reward uses: as much as the dearest gift that it may come to."""
    minor = max((one.minor for one in gifts if one.unit in PLACES), default=0)
    return Use(1, minor, max((one.minor for one in gifts if one.unit == "points"), default=0))


def share(gift: int, left: int, whole: int) -> int:
    """What refunds leave of a gift: its share, halves to the even one."""
    return gift if left >= whole else round(Fraction(gift * left, whole))
