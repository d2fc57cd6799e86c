"""Which part of a list is asked for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Page:
    """At most `limit` rows behind the row with id `after`, newest first unless `ascending`."""

    limit: int = 20
    after: UUID | None = None
    ascending: bool = False
    created_after: datetime | None = None
    created_before: datetime | None = None
