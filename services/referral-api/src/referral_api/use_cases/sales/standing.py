"""Rows about the people behind sales, read as the domain speaks of them."""

from typing import Any

from sqlalchemy import Row

from referral_api.domain.referrals.offer import Offer
from referral_api.domain.sales.candidates import Participation


def offer(row: Row[Any]) -> Offer:
    """From the columns `OFFER`."""
    return Offer(row.window_days, row.window_since, row.touch, row.time_zone)


def participation(row: Row[Any]) -> Participation:
    """From the columns `PARTICIPATION` and `OFFER`."""
    return Participation(
        participant_id=row.participant_id,
        person_id=row.person_id,
        program_id=row.program_id,
        program_version=row.program_version,
        code=row.code,
        joined_at=row.joined_at,
        terms_sent_at=row.terms_sent_at,
        offer=offer(row),
    )
