"""People as they are written to us with a sale."""

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

from goodword import ids
from goodword.ids import PersonId
from referral_api.domain.addresses import read_email, read_phone
from referral_api.domain.sales.sale import Buyer

# PostgreSQL's text holds no NUL, and nobody's name a control character.
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Locale = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$")]


def _email(value: str) -> str:
    try:
        return read_email(value)
    except ValueError as error:
        raise PydanticCustomError("email", "Give an e-mail address.") from error


def _phone(value: str) -> str:
    try:
        return read_phone(value)
    except ValueError as error:
        raise PydanticCustomError("phone", "Give a phone number as +1 305 555 0123.") from error


Email = Annotated[Line, AfterValidator(_email)]
Phone = Annotated[Line, AfterValidator(_phone)]


class Body(BaseModel):
    """What a caller writes: unknown fields are refused, never dropped in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ExternalIdBody(Body):
    """How another system names a person."""

    source: Line
    id: Line


class NameBody(Body):
    """A person's name; any part may be missing."""

    display: Line | None = None
    given: Line | None = None
    family: Line | None = None


class PlaceBody(Body):
    """ISO 3166: a country, and a region in it (`US`, `FL`)."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,3}$")] | None = None


class BuyerBody(Body):
    """A person given by id (a text), or inline by identifiers, at least one: who is not known is
    new."""

    # One model for both: a mistake in a union is pointed at by the name of its member.

    id: SkipJsonSchema[PersonId | None] = None
    email: Email | None = None
    phone: Phone | None = None
    external_id: ExternalIdBody | None = None
    name: NameBody | None = None
    locale: Locale | None = None
    place: PlaceBody | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_id(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return {"id": ids.read("per", value)}
        except ValueError as error:
            raise PydanticCustomError("person_id", "This is not the id of a person.") from error

    @model_validator(mode="after")
    def _identified(self) -> Self:
        if not (self.id or self.email or self.phone or self.external_id):
            raise ValueError("give at least one of email, phone and external_id")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        made = handler(schema)
        inline = handler.resolve_ref_schema(made)
        described = dict(inline)
        inline.clear()
        by_id = {"type": "string", "pattern": f"^per_[0-7][{ids.ALPHABET}]{{25}}$"}
        inline["anyOf"] = [by_id, described]
        return made

    def buyer(self) -> Buyer:
        name = self.name or NameBody()
        place = self.place or PlaceBody()
        external = self.external_id
        return Buyer(
            person_id=self.id,
            external_id=(external.source, external.id) if external else None,
            email=self.email,
            phone=self.phone,
            display_name=name.display,
            given_name=name.given,
            family_name=name.family,
            locale=self.locale,
            country=place.country,
            region=place.region,
        )
