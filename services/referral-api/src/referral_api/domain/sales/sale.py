"""A sale as its source reports it, before anybody looks for a referral behind it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from goodword.money import Money

NetBasis = Literal["goods", "gross"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who bought, by whatever the source knows: our own id, or identifiers, best first.

    `country` and `region` are ISO 3166 (`US`, `FL`). E-mail and phone are as they came. `home` is
    what their household is known by; only its hash is kept.
    """

    person_id: UUID | None = None
    external_id: tuple[str, str] | None = None
    email: str | None = None
    phone: str | None = None
    display_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    locale: str | None = None
    country: str | None = None
    region: str | None = None
    home: str | None = field(default=None, repr=False)

    @property
    def is_identified(self) -> bool:
        return bool(self.person_id or self.external_id or self.email or self.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a sale; `amount` is what was paid for all of it, where the source says so."""

    product_id: str | None
    quantity: int
    amount: Money | None = None

    def stored(self) -> dict[str, Any]:
        """As it is kept and shown."""
        amount = self.amount.model_dump() if self.amount else None
        return {"product_id": self.product_id, "quantity": self.quantity, "amount": amount}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedSale:
    """Money in, unique by (`source`, `external_id`).

    `net` is the goods after discounts, before any refund, without tax, shipping, tips and
    gift-card purchases where the source separates them (`net_basis` goods); else it is `gross`,
    what the buyer paid. `codes` were typed by the buyer; `link_code` came with the link they
    followed, and `click_id` names the very click; `landing_code` and `landing_click_id` stood in
    the address at which they entered the shop. `reported_at` is the source's own time of this
    report: of several, the newest holds.
    """

    source: str
    external_id: str
    closed_at: datetime
    gross: Money
    net: Money
    net_basis: NetBasis
    buyer: Buyer
    codes: tuple[str, ...] = ()
    link_code: str | None = None
    click_id: UUID | None = None
    landing_code: str | None = None
    landing_click_id: UUID | None = None
    items: tuple[Item, ...] = ()
    tags: tuple[str, ...] = ()
    rep_id: UUID | None = None
    test: bool = False
    reported_at: datetime | None = None
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one sale, however often and in whatever words it is reported."""
        return self.source, self.external_id

    @property
    def told_at(self) -> datetime:
        """When the source said so; where it does not tell, when the sale was."""
        return self.reported_at or self.closed_at

    @property
    def all_codes(self) -> tuple[str, ...]:
        """Every code that came with it, typed ones first."""
        return (*self.codes, *self.link_codes)

    @property
    def link_codes(self) -> tuple[str, ...]:
        """The codes that links left, each once."""
        return tuple(dict.fromkeys(filter(None, (self.link_code, self.landing_code))))

    @property
    def click_ids(self) -> tuple[UUID, ...]:
        """The clicks that led to it, each once."""
        found = (self.click_id, self.landing_click_id)
        return tuple(dict.fromkeys(each for each in found if each is not None))

    @property
    def product_ids(self) -> tuple[str, ...]:
        """Each product once, in the order of the lines."""
        return tuple(dict.fromkeys(item.product_id for item in self.items if item.product_id))


def awaited(source: str, external_id: str) -> str:
    """What a report waits for that refers to a sale not here yet: `sale:shopify:820982911946`."""
    return f"sale:{source}:{external_id}"
