"""What programs and participants say of themselves."""

from typing import Any

from goodword.events import OfferVerdict, ParticipantChanged, ProgramChanged, ProgramPublished


def program_published(row: Any) -> ProgramPublished:
    """The event that says a published version's row."""
    return ProgramPublished(
        business_id=row.business_id,
        program_id=row.program_id,
        version=row.version,
        document=row.document,
    )


def program_changed(row: Any) -> ProgramChanged:
    """The event that says a program's row."""
    return ProgramChanged(
        business_id=row.business_id,
        program_id=row.id,
        version=row.version,
        status=row.status,
        current_version=row.published_version,
    )


def participant_changed(row: Any, link: str) -> ParticipantChanged:
    """The event that says a participant's row."""
    return ParticipantChanged(
        business_id=row.business_id,
        participant_id=row.id,
        person_id=row.person_id,
        program_id=row.program_id,
        version=row.version,
        program_version=row.program_version,
        code=row.code,
        link=link,
        status=row.status,
        joined_at=row.joined_at,
        discussed_at=row.discussed_at,
        terms_sent_at=row.terms_sent_at,
        offer=OfferVerdict.model_validate(row.offer) if row.offer else None,
    )
