"""What a source asks in the name of its customers: to be told what is known, or to be forgotten."""

from dataclasses import dataclass

from referral_api.domain.people.person import Identifier
from referral_api.domain.people.sought import Sought


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAsked:
    """A customer asks what is known of them; `known_by` is what the source calls them, best first,
    `sales` are the source's ids of theirs."""

    source: str
    known_by: tuple[Identifier, ...]
    sales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked:
    """A customer is to be forgotten. `sought` is what tells of them wherever it stands."""

    source: str
    known_by: tuple[Identifier, ...]
    sales: tuple[str, ...]
    sought: Sought


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopErasureAsked:
    """All customers of the shop behind the connection are to be forgotten."""

    source: str


PrivacyAsked = DataAsked | ErasureAsked | ShopErasureAsked
