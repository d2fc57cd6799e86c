"""Events of topic `settings`: what a business is and wants, and that a service has applied it."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from goodword.events.event import Actor, Event, Value, Word
from goodword.events.people import Place
from goodword.money import Currency

Mode = Literal["live", "test"]


class Addresses(Value):
    """What a letter shows of the business, and where answers and alerts reach it."""

    postal: str | None = None
    from_email: str | None = None
    from_name: str | None = None
    reply_to: str | None = Field(default=None, description="where answers to its letters go")
    contact_email: str | None = Field(default=None, description="who is told what needs somebody")


class BusinessChanged(Event):
    """A business as it is now; `clock_offset_s` is 0 but in test mode."""

    name: ClassVar[str] = "business-changed"
    topic: ClassVar[str] = "settings"
    about: ClassVar[tuple[str, str]] = ("biz", "business_id")

    version: int = Field(ge=1)
    called: str = Field(description="its name, as letters show it")
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    mode: Mode
    clock_offset_s: int = Field(default=0, ge=0, description="how far its clock is ahead of ours")
    industry: str | None = Field(default=None, description="a NAICS code, or words")
    place: Place = Field(default_factory=Place)
    time_zone: str = "UTC"
    locale: str = "en"
    currency: Currency = "USD"
    addresses: Addresses = Field(default_factory=Addresses)
    parameters: dict[str, Any] = Field(default_factory=dict)


class ClockApplied(Event):
    """A service has moved its timers of this test business to `offset_s`."""

    name: ClassVar[str] = "clock-applied"
    topic: ClassVar[str] = "settings"
    about: ClassVar[tuple[str, str]] = ("biz", "business_id")

    service: Word
    offset_s: int = Field(ge=0)

    @property
    def key(self) -> str:
        return f"{self.subject}:clock:{self.service}"


class SettingsChanged(Event):
    """A provider's or channel's set-up as it is now; the worker that owns it applies it.

    Without a body it was taken away.
    """

    name: ClassVar[str] = "settings-changed"
    topic: ClassVar[str] = "settings"
    about: ClassVar[tuple[str, str]] = ("biz", "business_id")

    kind: Word = Field(description="what it sets up: provider-tremendous, channel-smtp, …")
    version: int = Field(ge=1)
    body: dict[str, Any] | None = Field(default=None, description="all that is no secret")
    sealed: str | None = Field(default=None, description="the secrets as JSON, sealed")

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.kind}"


class SettingsTestRequested(Event):
    """Somebody wants to know whether a set-up works: its worker tries a harmless call."""

    name: ClassVar[str] = "settings-test-requested"
    topic: ClassVar[str] = "settings"
    about: ClassVar[tuple[str, str]] = ("biz", "business_id")

    kind: Word
    version: int = Field(ge=1)
    actor: Actor

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.kind}:test"


class SettingsChecked(Event):
    """A service has taken a set-up, or says what is wrong with it."""

    name: ClassVar[str] = "settings-checked"
    topic: ClassVar[str] = "settings"
    about: ClassVar[tuple[str, str]] = ("biz", "business_id")

    kind: Word
    version: int = Field(ge=1)
    service: Word
    ok: bool
    errors: tuple[str, ...] = ()
    tested: bool = Field(default=False, description="a test was asked for, and this is its answer")

    @property
    def key(self) -> str:
        return f"{self.subject}:{self.kind}:{self.service}"
