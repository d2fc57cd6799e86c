"""The figure over all scores (R-NPS-03)."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

FEWEST: Final = 30
"""Of fewer answers there is no figure: it would tell of chance alone."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Clients by their last answer on the scale from 0 to 10; `invited` to a survey, and how many
    of those answered."""

    promoters: int
    passives: int
    detractors: int
    invited: int
    invited_answered: int

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def too_few(self) -> bool:
        return self.n < FEWEST

    @property
    def score(self) -> float | None:
        """From -100 to 100, to a tenth of a point."""
        if self.too_few:
            return None
        return round(100 * (self.promoters - self.detractors) / self.n, 1)

    @property
    def margin(self) -> float | None:
        """Half the width of the interval of 95%, in points, to a tenth."""
        if self.too_few:
            return None
        p, d = self.promoters / self.n, self.detractors / self.n
        # Rounding may leave a hair less than nothing where all said the same.
        return round(196 * sqrt(max(p + d - (p - d) ** 2, 0) / self.n), 1)

    @property
    def response_rate(self) -> float | None:
        """Of those invited, to a thousandth; None where nobody was, as far as we were told."""
        return round(self.invited_answered / self.invited, 3) if self.invited else None
