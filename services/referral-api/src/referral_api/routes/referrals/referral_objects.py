"""Referrals as they are shown."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from goodword.asking import private_matters
from goodword.events.referrals import ReferralChannel, ReferralClass
from goodword.ids import PersonId, ProgramId, ReferralId, SaleId
from referral_api.domain.referrals.introductions import EvidenceKind, introduction_of
from referral_api.domain.referrals.referral import ReferralStatus
from referral_api.routes.conventions.objects import Object


class EvidenceObject(BaseModel):
    """What shows that an introduction was made."""

    kind: EvidenceKind
    ref: str | None = None
    authentication: str | None = Field(
        default=None,
        description="of a mail, what the server named in `authserv_id` found of its signatures"
        " (DKIM, DMARC) and of the seals of those who passed it on (ARC)",
        examples=["dkim=pass (clients.example); arc=none"],
    )


class IntroductionObject(BaseModel):
    """`reminded_at` is when the referrer was last reminded of the newest request; `verified` is
    false where somebody is to look at its evidence before it earns."""

    requested_at: datetime | None
    reminded_at: datetime | None
    made_at: datetime | None
    evidence: EvidenceObject | None
    verified: bool | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self | None:
        known = introduction_of(row.steps, row.reminded_at)
        if known.requested_at is None and known.made_at is None:
            return None
        evidence = EvidenceObject.model_validate(known.evidence) if known.evidence else None
        return cls(
            requested_at=known.requested_at,
            reminded_at=known.reminded_at,
            made_at=known.made_at,
            evidence=evidence,
            verified=known.verified if evidence else None,
        )


class WarningObject(BaseModel):
    """Something to look at in what was written of somebody; it refuses nothing."""

    pointer: str
    code: Literal["private_matter"] = "private_matter"
    phrase: str
    detail: str = "Of health, faith, unions, sex life and crime nothing is to be kept: take it out."


class ReferralObject(Object):
    """A referral; `program_version` is the version whose promise holds for it. `warnings` are about
    its texts as they are kept."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    id: ReferralId
    object: Literal["referral"] = "referral"
    program_id: ProgramId
    program_version: int
    referrer_id: PersonId
    prospect_id: PersonId
    rep_id: PersonId | None
    referral_class: ReferralClass = Field(serialization_alias="class")
    status: ReferralStatus
    channel: ReferralChannel
    context: str | None
    need: str | None
    permission: bool | None
    window_ends_at: datetime | None
    introduction: IntroductionObject | None
    sale_ids: list[SaleId]
    warnings: list[WarningObject]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        columns = dict(row._mapping)
        given = {
            "referral_class": columns["class"],
            "introduction": IntroductionObject.of(row),
            "warnings": list(_warnings(row)),
        }
        return cls.model_validate({**columns, **given})


def _warnings(row: Row[Any]) -> Iterator[WarningObject]:
    """R-MSG-12: what is written of a prospect is read for what is nobody's business."""
    for field in ("context", "need"):
        for phrase in private_matters(getattr(row, field) or ""):
            yield WarningObject(pointer=f"/{field}", phrase=phrase)
