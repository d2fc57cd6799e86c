"""The how-manieth sale to its buyer a sale is, tests left out.

By when it was bought where somebody is to thank for it: a first purchase that comes in late is the
first all the same. But no number is told twice of referred sales, since a reward may hang on it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Before:
    """What the buyer bought before, as far as it is recorded: `bought` in all, of these `earlier`
    than the sale at hand, and the numbers `told` of referred ones."""

    bought: int = 0
    earlier: int = 0
    told: frozenset[int] = frozenset()

    def and_then(self, closed_at: datetime, others: Sequence["Numbered"]) -> "Before":
        """With those that the same batch recorded meanwhile, for a sale at `closed_at`."""
        return Before(
            bought=self.bought + len(others),
            earlier=self.earlier + sum(each.closed_at < closed_at for each in others),
            told=self.told | {each.number for each in others if each.referred},
        )

    def number(self, *, referred: bool) -> int:
        """The number of the sale at hand."""
        return number_of(self.earlier, self.told) if referred else self.bought + 1


def number_of(earlier: int, told: Collection[int]) -> int:
    """The number of a referred sale; one that is told already is given to no other."""
    mine = earlier + 1
    return max(told) + 1 if mine in told else mine


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sale of the batch that has its number."""

    closed_at: datetime
    number: int
    referred: bool
