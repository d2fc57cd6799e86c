"""`…_ref`: a person given by id, or inline by identifiers, which upserts."""

from typing import Annotated, Any, Self, TypeAlias
from uuid import UUID

from pydantic import PlainValidator, StringConstraints, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from goodword import ids
from goodword.ids import PersonId
from referral_api.domain.fields import Email, Locale, Phone
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.person import Identifier, PersonRef, Role


class NameBody(Body):
    """How a person is called; any part may be unknown."""

    display: Line | None = None
    given: Line | None = None
    family: Line | None = None


class ExternalId(Body):
    """What another system calls a person."""

    source: Line
    id: Line


class Place(Body):
    """ISO 3166: a country, and a region in it (`US`, `FL`)."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,3}$")] | None = None


_line: TypeAdapter[str] = TypeAdapter(Line)


def _name(value: Any) -> NameBody:
    if isinstance(value, str):
        return NameBody(display=_line.validate_python(value))
    return NameBody.model_validate(value)


# Chosen by the form of what is written. A union of pydantic's would try each member, and point at
# mistakes by the names of its members, which are no part of the caller's body.
_NameOrText = Annotated[NameBody, PlainValidator(_name, json_schema_input_type=Line | NameBody)]


class PersonInline(Body):
    """A person by identifiers, at least one: who is not known is new. A name that is one text is
    how they are called as a whole."""

    email: Email | None = None
    phone: Phone | None = None
    external_id: ExternalId | None = None
    name: _NameOrText | None = None
    locale: Locale | None = None
    place: Place | None = None

    @model_validator(mode="after")
    def _is_identified(self) -> Self:
        if not self.identifiers:
            raise PydanticCustomError(
                "missing", "Give at least one of email, phone and external_id."
            )
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
        name, place = self.name or NameBody(), self.place or Place()
        columns = {
            "display_name": name.display,
            "given_name": name.given,
            "family_name": name.family,
            "locale": self.locale,
            "country": place.country,
            "region": place.region,
        }
        return {column: value for column, value in columns.items() if value is not None}


def _person(value: Any) -> UUID | PersonInline:
    if not isinstance(value, str):
        return PersonInline.model_validate(value)
    try:
        return ids.read("per", value)
    except ValueError as error:
        raise PydanticCustomError("person_id", "This is not the id of a person.") from error


PersonRefBody: TypeAlias = Annotated[
    UUID | PersonInline, PlainValidator(_person, json_schema_input_type=PersonId | PersonInline)
]


def person_ref(business_id: UUID, body: UUID | PersonInline, role: Role | None = None) -> PersonRef:
    """The person a request speaks of, in a role where it tells of one."""
    roles: frozenset[Role] = frozenset({role} if role else ())
    if isinstance(body, UUID):
        return PersonRef(business_id=business_id, person_id=body, roles=roles)
    return PersonRef(
        business_id=business_id,
        identifiers=body.identifiers,
        fills=body.fills,
        roles=roles,
    )
