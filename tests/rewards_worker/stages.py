"""Stages of referrals as referral-api says them, and programs that reward them."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from tests.rewards_worker.world import SHARED_AT, World

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    IntroductionMade,
    ReferralCreated,
    ReferralNamed,
    ReferralQualified,
    ReferralStage,
    ReferralStanding,
    ReferrerSales,
)

NAMED_AT = datetime(2026, 5, 9, 15, tzinfo=UTC)
STAMPS = {"kind": "points", "amount": {"points": 20}}
S = TypeVar("S", bound=ReferralStage)


def on(stage: str, **changes: Any) -> dict[str, Any]:
    """A rule that gives the referrer 20 points for a stage."""
    return {"rule": stage, "to": "referrer", "on": stage, "give": STAMPS} | changes


def standing(**changes: Any) -> ReferralStanding:
    ordinary = {
        "shared_at": SHARED_AT,
        "prospect_is_new": True,
        "referrer_sales": ReferrerSales(in_month=0, in_year=0, lifetime=0),
    }
    return ReferralStanding(**ordinary | changes)


def named(world: World, **changes: Any) -> Said:
    """Ana has named Ben, with his leave."""
    return _said(world, ReferralCreated, {"created_at": NAMED_AT}, changes)


def agreed(world: World, **changes: Any) -> Said:
    """Ben, whom Ana had named without his leave, agreed."""
    own = {"agreed_at": NAMED_AT, "actor": "operator"}
    return _said(world, ReferralNamed, own, changes, seq=2)


def introduced(world: World, **changes: Any) -> Said:
    """Ana has introduced Ben, and we saw it."""
    own = {"evidence_kind": "inbound_mail", "verified": True, "made_at": NAMED_AT}
    own |= {"referral_class": "active_referral", "introduced_at": NAMED_AT}
    return _said(world, IntroductionMade, own, changes, seq=2)


def qualified(world: World, **changes: Any) -> Said:
    """Ben was found worth pursuing."""
    own = {"qualified_at": NAMED_AT, "actor": "operator"}
    return _said(world, ReferralQualified, own, changes, seq=3)


def _said(
    world: World, kind: type[S], own: dict[str, Any], changes: dict[str, Any], seq: int = 1
) -> Said:
    ordinary = {
        "business_id": world.business_id,
        "referral_id": ids.new(),
        "referrer_id": world.ana,
        "prospect_id": world.ben,
        "referral_class": "named_referral",
        "how": "named",
        "program_id": world.program_id,
        "program_version": 1,
        "named_at": NAMED_AT,
        "standing": standing(),
    }
    return Said(kind(**ordinary | own | changes), seq)
