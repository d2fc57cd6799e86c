"""The ledger: codes and points that we mint ourselves."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from goodword.programs import GiftKind
from goodword.setups.gifts import OUR_CODES_AND_POINTS, ProviderSetUp


class LedgerSetUp(ProviderSetUp):
    """How our own codes look, and how long they are good where a program says nothing."""

    issues: ClassVar[frozenset[GiftKind]] = OUR_CODES_AND_POINTS
    by_default: ClassVar[frozenset[GiftKind]] = OUR_CODES_AND_POINTS

    code_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,10}$")] = Field(
        default="", description="what our codes begin with: `SHOP` gives SHOP-7K3M-…"
    )
    valid_days: int | None = Field(
        default=None, ge=1, le=3650, description="of codes whose program names no validity"
    )
