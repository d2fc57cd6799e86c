"""What the notifier knows of businesses and people: copies of facts that others own."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """Who writes: its name, its address for the foot of a letter, and where its mail is from."""

    business_id: UUID
    mode: Literal["live", "test"]
    name: str
    locale: str
    postal: str | None
    from_email: str | None
    from_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom a letter reaches: where the person was merged into another, that one's name, language
    and address. `email` is None where we know of none."""

    person_id: UUID
    name: str | None
    given: str | None
    email: str | None
    locale: str | None
