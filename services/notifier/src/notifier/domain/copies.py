"""What the notifier knows of businesses and people: copies of facts that others own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """Who writes: its name, its address for the foot of a letter, where its mail is from and where
    answers go; `contact_email` is told what needs somebody."""

    business_id: UUID
    mode: Literal["live", "test"]
    time_zone: str
    name: str
    locale: str
    postal: str | None
    from_email: str | None
    from_name: str | None
    reply_to: str | None = None
    contact_email: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def logo_url(self) -> str | None:
        return _text(self.parameters.get("logo_url"))

    @property
    def colour(self) -> str | None:
        return _text(self.parameters.get("colour"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom a letter reaches: where the person was merged into another, that one's name, language
    and address. `email` is None where we know of none, `person_id` of a business's contact, who is
    nobody by name."""

    person_id: UUID | None
    name: str | None
    given: str | None
    email: str | None
    locale: str | None
    time_zone: str | None = None
    country: str | None = None
    region: str | None = None
    rep_id: UUID | None = None
    story: str | None = None
    referred: Sequence[Mapping[str, str | None]] = ()

    def said_in(self, referral: str) -> Mapping[str, str | None]:
        """What was said of them in this referral: `how_known` and `need`, if anything."""
        return next((one for one in self.referred if one["referral_id"] == referral), {})


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
