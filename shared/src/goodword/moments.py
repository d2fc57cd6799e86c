"""Moments as others write them to us."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC, as everything is kept: an offset is the writer's own, may be any of
    24 hours, and PostgreSQL reads none beyond 16.

    Raises ValueError for a moment that is outside the years 1 to 9999 there.
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a moment lies within the years 1 to 9999 of UTC") from error


Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
"""A time with an offset, as a caller writes it; in UTC from here on."""
