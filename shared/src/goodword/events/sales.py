"""Events of topic `sales`: money in and money back, with everything a decision needs frozen in."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from goodword.events.event import Actor, Event, KeyedHash, Value
from goodword.events.referrals import ReferralChannel, ReferralClass, ReferrerSales
from goodword.ids import ParticipantId, PersonId, ProgramId, ReferralId, RefundId, SaleId
from goodword.money import Money
from goodword.programs import Cause, Facts, Person, Referral, Referrer, Sale

Match = Literal["code", "link", "introduction", "email", "phone", "external_id", "manual"]


class SaleReferral(Value):
    """The referral that a sale belongs to, as it stood when the sale closed."""

    referral_id: ReferralId
    referral_class: ReferralClass
    channel: ReferralChannel
    depth: int = Field(default=1, ge=1, description="1: referred directly")
    match: Match
    referrer_id: PersonId
    program_id: ProgramId
    program_version: int
    shared_at: AwareDatetime | None = None
    clicked_at: AwareDatetime | None = None
    named_at: AwareDatetime | None = None
    introduced_at: AwareDatetime | None = None
    introduction_verified: bool = Field(
        default=True, description="false where the introduction is known by an unsigned mail alone"
    )
    terms_sent_at: AwareDatetime | None = None
    discussed_at: AwareDatetime | None = None
    favourites_at: AwareDatetime | None = None


class SaleClosed(Event):
    """A sale, matched to a referral or to none (then it is the comparison group)."""

    name: ClassVar[str] = "sale-closed"
    topic: ClassVar[str] = "sales"
    about: ClassVar[tuple[str, str]] = ("sal", "sale_id")

    sale_id: SaleId
    source: str = Field(description="who reported it: shopify, standard, api, …")
    closed_at: AwareDatetime
    gross: Money = Field(description="what the buyer paid")
    net: Money = Field(description="goods after discounts, or gross; net_basis says which")
    net_basis: Literal["goods", "gross"]
    number: int = Field(ge=1, description="the how-manieth sale to this client")
    product_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    test: bool = False
    client_id: PersonId
    is_new: bool
    client_country: str | None = None
    client_tags: tuple[str, ...] = ()
    referral: SaleReferral | None = None
    participant_id: ParticipantId | None = None
    rep_id: PersonId | None = None
    referrer_sales: ReferrerSales = Field(default_factory=ReferrerSales)
    referrer_tenure_days: int | None = None
    referrer_country: str | None = None
    referrer_tags: tuple[str, ...] = ()
    household: tuple[KeyedHash, ...] = ()
    referrer_household: tuple[KeyedHash, ...] = ()

    @property
    def facts(self) -> Facts | None:
        """What a decision about it rests on, as far as it is frozen in; None where the sale
        belongs to no referral."""
        referral = self.referral
        if referral is None:
            return None
        return Facts(
            cause=Cause.SALE,
            moment=self.closed_at,
            program_id=referral.program_id,
            program_version=referral.program_version,
            prospect=Person(
                person_id=self.client_id,
                country=self.client_country,
                tags=self.client_tags,
                household=self.household,
            ),
            prospect_is_new=self.is_new,
            referrer=self._referrer(referral),
            referral=_as_it_stood(referral),
            sale=self._sale(),
            rep=Person(person_id=self.rep_id) if self.rep_id else None,
        )

    def _referrer(self, referral: SaleReferral) -> Referrer:
        return Referrer(
            person_id=referral.referrer_id,
            country=self.referrer_country,
            tags=self.referrer_tags,
            household=self.referrer_household,
            sales_in_month=self.referrer_sales.in_month,
            sales_in_year=self.referrer_sales.in_year,
            sales_lifetime=self.referrer_sales.lifetime,
            tenure_days=self.referrer_tenure_days,
            favourites_at=referral.favourites_at,
            discussed_at=referral.discussed_at,
        )

    def _sale(self) -> Sale:
        return Sale(
            net=self.net,
            gross=self.gross,
            number=self.number,
            source=self.source,
            product_ids=self.product_ids,
            tags=self.tags,
            test=self.test,
        )


def _as_it_stood(referral: SaleReferral) -> Referral:
    return Referral(
        referral_class=referral.referral_class,
        channel=referral.channel,
        depth=referral.depth,
        shared_at=referral.shared_at,
        clicked_at=referral.clicked_at,
        named_at=referral.named_at,
        introduced_at=referral.introduced_at,
        terms_sent_at=referral.terms_sent_at,
        introduction_verified=referral.introduction_verified,
    )


class SaleRefunded(Event):
    """Money went back, or came again after a failed refund: `refunded_total` is cumulative, and
    the highest `seq` wins."""

    name: ClassVar[str] = "sale-refunded"
    topic: ClassVar[str] = "sales"
    about: ClassVar[tuple[str, str]] = ("sal", "sale_id")

    sale_id: SaleId
    refund_id: RefundId
    amount: Money
    net: Money = Field(description="the sale's net after all refunds")
    original_net: Money
    refunded_total: Money
    refunded_at: AwareDatetime


class SaleReattributed(Event):
    """A person gave a sale to another referral, or took it from one; or it went to one of which
    another sale (the `actor`) told only later. `sale` is the full sale, as `sale-closed` would tell
    it now."""

    name: ClassVar[str] = "sale-reattributed"
    topic: ClassVar[str] = "sales"
    about: ClassVar[tuple[str, str]] = ("sal", "sale_id")

    sale_id: SaleId
    from_referral: ReferralId | None = None
    to_referral: ReferralId | None = None
    actor: Actor
    sale: SaleClosed
    net: Money | None = Field(default=None, description="what is left after all refunds, now")


class SaleCorrected(Event):
    """The source says now that the sale was of another amount; the highest `seq` wins."""

    name: ClassVar[str] = "sale-corrected"
    topic: ClassVar[str] = "sales"
    about: ClassVar[tuple[str, str]] = ("sal", "sale_id")

    sale_id: SaleId
    gross: Money = Field(description="what the buyer paid")
    net: Money = Field(description="the sale's net after all refunds")
    original_net: Money
    refunded_total: Money
    corrected_at: AwareDatetime
