"""`…_ref`: a person given by id, or inline by identifiers, which upserts."""

from typing import Any, Self, TypeAlias
from uuid import UUID

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from goodword.ids import PersonId
from referral_api.domain.people import Identifier, PersonRef, Role
from referral_api.routes.fields import Email, Locale, Phone
from referral_api.routes.objects import Body, Line, Place


class NameBody(Body):
    """How a person is called; any part may be unknown."""

    display: Line | None = None
    given: Line | None = None
    family: Line | None = None


class ExternalId(Body):
    """What another system calls a person."""

    source: Line
    id: Line


class PersonInline(Body):
    """A person by identifiers, at least one: who is not known is new."""

    email: Email | None = None
    phone: Phone | None = None
    external_id: ExternalId | None = None
    name: NameBody = NameBody()
    locale: Locale | None = None
    place: Place = Place()

    @model_validator(mode="after")
    def _is_identified(self) -> Self:
        if not self.identifiers:
            raise PydanticCustomError("missing", "Give an e-mail, a phone or an external id.")
        return self

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        found = []
        if self.external_id:
            found.append(Identifier("external", self.external_id.source, self.external_id.id))
        if self.email:
            found.append(Identifier("email", "", self.email))
        if self.phone:
            found.append(Identifier("phone", "", self.phone))
        return tuple(found)

    @property
    def fills(self) -> dict[str, Any]:
        """The columns that are known, by name."""
        columns = {
            "display_name": self.name.display,
            "given_name": self.name.given,
            "family_name": self.name.family,
            "locale": self.locale,
            "country": self.place.country,
            "region": self.place.region,
        }
        return {name: value for name, value in columns.items() if value is not None}


PersonRefBody: TypeAlias = PersonId | PersonInline


def person_ref(business_id: UUID, body: UUID | PersonInline, role: Role) -> PersonRef:
    """The person a request speaks of, in a role."""
    if isinstance(body, UUID):
        return PersonRef(business_id=business_id, person_id=body, roles=frozenset({role}))
    return PersonRef(
        business_id=business_id,
        identifiers=body.identifiers,
        fills=body.fills,
        roles=frozenset({role}),
    )
