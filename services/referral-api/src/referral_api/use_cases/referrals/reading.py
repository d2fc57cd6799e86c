"""Rows of referrals, read as the domain speaks of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from referral_api.domain.referrals.introductions import introduction_of
from referral_api.domain.referrals.referral import Referral


def read_referral(row: Row[Any], **given: Any) -> Referral:
    """From a row of the table; `given` are columns that have another name there."""
    columns = {**row._mapping, **given}
    named = columns["class"] != "passive_lead"
    introduction = introduction_of(row.steps)
    return Referral(
        business_id=row.business_id,
        referral_id=columns["id"],
        referral_class=columns["class"],
        channel=row.channel,
        referrer_id=row.referrer_id,
        prospect_id=row.prospect_id,
        program_id=columns["program_id"],
        program_version=columns["program_version"],
        status=row.status,
        named_at=begun_at(row) if named else None,
        introduced_at=introduction.made_at,
        introduction_verified=introduction.verified,
        window_ends_at=row.window_ends_at,
    )


def begun_at(row: Row[Any]) -> datetime:
    """When the first of a referral's steps was."""
    return datetime.fromisoformat(row.steps[0]["at"])
