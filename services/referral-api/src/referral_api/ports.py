"""What referral-api needs of the world: sources, the senders whose webhooks it understands, and
clients, which ask them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable
from uuid import UUID

import httpx

from referral_api.domain.businesses.rates import Rates
from referral_api.domain.connections.about import About, ConnectionSettings, Incoming
from referral_api.domain.connections.delivery import Translation
from referral_api.domain.connections.wanted import Changed, Fetched, Wanted


@dataclass(frozen=True, slots=True)
class Label:
    """What a sender writes on a delivery: its topic, and its own id of the delivery, if any."""

    topic: str
    external_id: str | None


@dataclass(frozen=True, slots=True)
class Sample:
    """A webhook that we make up ourselves, as its sender would post it; header names lower case.
    `query` comes behind the `?` of its address."""

    headers: Mapping[str, str]
    body: bytes
    query: str = field(default="", repr=False)


class Source(Protocol):
    """A sender of webhooks. A module: everything here is pure.

    Header names are lower case. `KEPT_HEADERS` are the beginnings of those worth keeping with a
    delivery; none of them may carry a secret.
    """

    @property
    def ABOUT(self) -> About: ...  # noqa: N802 a module's constant

    @property
    def KEPT_HEADERS(self) -> tuple[str, ...]: ...  # noqa: N802 a module's constant

    def new_secret(self) -> str:
        """A secret of the form this sender wants."""
        ...

    def is_secret(self, text: str) -> bool:
        """Whether `text` can be a secret of this sender's."""
        ...

    def verify(self, incoming: Incoming, secrets: Sequence[str], now: datetime) -> bool:
        """Whether one of `secrets` signed exactly these bytes. Never raises, whatever was sent."""
        ...

    def label(self, incoming: Incoming) -> Label:
        """Topic and id of a delivery that was verified. Never raises."""
        ...

    def sample(self, name: str, at: datetime, secret: str, url: str) -> Sample:
        """A delivery to try a connection at `url` with, signed with `secret`: marked as a test
        where the sender has such a mark, of nobody and about nobody. `name` makes it one of its
        own."""
        ...

    def translate(self, topic: str, body: bytes, settings: ConnectionSettings) -> Translation:
        """What the delivery says, as facts; UnreadableError where it makes no sense."""
        ...


class Keys(Protocol):
    """The public keys of a sender."""

    async def current(self) -> bytes:
        """As the sender shows them now, or did lately; TransientError where they cannot be had."""
        ...


class Client(Protocol):
    """Asks a sender for what its deliveries only name."""

    async def fetch(self, wanted: Wanted) -> Fetched | None:
        """The object as it is now; None where it is gone.

        TransientError where it is worth another try, PermanentError where it never will be.
        """
        ...


@runtime_checkable
class Reconciler(Protocol):
    """Asks a sender for what changed, since its deliveries may be lost."""

    async def changed(self, since: datetime, page: str | None) -> Changed:
        """A page of what was changed since then, the oldest first; errors as of `fetch`."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """What a client is opened with."""

    http: httpx.AsyncClient
    pace: Rates
    connection_id: UUID
    settings: ConnectionSettings
    credentials: Mapping[str, str] = field(repr=False)


OpenClient: TypeAlias = Callable[[Asking], Client]
"""PermanentError where a credential is missing."""
