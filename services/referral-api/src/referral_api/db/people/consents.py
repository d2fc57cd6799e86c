"""What people allowed and took back: a history to which words are only added."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    insert,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.columns import created_column
from referral_api.db.metadata import metadata
from referral_api.db.people.people import Who, arrays_of
from referral_api.db.single import one
from referral_api.domain.people.consents import Consent

consent = Table(
    "consent",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    # Whoever said it, also after a merge: read with those who were merged into a person.
    Column("person_id", Uuid, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("evidence", JSONB, nullable=False),
    created_column(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(["business_id", "person_id"], ["person.business_id", "person.id"]),
    CheckConstraint("state in ('given', 'withdrawn')", name="consent_state"),
    Index("consent_person", "business_id", "person_id"),
)

_OF_PEOPLE = text("""
    with wanted as (
        select * from unnest(cast(:business_ids as uuid[]), cast(:ids as uuid[]))
            as w (business_id, of_id)
    ), those as (
        select business_id, of_id, of_id as person_id from wanted
        union all
        select p.business_id, w.of_id, p.id from wanted w
        join person p on p.business_id = w.business_id and p.merged_into = w.of_id
    )
    select t.of_id, c.* from those t join consent c using (business_id, person_id) order by c.id
""")


async def add_consent(session: AsyncSession, who: Who, said: Consent) -> Row[Any]:
    """Keep a word of a person whose row is locked."""
    values = {
        "business_id": who[0],
        "id": ids.new(),
        "person_id": who[1],
        "purpose": said.purpose,
        "channel": said.channel,
        "state": said.state,
        "basis": said.basis,
        "at": said.at,
        "evidence": said.evidence,
    }
    return await one(session, insert(consent).values(values).returning(consent))


async def consents_of(session: AsyncSession, who: Iterable[Who]) -> dict[Who, list[Row[Any]]]:
    """All words of people, and of those who were merged into them, in the order they were kept."""
    wanted = list(who)
    found: dict[tuple[UUID, UUID], list[Row[Any]]] = {each: [] for each in wanted}
    if wanted:
        for row in await session.execute(_OF_PEOPLE, arrays_of(wanted)):
            found[row.business_id, row.of_id].append(row)
    return found
