"""The stages of a referral that a program may reward, as they are said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from goodword.events import (
    IntroductionMade,
    ReferralCreated,
    ReferralNamed,
    ReferralQualified,
    ReferralStage,
    ReferralStanding,
    ReferrerSales,
)
from referral_api.domain.referrals.referral import PERMISSION, Referral

Stage: TypeAlias = Literal["named", "introduced", "qualified"]


@dataclass(frozen=True, slots=True)
class Reached:
    """When a stage was reached, who said so, and what kind of thing showed it."""

    at: datetime
    actor: str
    evidence: str


def reached(steps: Sequence[Mapping[str, Any]], stage: Stage) -> Reached | None:
    """When a referral with these `steps` first reached a stage; with a name, when its bearer had
    agreed."""
    for step in steps:
        kind = step["evidence"].get("kind")
        if kind == PERMISSION if stage == "named" else step["status"] == stage:
            return Reached(datetime.fromisoformat(step["at"]), step["actor"], kind or "none")
    return None


def standing_of(row: Any, at: datetime, *, verified: bool = True) -> ReferralStanding:
    """What a decision about a stage that was reached `at` looks at, from a row of `standing_at`;
    `verified` where no introduction is to be looked at first."""
    since, bought = row.client_since, row.bought_at
    return ReferralStanding(
        shared_at=row.joined_at,
        terms_sent_at=row.terms_sent_at,
        discussed_at=row.discussed_at,
        favourites_at=row.favourites_captured_at,
        prospect_is_new=bought is None or bought >= at,
        prospect_country=row.prospect_country,
        prospect_tags=tuple(row.prospect_tags),
        household=tuple(row.prospect_households),
        referrer_sales=ReferrerSales(
            in_month=row.sales_in_month, in_year=row.sales_in_year, lifetime=row.sales_lifetime
        ),
        referrer_tenure_days=max((at - since).days, 0) if since else None,
        referrer_country=row.referrer_country,
        referrer_tags=tuple(row.referrer_tags),
        referrer_household=tuple(row.referrer_households),
        rep_id=row.rep_id,
        introduction_verified=verified,
    )


def stage_event(
    referral: Referral, stage: Stage, when: Reached, standing: ReferralStanding
) -> ReferralStage:
    """What is said of this stage."""
    if stage == "named":
        return referral_created(referral, when.at, standing)
    if stage == "introduced":
        return introduction_made(referral, when.at, when.evidence, standing)
    return referral_qualified(referral, when.at, when.actor, standing)


def referral_created(
    referral: Referral, at: datetime, standing: ReferralStanding | None = None
) -> ReferralCreated:
    """The event of a new referral; with `standing` where its prospect agreed to be named."""
    return ReferralCreated(**_told(referral), standing=standing, created_at=at)


def referral_named(
    referral: Referral, at: datetime, actor: str, standing: ReferralStanding
) -> ReferralNamed:
    """The event of a lead whose prospect has agreed to be named since."""
    return ReferralNamed(**_told(referral), standing=standing, actor=actor, agreed_at=at)


def introduction_made(
    referral: Referral,
    at: datetime,
    evidence: str,
    standing: ReferralStanding,
    actor: str | None = None,
) -> IntroductionMade:
    """The event of an introduction that `evidence` shows."""
    return IntroductionMade(
        **_told(referral),
        evidence_kind=evidence,
        verified=standing.introduction_verified,
        actor=actor,
        standing=standing,
        made_at=at,
    )


def referral_qualified(
    referral: Referral, at: datetime, actor: str, standing: ReferralStanding
) -> ReferralQualified:
    """The event of a prospect who was found worth pursuing."""
    return ReferralQualified(**_told(referral), standing=standing, actor=actor, qualified_at=at)


def _told(referral: Referral) -> dict[str, Any]:
    return {
        "business_id": referral.business_id,
        "referral_id": referral.referral_id,
        "referrer_id": referral.referrer_id,
        "prospect_id": referral.prospect_id,
        "referral_class": referral.referral_class,
        "how": referral.channel,
        "program_id": referral.program_id,
        "program_version": referral.program_version,
        "named_at": referral.named_at if referral.referral_class != "passive_lead" else None,
        "introduced_at": referral.introduced_at,
    }
