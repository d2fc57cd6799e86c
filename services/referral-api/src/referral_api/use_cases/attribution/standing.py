"""Rows about the people behind sales, read as the domain speaks of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from referral_api.domain.referrals.offer import Offer
from referral_api.domain.sales.candidates import Participation
from referral_api.domain.sales.closing import Referrer


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
        left_at=row.left_at,
        terms_sent_at=row.terms_sent_at,
        discussed_at=row.discussed_at,
        offer=offer(row),
    )


def read_referrers(rows: Mapping[UUID, Row[Any]]) -> dict[UUID, Referrer]:
    """From rows of `referrers_behind`."""
    return {
        person_id: Referrer(
            person_id=person_id,
            country=row.country,
            tags=tuple(row.tags),
            client_since=row.first_purchase_at,
            favourites_at=row.favourites_captured_at,
            households=tuple(row.households),
        )
        for person_id, row in rows.items()
    }
