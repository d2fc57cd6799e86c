"""Who is not happy, by what they said (R-NPS-02, R-REV-05)."""

from decimal import Decimal
from typing import Any, Final

from referral_api.domain.relationships.reports import ReportKind

DETRACTOR_MAX: Final = 6
"""R-NPS-02: 0 to 6 of 10."""

BAD_RATING_MAX: Final = Decimal("0.6")
"""Up to three stars of five (choice)."""


def is_unhappy(kind: ReportKind, row: Any) -> bool:
    """Whether a report tells of a client whom somebody should look after."""
    if kind == "survey_answer":
        return bool(row.score <= DETRACTOR_MAX)
    if kind != "review" or row.withdrawn or row.rating is None:
        return False
    return bool(row.rating <= BAD_RATING_MAX * row.out_of)
