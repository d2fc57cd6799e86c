"""Who issues what: each provider's form says which kinds of gifts it can and should issue."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, field_validator

from goodword.programs import GiftKind
from goodword.setups.form import SetUp


class ProviderSetUp(SetUp):
    """What every provider's form has."""

    issues: ClassVar[frozenset[GiftKind]]
    """All that it can issue."""

    by_default: ClassVar[frozenset[GiftKind]]
    """What it issues where nobody names a provider."""

    kinds: tuple[GiftKind, ...] | None = Field(
        default=None,
        max_length=len(GiftKind),
        description="the kinds of gifts that go through it; none: those it is made for",
    )

    @field_validator("kinds")
    @classmethod
    def _can_be_issued(cls, value: tuple[GiftKind, ...] | None) -> tuple[GiftKind, ...] | None:
        wrong = sorted(set(value or ()) - cls.issues)
        if wrong:
            able = ", ".join(sorted(cls.issues))
            raise ValueError(f"it cannot issue {', '.join(wrong)}; it issues {able}")
        return tuple(sorted(set(value))) if value is not None else None

    @property
    def takes(self) -> frozenset[GiftKind]:
        """What goes through it unless another provider was named for it."""
        return self.by_default if self.kinds is None else frozenset(self.kinds)


IN_TEST: Mapping[GiftKind, str] = dict.fromkeys(
    (
        GiftKind.GIFT_CARD,
        GiftKind.RESTAURANT_CERTIFICATE,
        GiftKind.CASH,
        GiftKind.CHARITY_DONATION,
    ),
    "sandbox",
)
"""Who issues for a business in test mode what elsewhere leaves the house."""

LEDGER, MANUAL = "ledger", "manual"
OURS = frozenset({LEDGER, MANUAL})
"""They need no set-up, and reach nobody outside: also a business in test mode may use them."""

OUR_CODES_AND_POINTS = frozenset({GiftKind.DISCOUNT_CODE, GiftKind.STORE_CREDIT, GiftKind.POINTS})


def issuer_of(kind: GiftKind, mode: str, set_ups: Mapping[str, ProviderSetUp]) -> str:
    """The provider that issues `kind`, where a business has set up `set_ups`, by provider.

    Whom it named for that kind, else who was made for it and is set up, else the ledger for what
    we mint ourselves and a person for the rest. In test mode nobody outside is asked.
    """
    usable = {name: one for name, one in set_ups.items() if mode == "live" or name in OURS}
    named = [name for name, one in usable.items() if one.kinds is not None and kind in one.kinds]
    if named:
        return min(named)
    if mode == "test" and kind in IN_TEST:
        return IN_TEST[kind]
    made_for_it = [
        name
        for name, one in usable.items()
        if name not in OURS and one.kinds is None and kind in one.by_default
    ]
    if made_for_it:
        return min(made_for_it)
    return LEDGER if kind in OUR_CODES_AND_POINTS else MANUAL
