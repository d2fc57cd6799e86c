"""The card at the end of a year (R-THX-02)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from notifier.domain.asks.nights import MORNING, zone_of
from notifier.domain.copies import Business

FIRST, LAST = (11, 15), (12, 31)
"""Month and day from and until which cards are written (choice)."""


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a year: written from `opens` on, and due at the end of the year."""

    year: int
    opens: datetime
    due: datetime


def card_of(referred_at: datetime, business: Business) -> Card:
    """Whoever refers somebody in a year, by the business's calendar, gets the card of that year."""
    zone = zone_of(business)
    year = referred_at.astimezone(zone).year
    return Card(
        year,
        datetime.combine(date(year, *FIRST), MORNING, zone),
        datetime.combine(date(year, *LAST), time(23, 59), zone),
    )
