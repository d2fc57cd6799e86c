"""When a business in the United States needs a tax form of somebody before it pays them more.

The form itself is the business's to keep: no number of it ever comes here.
"""

from typing import Final

from goodword.money import Money

TAXED_IN: Final = "US"
"""Whose rules these are; those of other countries are not known to us."""

DOLLARS: Final = "USD"

REPORTED: Final = frozenset(
    {
        "cash",
        "gift_card",
        "restaurant_certificate",
        "store_credit",
        "physical_gift",
        "service",
        "custom",
    }
)
"""Kinds that count at what they are worth. A lower price of one's own purchase does not, nor does
what the business gives to charity by itself; a donation that somebody chose in place of money is
theirs, and counts."""

DEFAULT_PERCENT: Final = 75
"""From how much of the year's threshold on a form is asked for, where a business says nothing."""

_UNTIL_2025 = 600
_SINCE_2026 = 2000


def threshold_of(year: int) -> Money:
    """What somebody may be paid in a year before it has to be reported: 26 USC 6041(a) as amended
    by Pub. L. 119-21 section 70433, for payments after 2025 (read in sovos.com, 2025).

    From 2027 on it is indexed, and only grows: until we know by how much, the last one asks early.
    """
    dollars = _UNTIL_2025 if year <= 2025 else _SINCE_2026
    return Money(minor=dollars * 100, currency=DOLLARS)


def form_needed_from(year: int, percent: int) -> Money:
    """The year's total at which a form W-9, or W-8 of who is no US person, must be there."""
    return Money(minor=threshold_of(year).minor * percent // 100, currency=DOLLARS)
