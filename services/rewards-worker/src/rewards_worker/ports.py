"""What rewards-worker needs of the world: a provider that hands a reward over, at most once.

How a call can end, told apart by what may have been made:

    an Outcome           the provider answered; each value says what it means for the value
    UnknownOutcomeError  perhaps an order: the answer was lost, late or made no sense. Only asking
                         again, with the same key and bytes, or `inquire` can tell
    TransientError       nothing by this call (`goodword.errors`): the same bytes again, later
    PermanentError       nothing by this call, nor by any other until our set-up is mended

The last two speak of their own call only: what an earlier call with the same key may have made,
they leave as unknown as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias, runtime_checkable
from uuid import UUID

import httpx

from goodword.database import Database
from goodword.errors import GoodwordError
from goodword.money import Money
from goodword.setups import SetUp


class UnknownOutcomeError(GoodwordError):
    """Nobody knows whether an order was made. Never a failure: the same key goes out again."""

    def __init__(self, detail: str, *, http_status: int | None = None) -> None:
        super().__init__(detail)
        self.http_status = http_status


class UnknownWordError(UnknownOutcomeError):
    """The provider used a word that this version does not know: what we know stays, and somebody
    must look."""


Further: TypeAlias = Literal["delivered", "delivery_failed", "redeemed", "expired"]
"""What is known of value that is out: it arrived, its message did not, it was used, it ran out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One reward for one person. `key` is the generation's UUIDv4 and goes out with each try;
    `kind` is the gift's (`gift_card`, …).

    What it is worth is an `amount` of money, `points`, `percent_off` a purchase, or none of them:
    then `item` says what it is. `where` names the restaurant or charity that it is for; None where
    nobody has named one. `opened_at` and `valid_until` are in the business's time and zone.
    """

    key: UUID
    kind: str
    amount: Money | None = None
    points: int | None = None
    percent_off: str | None = None
    item: str | None = None
    where: str | None = None
    opened_at: datetime | None = None
    valid_until: datetime | None = None
    reward_id: UUID | None = None
    recipient_id: UUID | None = None
    recipient_name: str = field(default="", repr=False)
    recipient_email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Handover:
    """How the value reaches the beneficiary: the provider writes to them (`provider`), or we do
    (`us`), with `secret`, a link or code that must be sealed wherever it is kept; `sealed` is one
    that came to us sealed already."""

    by: Literal["provider", "us"]
    secret: str | None = field(default=None, repr=False)
    sealed: str | None = field(default=None, repr=False)
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What shows that a donation was made: the number under which it can be looked up, and which
    registered charity has it, where we were told."""

    ref: str
    registration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The provider has an order and works on it. `object_ids`, here and below, are its other ids of
    what it made, by which it may call us back.

    `linkless` is its id of a gift that is made already, whose link we do not have.
    """

    provider_ref: str
    linkless: str | None = None
    object_ids: tuple[str, ...] = ()
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """It waits for somebody: funds, an approval.

    With `provider_ref` there is an order, which goes on by itself; without one this call made
    nothing, and the same bytes go out again when the cause is gone.
    """

    code: str
    reason: str
    provider_ref: str | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """The value is out, once for ever under this key; `further` is what became of it since, and
    `receipt` that of a donation."""

    provider_ref: str
    handover: Handover
    further: Further | None = None
    receipt: Receipt | None = None
    object_ids: tuple[str, ...] = ()
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The provider said no.

    `final`: nothing is out under this key and never will be, so a new generation is safe.
    Otherwise something may be out (the key was used for other bytes): a person decides, and the
    payout stays unknown.
    """

    final: bool
    code: str
    reason: str
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Canceled:
    """There was an order, and the provider called it off: no value is out, or not any more."""

    provider_ref: str
    reason: str = "canceled"
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """The provider knows no order of this key. Never proof that none will come of it: a frozen
    worker may still send it."""

    http_status: int | None = None


Outcome: TypeAlias = Accepted | Held | Issued | Rejected | Canceled


class Provider(Protocol):
    """Somebody who issues rewards. Safe to use from many tasks at once."""

    @property
    def name(self) -> str:
        """As in settings, in payouts and in the name of its clearing account."""
        ...

    @property
    def key_window(self) -> timedelta:
        """How long after its first use a key is sure to be recognised; afterwards nothing is
        sent again by itself, and a person decides. None at all where no key is recognised."""
        ...

    @property
    def can_inquire(self) -> bool:
        """Whether `inquire` can find an order by its key."""
        ...

    def compose(self, order: Order) -> bytes:
        """The exact request, to be stored before it is sent; pure, the same order makes the same
        bytes. PermanentError where this provider cannot issue such a thing."""
        ...

    async def submit(self, request: bytes, key: UUID) -> Outcome:
        """Send `request`, which was composed for `key`; errors as above."""
        ...

    async def inquire(self, key: UUID) -> Outcome | NotFound:
        """What became of `key`; errors as above, and makes nothing."""
        ...

    async def check(self) -> None:
        """Try something harmless, to see whether our set-up works there; errors as above."""
        ...


@runtime_checkable
class MakesLinks(Protocol):
    """A provider that shows an order without its link, and makes another one of the same gift."""

    async def make_link(self, made: Accepted) -> Outcome:
        """The gift with a new link, `made` again where there is none yet; errors as above. Only
        for a link that nobody has: the one before may die of it."""
        ...


@runtime_checkable
class Resends(Protocol):
    """A provider that writes to beneficiaries itself, and can do so again."""

    async def resend(self, object_id: str) -> bool:
        """Send the message of this gift once more, and say whether it will; errors as above. Makes
        nothing: only for a message that did not arrive."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What providers work with that are opened for one business; the same for all of them.

    `code_key` derives the codes that we mint ourselves, and is never changed.
    """

    client: httpx.AsyncClient
    db: Database
    code_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedFor:
    """The business that a provider is opened for, and its form, with the secrets opened; None
    where it has set up nothing."""

    business_id: UUID
    form: SetUp | None


Opens: TypeAlias = Callable[[OpenedFor, Means], Provider]
"""Opens a provider for a business, lazily, when it pays; no I/O. PermanentError where its form is
missing and needed."""
