"""Rows as one JSON text, for statements that take any number of them at once."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson


def as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as a JSON array, as `jsonb_to_recordset` reads it."""
    # asyncpg has a UUID class of its own, which orjson does not know.
    return orjson.dumps([dict(row) for row in rows], default=str).decode()
