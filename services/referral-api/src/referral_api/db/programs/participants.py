"""People in programs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns, next_tx
from referral_api.db.columns import changed, object_columns, said
from referral_api.db.metadata import metadata
from referral_api.db.programs.programs import program, program_version
from referral_api.db.rows import as_json
from referral_api.db.single import one, one_or_none
from referral_api.domain.participants.chosen_codes import LOOK_ALIKE

participant = Table(
    "participant",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("program_id", Uuid, nullable=False),
    Column("program_version", Integer, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    # While they take part, null; purchases by their code count until then.
    Column("left_at", DateTime(timezone=True)),
    Column("discussed_at", DateTime(timezone=True)),
    Column("terms_sent_at", DateTime(timezone=True)),
    # Which terms those were, and in which letter to whom (`domain.participants.disclosures`).
    Column("disclosure", JSONB),
    # What the law said when the program was offered to them.
    Column("offer", JSONB),
    *object_columns(),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    ForeignKeyConstraint(
        ["business_id", "program_id", "program_version"],
        [
            "program_version.business_id",
            "program_version.program_id",
            "program_version.version",
        ],
    ),
    ForeignKeyConstraint(["business_id", "person_id"], ["person.business_id", "person.id"]),
    CheckConstraint("status in ('active', 'left')", name="participant_status"),
)
Index("participant_code", participant.c.business_id, func.upper(participant.c.code), unique=True)
# Codes that a reader takes for one another are one (`domain.participants.chosen_codes`).
Index(
    "participant_code_alike",
    participant.c.business_id,
    func.translate(func.upper(participant.c.code), *LOOK_ALIKE),
    unique=True,
)
Index(
    "participant_once",
    participant.c.business_id,
    participant.c.program_id,
    participant.c.person_id,
    unique=True,
)
Index("participant_person", participant.c.business_id, participant.c.person_id)

# Locked in the order of their keys before they change.
_NOTE_TERMS = text(f"""
    with sent as (
        select p.business_id, p.id, w.at, w.told from participant p
        join jsonb_to_recordset(cast(:rows as jsonb)) as w (
            business_id uuid, id uuid, at timestamptz, told jsonb)
          on w.business_id = p.business_id and w.id = p.id
        where p.terms_sent_at is null
        order by p.business_id, p.id for no key update of p
    )
    update participant p set terms_sent_at = sent.at, version = p.version + 1, updated_at = now(),
        disclosure = sent.told || jsonb_build_object('program_version', p.program_version),
        seq = p.seq + 1, last_tx = {next_tx("p.last_tx")}
    from sent where p.business_id = sent.business_id and p.id = sent.id
      and p.terms_sent_at is null
    returning p.*
""")  # noqa: S608 a constant of ours


def participants_of(business_id: UUID) -> Any:
    """The select of a business's participants."""
    return select(participant).where(participant.c.business_id == business_id)


async def add_participant(session: AsyncSession, values: Mapping[str, Any]) -> Row[Any] | None:
    """The new participant, or None where the code or the person's place is taken."""
    statement = insert_or(participant).values(values).on_conflict_do_nothing()
    return await one_or_none(session, statement.returning(participant))


async def participant_of(
    session: AsyncSession, business_id: UUID, participant_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """The participant; locked where they are about to change."""
    wanted = participants_of(business_id).where(participant.c.id == participant_id)
    return await one_or_none(session, wanted.with_for_update() if lock else wanted)


async def participation_of(
    session: AsyncSession, business_id: UUID, program_id: UUID, person_id: UUID
) -> Row[Any] | None:
    """The one participation of a person in a program."""
    wanted = participants_of(business_id).where(
        participant.c.program_id == program_id, participant.c.person_id == person_id
    )
    return await one_or_none(session, wanted)


async def participant_by_code(
    session: AsyncSession, business_id: UUID, code: str
) -> Row[Any] | None:
    """The participant with a code, in whatever case, with `program_status` and the
    `destination_url`, `starts_at` and `ends_at` that their program has now."""
    document = program_version.c.document
    now = [
        document[name].astext.label(name) for name in ("destination_url", "starts_at", "ends_at")
    ]
    wanted = (
        select(participant, program.c.status.label("program_status"), *now)
        .join_from(
            participant,
            program,
            (program.c.business_id == participant.c.business_id)
            & (program.c.id == participant.c.program_id),
        )
        .join(
            program_version,
            (program_version.c.business_id == program.c.business_id)
            & (program_version.c.program_id == program.c.id)
            & (program_version.c.version == program.c.published_version),
        )
        .where(
            participant.c.business_id == business_id,
            func.upper(participant.c.code) == code.upper(),
        )
    )
    return await one_or_none(session, wanted)


async def active_programs(
    session: AsyncSession, business_id: UUID, person_id: UUID
) -> Sequence[Row[Any]]:
    """A business's active programs (`id`, `program_status`) with the `kind`, `starts_at` and
    `ends_at` that they have now, and when this person joined, where they take part."""
    document = program_version.c.document
    now = [document[name].astext.label(name) for name in ("kind", "starts_at", "ends_at")]
    wanted = (
        select(program.c.id, program.c.status.label("program_status"), participant.c.joined_at)
        .add_columns(*now)
        .join_from(
            program,
            program_version,
            (program_version.c.business_id == program.c.business_id)
            & (program_version.c.program_id == program.c.id)
            & (program_version.c.version == program.c.published_version),
        )
        .join(
            participant,
            (participant.c.business_id == program.c.business_id)
            & (participant.c.program_id == program.c.id)
            & (participant.c.person_id == person_id)
            & (participant.c.status == "active"),
            isouter=True,
        )
        .where(program.c.business_id == business_id, program.c.status == "active")
    )
    return (await session.execute(wanted.order_by(program.c.id))).all()


async def change_participant(
    session: AsyncSession, business_id: UUID, participant_id: UUID, changes: Mapping[str, Any]
) -> Row[Any]:
    """The participant after `changes`, as their next event says it."""
    statement = (
        update(participant)
        .where(participant.c.business_id == business_id, participant.c.id == participant_id)
        .values(**changed(participant), **said(participant), **changes)
    )
    return await one(session, statement.returning(participant))


async def note_terms(
    session: AsyncSession, sent: Sequence[Mapping[str, Any]]
) -> Sequence[Row[Any]]:
    """Note which terms were sent (`business_id`, `id` of the participant, `at` and what is `told`
    of it); those of whom that is new, as their next event says them."""
    return (await session.execute(_NOTE_TERMS, {"rows": as_json(sent)})).all()
