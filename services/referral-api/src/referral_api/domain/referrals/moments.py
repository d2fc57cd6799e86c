"""When something happened, as a caller says."""

from datetime import datetime, timedelta

from goodword.errors import Problem, RejectedError

AHEAD = timedelta(minutes=5)
"""A caller's clock may be so far ahead of ours."""


def not_ahead(at: datetime | None, now: datetime) -> datetime:
    """`at`, or `now` where it is not said; RejectedError where it is still to come."""
    if at is not None and at > now + AHEAD:
        detail = "It cannot have happened in the future; leave it out for now."
        raise RejectedError("invalid_request", detail, problems=[Problem("/at", "future", detail)])
    return at or now
