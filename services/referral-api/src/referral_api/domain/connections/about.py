"""What is known of a source: how it speaks, what it brings, and what it wants to be told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from goodword.errors import Problem

ConnectionSettings: TypeAlias = Mapping[str, str]
"""What a business says of its sender, by name, such as the currency of a till that names none."""

NO_SETTINGS: Final[ConnectionSettings] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came to a connection; header names lower case.

    `url` is where it was posted, as the sender was told to: some sign that too. It has the query
    that came with it, and its beginning is the one that we go by in public, whatever a proxy made
    of it. `keys` are the sender's public ones as it shows them, where it signs with such.
    """

    headers: Mapping[str, str]
    body: bytes
    url: str = ""
    settings: ConnectionSettings = field(default_factory=lambda: NO_SETTINGS)
    keys: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in the form that a sender insists on."""

    status: int
    body: bytes = b""
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a business says of its sender, under `name`; `form` is a regular expression that the
    whole value fits, as `example` does. A setting has at most `max_length` characters."""

    name: str
    meaning: str
    example: str
    form: str = r".+"
    required: bool = False
    max_length: int = 500


Brings: TypeAlias = Literal[
    "sales", "refunds", "people", "referrals", "reviews", "scores", "mails", "payouts", "privacy"
]


def greets_nobody(incoming: Incoming) -> Reply | None:
    """Most senders do not try an address before they use it."""
    return None


def finds_nothing(settings: ConnectionSettings) -> Iterable[Problem]:
    """Most settings are right where each has its form."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What people are told of a source, and how it wants to be spoken to.

    `proof` says how a delivery shows who sent it. `steps` are what to do at the sender's, in its
    own words; `{url}` in them is the connection's address. `credentials` are what its own API
    wants of us, where what it sends must be asked for. `reply` is its answer to a delivery that is
    kept, where 202 and our JSON would not do. `greet` answers what is sent to try an address, which
    is unsigned and not kept. `check` looks into settings that no form can describe.
    """

    title: str
    brings: tuple[Brings, ...]
    proof: str
    steps: tuple[str, ...]
    settings: tuple[Setting, ...] = ()
    credentials: tuple[Setting, ...] = ()
    reply: Reply | None = None
    greet: Callable[[Incoming], Reply | None] = greets_nobody
    check: Callable[[ConnectionSettings], Iterable[Problem]] = finds_nothing
