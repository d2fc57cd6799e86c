"""Handing over by hand: a task for a person, with proof."""

from typing import ClassVar

from pydantic import Field

from goodword.money import Money
from goodword.programs import GiftKind
from goodword.setups.gifts import OUR_CODES_AND_POINTS, ProviderSetUp


class ManualSetUp(ProviderSetUp):
    """How long people have, and from which amount on it takes two of them."""

    issues: ClassVar[frozenset[GiftKind]] = frozenset(GiftKind)
    by_default: ClassVar[frozenset[GiftKind]] = frozenset(GiftKind) - OUR_CODES_AND_POINTS

    due_days: int = Field(default=7, ge=1, le=365, description="after so long a task is overdue")
    four_eyes_above: Money | None = Field(
        default=None, description="above this, and in other currencies, two people must do it"
    )
