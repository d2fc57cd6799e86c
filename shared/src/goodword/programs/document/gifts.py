"""What a beneficiary gets: one gift, or a choice between several."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Discriminator, Field, Tag

from goodword.errors import Problem
from goodword.programs.document.amounts import Amount, Unit
from goodword.programs.document.model import Days, Part, Text, by_key

MAX_OPTIONS = 10

DEFAULT_CHOICE_DAYS = 30


class GiftKind(StrEnum):
    """The kinds of gifts there are."""

    GIFT_CARD = "gift_card"
    RESTAURANT_CERTIFICATE = "restaurant_certificate"
    CASH = "cash"
    STORE_CREDIT = "store_credit"
    DISCOUNT_CODE = "discount_code"
    POINTS = "points"
    CHARITY_DONATION = "charity_donation"
    PHYSICAL_GIFT = "physical_gift"
    SERVICE = "service"
    RECOGNITION = "recognition"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class _Fit:
    """What goes with a kind: units, whether an amount is needed, and its own fields."""

    units: frozenset[Unit]
    needs_amount: bool = True
    own: frozenset[str] = frozenset()
    needs_item: bool = False


_MONEY = frozenset({Unit.MONEY})
_FITS: Mapping[GiftKind, _Fit] = {
    GiftKind.GIFT_CARD: _Fit(_MONEY),
    GiftKind.RESTAURANT_CERTIFICATE: _Fit(_MONEY, own=frozenset({"where", "valid_days"})),
    GiftKind.CASH: _Fit(_MONEY),
    GiftKind.STORE_CREDIT: _Fit(_MONEY, own=frozenset({"valid_days"})),
    GiftKind.DISCOUNT_CODE: _Fit(
        frozenset({Unit.PERCENT_OFF, Unit.AMOUNT_OFF}), own=frozenset({"valid_days"})
    ),
    GiftKind.POINTS: _Fit(frozenset({Unit.POINTS})),
    GiftKind.CHARITY_DONATION: _Fit(_MONEY, own=frozenset({"where"})),
    GiftKind.PHYSICAL_GIFT: _Fit(_MONEY, own=frozenset({"item"}), needs_item=True),
    GiftKind.SERVICE: _Fit(_MONEY, own=frozenset({"item", "valid_days"}), needs_item=True),
    GiftKind.RECOGNITION: _Fit(frozenset(), needs_amount=False),
    GiftKind.CUSTOM: _Fit(
        frozenset(Unit),
        needs_amount=False,
        own=frozenset({"item", "where", "valid_days"}),
        needs_item=True,
    ),
}


class Gift(Part):
    """One gift. `amount` of a thing or a service is its fair retail value."""

    kind: GiftKind
    amount: Amount | None = None
    item: Text | None = Field(default=None, description="which thing or service")
    where: Text | None = Field(
        default=None, description="`favourite`, or the name of a restaurant or charity"
    )
    valid_days: Days | None = Field(default=None, description="how long it can be used")

    @property
    def unit(self) -> Unit | None:
        return self.amount.unit if self.amount else None

    @property
    def gifts(self) -> tuple["Gift", ...]:
        return (self,)

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        """What cannot be right in this gift, with pointers below `at`."""
        fit = _FITS[self.kind]
        if self.amount is None:
            if fit.needs_amount:
                yield Problem(f"{at}/amount", "missing", f"Say how much the {self.kind} is worth.")
        elif self.amount.unit not in fit.units:
            detail = f"{self.kind} takes {', '.join(sorted(fit.units)) or 'no amount'}."
            yield Problem(f"{at}/amount", "amount_does_not_fit", detail)
        else:
            yield from self.amount.mistakes(f"{at}/amount", currency)
        if fit.needs_item and self.item is None:
            yield Problem(f"{at}/item", "missing", "Say which item it is.")
        for key in ("item", "where", "valid_days"):
            if getattr(self, key) is not None and key not in fit.own:
                yield Problem(f"{at}/{key}", "unknown_field", f"{self.kind} has no {key}.")


class Choice(Part):
    """Several gifts of which the beneficiary takes one; without an answer in time, `default`."""

    choose: tuple[Gift, ...] = Field(min_length=2, max_length=MAX_OPTIONS)
    default: GiftKind | None = None
    choose_within_days: Days = DEFAULT_CHOICE_DAYS

    @property
    def gifts(self) -> tuple[Gift, ...]:
        return self.choose

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        seen: set[GiftKind] = set()
        for place, gift in enumerate(self.choose):
            if gift.kind in seen:
                pointer = f"{at}/choose/{place}/kind"
                yield Problem(pointer, "duplicate_kind", "Offer each kind once.")
            seen.add(gift.kind)
            yield from gift.mistakes(f"{at}/choose/{place}", currency)
        if self.default is not None and self.default not in seen:
            yield Problem(f"{at}/default", "unknown_value", "Name one of the kinds to choose.")


Give: TypeAlias = Annotated[
    Annotated[Choice, Tag("<choose>")] | Annotated[Gift, Tag("<kind>")],
    Discriminator(
        by_key("choose", "kind"),
        custom_error_type="invalid",
        custom_error_message="Give one gift with a kind, or a choice with choose.",
    ),
]
