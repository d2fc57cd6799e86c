"""Filters of lists: exact fields, those that were given."""

from typing import Any


def given(**filters: Any) -> dict[str, Any]:
    """The columns to compare."""
    return {column: value for column, value in filters.items() if value is not None}
