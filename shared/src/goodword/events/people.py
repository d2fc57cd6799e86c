"""Events of topic `people`: state, each a full snapshot. Personal data travels here and nowhere
else."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from goodword.events.event import Event, KeyedHash, Value, Word
from goodword.ids import PersonId, ReferralId

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


class Favourites(Value):
    """What a person likes best, and when they last told us of it."""

    restaurant: str | None = None
    charity: str | None = None
    captured_at: AwareDatetime | None = None


class Consent(Value):
    """What a person allows, or does not allow any more, as it stands: the newest word counts."""

    purpose: Word = Field(description="marketing, asking, introduction, disclosure, …")
    channel: Word = Field(description="email, sms, phone, post; any for all of them")
    state: Literal["given", "withdrawn"]
    basis: Word = Field(description="consent, soft_opt_in, contract, legitimate_interest")
    at: AwareDatetime


class Referred(Value):
    """What was said of somebody when they were referred: how the two know each other, and why what
    the business does may be of use to them."""

    referral_id: ReferralId
    how_known: str | None = None
    need: str | None = None


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
    occupation: str | None = None
    employer: str | None = None
    licences: tuple[str, ...] = ()
    favourites: Favourites = Field(default_factory=Favourites)
    consents: tuple[Consent, ...] = Field(default=(), description="those in effect")
    channel: Word | None = Field(default=None, description="how they like to be reached")
    rep_id: PersonId | None = Field(default=None, description="who owns the relationship")
    tags: tuple[str, ...] = ()
    first_purchase_at: AwareDatetime | None = None
    story: str | None = Field(default=None, description="what the business did for them")
    how_known: str | None = Field(default=None, description="how they and the business met")
    referred: tuple[Referred, ...] = Field(default=(), description="what referrers said of them")


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
