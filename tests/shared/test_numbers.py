"""Whole numbers in requests."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from goodword.numbers import WholeNumber

WHOLE: TypeAdapter[int] = TypeAdapter(WholeNumber)


@pytest.mark.parametrize("written", [96, 96.0, Decimal("96.0"), Decimal("9.6E+1")])
def test_a_whole_number_is_one_however_it_is_written(written: Any):
    read = WHOLE.validate_python(written)

    assert (read, type(read)) == (96, int)


@pytest.mark.parametrize(
    "written",
    [
        False,
        True,
        None,
        "96",
        96.5,
        Decimal("96.5"),
        float("nan"),
        float("inf"),
        1e300,
        Decimal("1E+1000000"),
        [96],
    ],
)
def test_what_is_no_whole_number_is_refused(written: Any):
    with pytest.raises(ValidationError):
        WHOLE.validate_python(written)
