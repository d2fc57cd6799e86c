"""Tremendous: gift cards, restaurants, cash and donations."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field, SecretStr, StringConstraints, model_validator

from goodword.programs import GiftKind
from goodword.setups.gifts import ProviderSetUp

TREMENDOUS = "tremendous"

TremendousId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{4,20}$")]

_ISSUES = frozenset(
    {
        GiftKind.GIFT_CARD,
        GiftKind.RESTAURANT_CERTIFICATE,
        GiftKind.CASH,
        GiftKind.CHARITY_DONATION,
    }
)


class TremendousSetUp(ProviderSetUp):
    """What a business orders there, from which money, and who writes to the beneficiary."""

    issues: ClassVar[frozenset[GiftKind]] = _ISSUES
    by_default: ClassVar[frozenset[GiftKind]] = _ISSUES

    api_key: SecretStr = Field(min_length=8, max_length=500)
    environment: Literal["production", "testflight"] = Field(
        default="production", description="testflight: Tremendous' own sandbox, which pays nothing"
    )
    products: dict[GiftKind, Annotated[tuple[TremendousId, ...], Field(max_length=100)]] = Field(
        default_factory=dict, description="by kind of gift, what the beneficiary may choose from"
    )
    campaign_id: TremendousId | None = Field(
        default=None, description="whose products are offered for a kind without its own"
    )
    funding_source_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{4,40}$")] = Field(
        default="BALANCE", description="an id there, or BALANCE"
    )
    delivery: Literal["EMAIL", "LINK"] = Field(
        default="LINK", description="EMAIL: Tremendous writes; LINK: we do, with its link"
    )
    sender_name: str | None = Field(default=None, max_length=100)

    @model_validator(mode="after")
    def _has_something_to_order(self) -> "TremendousSetUp":
        if self.campaign_id is None and not any(self.products.values()):
            raise ValueError("it needs a campaign_id, or products for at least one kind of gift")
        return self
