"""People as they are written and shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Row

from goodword.ids import PersonId
from goodword.moments import Moment
from referral_api.domain.fields import Email, Locale, Phone, TimeZone
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.consents import in_effect
from referral_api.domain.people.person import Identifier, PersonRef
from referral_api.domain.people.refs import ExternalId, NameBody, Place
from referral_api.routes.conventions.objects import (
    Metadata,
    MetadataChange,
    Object,
    Prose,
    unchanged,
)
from referral_api.routes.people.consent_bodies import ConsentInEffect
from referral_api.use_cases.people.change_person import PersonChange

Emails = Annotated[list[Email], Field(max_length=20, description="the preferred one first")]
Phones = Annotated[list[Phone], Field(max_length=20, description="the preferred one first")]
ExternalIds = Annotated[list[ExternalId], Field(max_length=50)]
Tags = Annotated[list[Line], Field(max_length=50)]
Accepts = Literal["anything", "donation_only", "nothing"]
Channel = Literal["email", "sms", "task", "card"]


class Preferences(Body):
    """What a person likes and can accept; what is not named stays as it is."""

    favourite_restaurant: Line | None = unchanged()
    favourite_charity: Line | None = unchanged()
    accepts: Accepts = unchanged()
    do_not_ask: bool = unchanged()
    channel: Channel | None = unchanged()


class WholePreferences(Body):
    """All preferences at once: what is not given is not known, or as it is for everybody."""

    favourite_restaurant: Line | None = None
    favourite_charity: Line | None = None
    accepts: Accepts = "anything"
    do_not_ask: bool = False
    channel: Channel | None = None

    def change(self) -> PersonChange:
        return PersonChange(sets=self.model_dump())


class Merge(Body):
    """Who stands for both from now on."""

    into: PersonId


class _PersonFields(Body):
    """What may be said of a person; what is not named stays as it is."""

    name: NameBody = unchanged()
    locale: Locale | None = unchanged()
    time_zone: TimeZone | None = unchanged()
    place: Place = unchanged()
    occupation: Line | None = unchanged()
    employer: Line | None = unchanged()
    licences: Tags = unchanged()
    rep_id: PersonId | None = unchanged()
    tags: Tags = unchanged()
    preferences: Preferences = unchanged()
    story: Prose | None = unchanged()
    how_known: Prose | None = unchanged()

    @property
    def sets(self) -> dict[str, Any]:
        """The columns that are named."""
        shared = {"occupation", "employer", "locale", "time_zone", "rep_id", "story", "how_known"}
        columns = self.model_dump(include=shared, exclude_unset=True)
        columns |= {
            name: tuple(getattr(self, name))
            for name in ("licences", "tags")
            if name in self.model_fields_set
        }
        if "name" in self.model_fields_set:
            parts = self.name.model_dump(exclude_unset=True)
            columns |= {f"{part}_name": value for part, value in parts.items()}
        if "place" in self.model_fields_set:
            columns |= {"country": self.place.country, "region": self.place.region}
        if "preferences" in self.model_fields_set:
            columns |= self.preferences.model_dump(exclude_unset=True)
        return columns


class NewPerson(_PersonFields):
    """A person by identifiers, at least one: who is known to us is changed, others are new."""

    emails: Emails = Field(default_factory=list)
    phones: Phones = Field(default_factory=list)
    external_ids: ExternalIds = Field(default_factory=list)
    first_purchase_at: Moment | None = Field(
        default=None, description="makes them a client, since then at the latest"
    )
    metadata: Metadata = unchanged()

    @model_validator(mode="after")
    def _is_identified(self) -> Self:
        if not (self.emails or self.phones or self.external_ids):
            raise PydanticCustomError("missing", "Give an e-mail, a phone or an external id.")
        return self

    def ref(self, business_id: UUID) -> PersonRef:
        sets = self.sets
        if "metadata" in self.model_fields_set:
            sets["metadata"] = self.metadata
        return PersonRef(
            business_id=business_id,
            identifiers=tuple(
                dict.fromkeys(
                    _external(self.external_ids) + _emails(self.emails) + _phones(self.phones)
                )
            ),
            sets=sets,
            bought_at=self.first_purchase_at,
        )


class PersonChangeBody(_PersonFields):
    """A list of identifiers that is named replaces the one there was."""

    emails: Emails = unchanged()
    phones: Phones = unchanged()
    external_ids: ExternalIds = unchanged()
    metadata: MetadataChange = unchanged()

    def change(self) -> PersonChange:
        named: dict[str, Sequence[Identifier]] = {}
        if "external_ids" in self.model_fields_set:
            named["external"] = _unique(_external(self.external_ids))
        if "emails" in self.model_fields_set:
            named["email"] = _unique(_emails(self.emails))
        if "phones" in self.model_fields_set:
            named["phone"] = _unique(_phones(self.phones))
        return PersonChange(self.sets, self.metadata, named)


class NameObject(Body):
    """How a person is called."""

    display: str | None
    given: str | None
    family: str | None


class ExternalIdObject(Body):
    """What another system calls a person."""

    source: str
    id: str


class PreferencesObject(Body):
    """What a person likes and can accept; when they told their favourites."""

    favourite_restaurant: str | None
    favourite_charity: str | None
    favourites_captured_at: datetime | None
    accepts: Accepts
    do_not_ask: bool
    channel: Channel | None


class PersonObject(Object):
    """A person as we know them. `roles` follow from what happened, `consents` are those in effect.
    Who was merged into somebody stays as an alias: what is asked of them happens to `merged_into`.
    """

    id: PersonId
    object: Literal["person"] = "person"
    name: NameObject
    emails: list[str]
    phones: list[str]
    external_ids: list[ExternalIdObject]
    roles: list[Literal["client", "referrer", "prospect", "rep", "partner"]]
    locale: str | None
    time_zone: str | None
    place: Place
    occupation: str | None
    employer: str | None
    licences: list[str]
    rep_id: PersonId | None
    tags: list[str]
    first_purchase_at: datetime | None
    preferences: PreferencesObject
    story: str | None
    how_known: str | None
    merged_into: PersonId | None
    consents: list[ConsentInEffect]
    erased_at: datetime | None = Field(description="since when nothing is known of them any more")

    @classmethod
    def of(cls, row: Row[Any], known: Sequence[Identifier], consents: Sequence[Row[Any]]) -> Self:
        columns = row._mapping
        preferences = {name: columns[name] for name in PreferencesObject.model_fields}
        return cls.model_validate(
            {
                **columns,
                "name": {part: columns[f"{part}_name"] for part in NameObject.model_fields},
                "place": Place(country=row.country, region=row.region),
                "preferences": preferences,
                "emails": [each.value for each in known if each.kind == "email"],
                "phones": [each.value for each in known if each.kind == "phone"],
                "external_ids": [
                    {"source": each.source, "id": each.value}
                    for each in known
                    if each.kind == "external"
                ],
                "consents": [ConsentInEffect.shown(each) for each in in_effect(consents)],
            }
        )


def _unique(identifiers: list[Identifier]) -> list[Identifier]:
    return list(dict.fromkeys(identifiers))


def _external(listed: Sequence[ExternalId]) -> list[Identifier]:
    return [Identifier("external", each.source, each.id) for each in listed]


def _emails(listed: Sequence[str]) -> list[Identifier]:
    return [Identifier("email", "", each) for each in listed]


def _phones(listed: Sequence[str]) -> list[Identifier]:
    return [Identifier("phone", "", each) for each in listed]
