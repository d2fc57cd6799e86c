"""Moments as callers write them."""

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from goodword.moments import Moment

READ = TypeAdapter(Moment)


@pytest.mark.parametrize("offset", ["+02:00", "-21:29", "+23:59"])
def test_a_moment_is_kept_in_utc(offset: str):
    written = f"2026-03-01T10:00:00{offset}"

    moment = READ.validate_python(written)

    assert moment.tzinfo is UTC
    assert moment == datetime.fromisoformat(written)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_a_moment_that_utc_cannot_tell_is_refused(written: str):
    with pytest.raises(ValidationError, match="within the years 1 to 9999"):
        READ.validate_python(written)
