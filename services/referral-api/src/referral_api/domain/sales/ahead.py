"""Times that lie further ahead than clocks differ."""

from datetime import datetime, timedelta
from typing import Final

from goodword.errors import Problem, RejectedError

TOLERANCE: Final = timedelta(hours=24)
"""By so much a sender's clock, or its idea of a time zone, may be ahead of the business's."""


def is_ahead(at: datetime, now: datetime) -> bool:
    """Whether what is said to have happened `at` cannot have happened yet."""
    return at > now + TOLERANCE


def why_ahead(at: datetime, now: datetime) -> str:
    return (
        f"It is said to have happened at {at.isoformat()}, and it is {now.isoformat()} now: "
        "more than a day ahead."
    )


def check_not_ahead(at: datetime, now: datetime) -> None:
    """RejectedError `invalid_request` with a pointer to `occurred_at`."""
    if is_ahead(at, now):
        detail = f"{why_ahead(at, now)} Look at the clock, the year and the time zone."
        problem = Problem("/occurred_at", "in_the_future", detail)
        raise RejectedError("invalid_request", detail, problems=[problem])
