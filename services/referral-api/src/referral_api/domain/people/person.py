"""A person as we know them, and how somebody else's words about one change that."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple, Self
from uuid import UUID

from goodword.events import Consent, Favourites, Name, PersonChanged, Place
from referral_api.domain.addresses import read_email, read_phone
from referral_api.domain.people.naming import words_of

Role = Literal["client", "referrer", "prospect", "rep", "partner"]
ROLES: tuple[Role, ...] = ("client", "referrer", "prospect", "rep", "partner")

CHANNELS: Mapping[str, str] = {"email": "email", "phone": "sms"}
"""By the kinds of identifiers that are addresses: the channel on which one is written to."""


class Identifier(NamedTuple):
    """What a person is known by: `kind` external (with its source), email or phone."""

    kind: Literal["external", "email", "phone"]
    source: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is kept of a person beside their identifiers. Field names are the table's columns."""

    business_id: UUID
    id: UUID
    display_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    country: str | None = None
    region: str | None = None
    occupation: str | None = None
    employer: str | None = None
    licences: tuple[str, ...] = ()
    rep_id: UUID | None = None
    tags: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    first_purchase_at: datetime | None = None
    favourite_restaurant: str | None = None
    favourite_charity: str | None = None
    favourites_captured_at: datetime | None = None
    accepts: str = "anything"
    do_not_ask: bool = False
    channel: str | None = None
    story: str | None = None
    how_known: str | None = None
    referred: tuple[Mapping[str, Any], ...] = ()
    merged_into: UUID | None = None
    merged_at: datetime | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Any) -> Self:
        """From a row of the table."""
        values = {each.name: getattr(row, each.name) for each in fields(cls)}
        for name in ("licences", "tags", "roles", "referred"):
            values[name] = tuple(values[name] or ())
        return cls(**values)

    def stored(self) -> dict[str, Any]:
        """As the table keeps it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def words(self) -> tuple[str, ...]:
        """By which they are found, where somebody looks for a name."""
        return words_of(self.display_name, self.given_name, self.family_name)

    def told(self, ref: "PersonRef") -> "Person":
        """After what `ref` says: what is unknown is filled in, what we know stays; `sets` rules."""
        filled = {
            name: value for name, value in ref.fills.items() if getattr(self, name) in (None, ())
        }
        roles = {*self.roles, *ref.roles, *(("client",) if ref.bought_at else ())}
        bought = [at for at in (self.first_purchase_at, ref.bought_at) if at is not None]
        return replace(
            self,
            **{**filled, **ref.sets},
            roles=tuple(role for role in ROLES if role in roles),
            first_purchase_at=min(bought, default=None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef:
    """A person that somebody speaks of: by our id, or by identifiers, the best first.

    `fills` are columns of a person to fill in where nothing is known yet, `sets` those to set
    whatever is known. `bought_at` makes them a client, since then at the latest.
    """

    business_id: UUID
    person_id: UUID | None = None
    identifiers: tuple[Identifier, ...] = ()
    fills: Mapping[str, Any] = field(default_factory=dict)
    sets: Mapping[str, Any] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()
    bought_at: datetime | None = None


def identifiers_of(
    *,
    external_id: tuple[str, str] | None = None,
    email: str | None = None,
    phone: str | None = None,
    country: str | None = None,
) -> tuple[Identifier, ...]:
    """What a source wrote of a person, best first; an address that cannot be one is left out.

    `country` (ISO 3166) tells how to read a phone number without its country code.
    """
    found = [Identifier("external", *external_id)] if external_id else []
    with suppress(ValueError):
        found += [Identifier("email", "", read_email(email))] if email else []
    with suppress(ValueError):
        found += [Identifier("phone", "", read_phone(phone, country))] if phone else []
    return tuple(found)


def person_changed(
    person: Person, version: int, known_by: Sequence[Identifier], consents: Sequence[Any]
) -> PersonChanged:
    """The event that says a person as they are now; `known_by` in the order they were learned,
    `consents` those in effect."""
    return PersonChanged.model_validate(
        {
            "business_id": person.business_id,
            "person_id": person.id,
            "version": version,
            "roles": person.roles,
            "called": Name(
                display=person.display_name, given=person.given_name, family=person.family_name
            ),
            "emails": tuple(each.value for each in known_by if each.kind == "email"),
            "phones": tuple(each.value for each in known_by if each.kind == "phone"),
            "locale": person.locale,
            "time_zone": person.time_zone,
            "place": Place(country=person.country, region=person.region),
            "accepts": person.accepts,
            "do_not_ask": person.do_not_ask,
            "merged_into": person.merged_into,
            "occupation": person.occupation,
            "employer": person.employer,
            "licences": person.licences,
            "favourites": Favourites(
                restaurant=person.favourite_restaurant,
                charity=person.favourite_charity,
                captured_at=person.favourites_captured_at,
            ),
            "consents": tuple(_in_effect(each) for each in consents),
            "channel": person.channel,
            "rep_id": person.rep_id,
            "tags": person.tags,
            "first_purchase_at": person.first_purchase_at,
            "story": person.story,
            "how_known": person.how_known,
            "referred": person.referred,
        }
    )


MAX_WORDS = 20
"""Of so many referrals it is kept what was said of their prospect; of more, of the newest."""


def with_words(person: Person, *words: Mapping[str, Any]) -> Person:
    """The person, with what was said of them when they were referred: once for each referral."""
    by_referral = {one["referral_id"]: one for one in (*person.referred, *words)}
    return replace(person, referred=tuple(by_referral.values())[-MAX_WORDS:])


def _in_effect(consent: Any) -> Consent:
    return Consent(
        purpose=consent.purpose,
        channel=consent.channel,
        state=consent.state,
        basis=consent.basis,
        at=consent.at,
    )
