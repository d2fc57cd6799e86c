"""The ledger: codes and points that we mint ourselves."""

import re
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from goodword.programs import GiftKind
from goodword.setups.gifts import OUR_CODES_AND_POINTS, ProviderSetUp

_LETTERS = "[0-9A-HJKMNP-TV-Z]{4}"
_MINTED = re.compile(rf"(?:[A-Z0-9]{{1,10}}-)?(?:{_LETTERS}-){{3}}{_LETTERS}")


def looks_minted(code: str) -> bool:
    """Whether a code has the form of those that we mint (`SHOP-7K3M-…`), in any letters."""
    return _MINTED.fullmatch(code.strip().upper()) is not None


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
