"""Events of topic `people`: state, each a full snapshot. Personal data travels here and nowhere
else."""

from typing import ClassVar, Literal

from pydantic import Field

from goodword.events.event import Event, KeyedHash, Value, Word
from goodword.ids import PersonId

Role = Literal["client", "referrer", "prospect", "rep", "partner"]
Accepts = Literal["anything", "donation_only", "nothing"]


class Name(Value):
    """How a person is called; any part may be unknown."""

    display: str | None = None
    given: str | None = None
    family: str | None = None


class Place(Value):
    """Where somebody is: ISO 3166 country and region (`US`, `FL`)."""

    country: str | None = None
    region: str | None = None


class PersonChanged(Event):
    """A person as we know them now."""

    name: ClassVar[str] = "person-changed"
    topic: ClassVar[str] = "people"
    about: ClassVar[tuple[str, str]] = ("per", "person_id")

    person_id: PersonId
    version: int = Field(ge=1)
    roles: tuple[Role, ...] = ()
    called: Name = Field(default_factory=Name)
    emails: tuple[str, ...] = Field(default=(), description="normalised, the preferred one first")
    phones: tuple[str, ...] = Field(default=(), description="E.164, the preferred one first")
    locale: str | None = Field(default=None, description="BCP 47, such as en or pt-BR")
    time_zone: str | None = Field(default=None, description="IANA, such as Europe/Berlin")
    place: Place = Field(default_factory=Place)
    accepts: Accepts = "anything"
    do_not_ask: bool = False
    merged_into: PersonId | None = Field(default=None, description="who stands for them now")


class PersonErased(Event):
    """A person is forgotten: nothing that tells who they were may stay anywhere."""

    name: ClassVar[str] = "person-erased"
    topic: ClassVar[str] = "people"
    about: ClassVar[tuple[str, str]] = ("per", "person_id")

    person_id: PersonId
    version: int = Field(ge=1)


class ContactSuppressed(Event):
    """An address that is not to be written to again, as a keyed hash (design: suppression).

    The key holds business, hash, channel and scope, so that no fact replaces another.
    """

    name: ClassVar[str] = "contact-suppressed"
    topic: ClassVar[str] = "people"
    about: ClassVar[tuple[str, str]] = ("biz", "business_id")

    address_hash: KeyedHash
    channel: Literal["email", "sms"]
    scope: Literal["all", "marketing"]
    reason: Word = Field(description="unsubscribed, bounced, complained, erased, by_hand")

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.address_hash}:{self.channel}:{self.scope}"
