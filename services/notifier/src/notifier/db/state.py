"""Copies of state that others own: businesses and people.

A person's row also counts what we say of that person (`message_seq`, `message_last_tx`): it is the
aggregate behind the key of topic `messages`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import aggregate_columns, next_tx
from goodword.database.people import STANDING, Copied, PeopleCopy, wanted_people
from goodword.events import BusinessChanged, PersonChanged
from notifier.db.metadata import metadata
from notifier.domain.copies import Business, Person

business = Table(
    "business",
    metadata,
    Column("business_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("mode", Text, nullable=False),
    Column("clock_offset_s", BigInteger, nullable=False, server_default="0"),
    Column("time_zone", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("postal", Text),
    Column("from_email", Text),
    Column("from_name", Text),
    Column("reply_to", Text),
    Column("contact_email", Text),
    Column("parameters", JSONB, nullable=False, server_default=text("'{}'")),
    *aggregate_columns(),  # of `clock-applied`
)

person = Table(
    "person",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("name", Text),
    Column("given", Text),
    Column("email", Text),
    Column("locale", Text),
    Column("time_zone", Text),
    Column("country", Text),
    Column("region", Text),
    Column("merged_into", Uuid),
    # None of somebody who was erased, of whom no report is kept any more.
    Column("roles", Text),
    Column("rep_id", Uuid),
    Column("do_not_ask", Boolean),
    Column("consents", JSONB),
    Column("first_purchase_at", DateTime(timezone=True)),
    Column("story", Text),
    # What was said of them when they were referred, by referral.
    Column("referred", JSONB),
    *aggregate_columns("message_"),
    PrimaryKeyConstraint("business_id", "person_id"),
    # To find who was merged into somebody without looking at everybody.
    Index(
        "person_merged_into",
        "business_id",
        "merged_into",
        postgresql_where=text("merged_into is not null"),
    ),
)

_SAVE_BUSINESSES = text(f"""
    insert into business (business_id, version, mode, clock_offset_s, time_zone, name, locale,
                          postal, from_email, from_name, reply_to, contact_email, parameters)
    select e.id, e.version, e.mode, e.clock_offset_s, e.time_zone, e.name, e.locale, e.postal,
           e.from_email, e.from_name, e.reply_to, e.contact_email, e.parameters::jsonb
    from unnest(
        cast(:ids as uuid[]), cast(:versions as bigint[]), cast(:modes as text[]),
        cast(:offsets as bigint[]), cast(:zones as text[]), cast(:names as text[]),
        cast(:locales as text[]), cast(:postals as text[]), cast(:from_emails as text[]),
        cast(:from_names as text[]), cast(:reply_tos as text[]), cast(:contacts as text[]),
        cast(:parameters as text[])
    ) as e (id, version, mode, clock_offset_s, time_zone, name, locale, postal, from_email,
            from_name, reply_to, contact_email, parameters)
    order by 1
    on conflict (business_id) do update set
        version = excluded.version, mode = excluded.mode,
        clock_offset_s = excluded.clock_offset_s, time_zone = excluded.time_zone,
        name = excluded.name, locale = excluded.locale, postal = excluded.postal,
        from_email = excluded.from_email, from_name = excluded.from_name,
        reply_to = excluded.reply_to, contact_email = excluded.contact_email,
        parameters = excluded.parameters,
        seq = business.seq + 1,
        last_tx = {next_tx("business.last_tx")}
    where excluded.version > business.version
    returning business_id, mode, clock_offset_s, seq, last_tx
""")  # noqa: S608 a constant of the kernel
_BUSINESSES = text("""
    select business_id, mode, time_zone, name, locale, postal, from_email, from_name, reply_to,
           contact_email, parameters
    from business where business_id = any(cast(:ids as uuid[]))
""")
# Where who stands for a person has not arrived here yet, `seen` is false.
_PEOPLE = text(f"""
    with {STANDING}
    select v.business_id, v.person_id, v.at, s.person_id is not null as seen,
           s.name, s.given, s.email, s.locale, s.time_zone, s.country, s.region, s.rep_id, s.story,
           s.referred
    from standing v
    left join person s on s.business_id = v.business_id and s.person_id = v.at
""")  # noqa: S608 a constant of ours


def _consents(one: PersonChanged) -> str:
    """What decides about asking: which purpose and channel, and whether it stands."""
    kept = {"purpose", "channel", "state"}
    return json.dumps([each.model_dump(include=kept) for each in one.consents])


def _referred(one: PersonChanged) -> str:
    """What was said of them, by the id of the referral as shown."""
    return json.dumps([each.model_dump(mode="json") for each in one.referred])


# A new person has said nothing yet, so both counters begin at 0.
PEOPLE = PeopleCopy(
    {
        "name": Copied("text", lambda one: one.called.display),
        "given": Copied("text", lambda one: one.called.given),
        "email": Copied("text", lambda one: one.emails[0] if one.emails else None),
        "locale": Copied("text", lambda one: one.locale),
        "time_zone": Copied("text", lambda one: one.time_zone),
        "country": Copied("text", lambda one: one.place.country),
        "region": Copied("text", lambda one: one.place.region),
        "roles": Copied("text", lambda one: "\n".join(one.roles)),
        "rep_id": Copied("uuid", lambda one: one.rep_id),
        "do_not_ask": Copied("bool", lambda one: one.do_not_ask),
        "consents": Copied("jsonb", _consents),
        "first_purchase_at": Copied("timestamptz", lambda one: one.first_purchase_at),
        "story": Copied("text", lambda one: one.story),
        "referred": Copied("jsonb", _referred),
    },
    begins={"message_seq": 0, "message_last_tx": 0},
)


@dataclass(frozen=True, slots=True)
class SavedBusiness:
    """A business whose copy changed, with its place among the `clock-applied` of its key."""

    business_id: UUID
    mode: str
    clock_offset_s: int
    seq: int
    last_tx: int


@dataclass(frozen=True, slots=True)
class Survivor:
    """Who a person is by now, after merges: `at`, and what we know of that one, if anything."""

    at: UUID
    person: Person | None


async def save_businesses(
    session: AsyncSession, changed: Sequence[BusinessChanged]
) -> list[SavedBusiness]:
    """Save what is newer than our copies; those that were. One event per business."""
    rows = await session.execute(
        _SAVE_BUSINESSES,
        {
            "ids": [one.business_id for one in changed],
            "versions": [one.version for one in changed],
            "modes": [one.mode for one in changed],
            "offsets": [one.clock_offset_s for one in changed],
            "zones": [one.time_zone for one in changed],
            "names": [one.called for one in changed],
            "locales": [one.locale for one in changed],
            "postals": [one.addresses.postal for one in changed],
            "from_emails": [one.addresses.from_email for one in changed],
            "from_names": [one.addresses.from_name for one in changed],
            "reply_tos": [one.addresses.reply_to for one in changed],
            "contacts": [one.addresses.contact_email for one in changed],
            "parameters": [json.dumps(one.parameters) for one in changed],
        },
    )
    return [SavedBusiness(*row) for row in rows]


async def businesses(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Business]:
    """Those of these businesses that we know."""
    rows = await session.execute(_BUSINESSES, {"ids": list(ids)})
    return {row.business_id: Business(**row._mapping) for row in rows}


async def people(
    session: AsyncSession, wanted: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Survivor]:
    """These people, by business and person, as they are after merges."""
    rows = await session.execute(_PEOPLE, wanted_people(wanted))
    return {
        (row.business_id, row.person_id): Survivor(
            row.at,
            _person(row) if row.seen else None,
        )
        for row in rows
    }


def _person(row: Row[Any]) -> Person:
    kept = ("name", "given", "email", "locale", "time_zone", "country", "region", "rep_id", "story")
    told = {name: getattr(row, name) for name in kept}
    return Person(person_id=row.at, referred=row.referred or (), **told)
