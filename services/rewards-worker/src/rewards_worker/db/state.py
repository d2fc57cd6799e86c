"""Copies of state that others own: businesses and people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.compliance import Told, tax
from goodword.database import aggregate_columns, next_tx
from goodword.database.people import STANDING, Copied, PeopleCopy, wanted_people
from goodword.events import BusinessChanged, PersonErased
from rewards_worker.db.metadata import metadata
from rewards_worker.domain.copies import Business, Person

business = Table(
    "business",
    metadata,
    Column("business_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("mode", Text, nullable=False),
    Column("clock_offset_s", BigInteger, nullable=False, server_default="0"),
    Column("time_zone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("industry", Text),
    Column("country", Text),
    Column("region", Text),
    Column("tax_form_percent", Integer, server_default=str(tax.DEFAULT_PERCENT)),
    Column("most_people_a_day", Integer),
    *aggregate_columns(),  # of `clock-applied`
)

person = Table(
    "person",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("name", Text),
    Column("email", Text),
    Column("country", Text),
    Column("region", Text),
    Column("accepts", Text, nullable=False),
    # What rules of law ask; one line for each of several.
    Column("roles", Text),
    Column("occupation", Text),
    Column("employer", Text),
    Column("licences", Text),
    Column("first_purchase_at", DateTime(timezone=True)),
    # What a gift for them says `where: favourite` of.
    Column("favourite_restaurant", Text),
    Column("favourite_charity", Text),
    Column("merged_into", Uuid),
    Column("erased", Boolean, nullable=False, server_default="false"),
    PrimaryKeyConstraint("business_id", "person_id"),
    Index(
        "person_merged_into",
        "business_id",
        "merged_into",
        postgresql_where=text("merged_into is not null"),
    ),
)

_SAVE_BUSINESSES = text(f"""
    insert into business (business_id, version, mode, clock_offset_s, time_zone, currency,
                          industry, country, region, tax_form_percent,
                          most_people_a_day)
    select * from unnest(
        cast(:ids as uuid[]), cast(:versions as bigint[]), cast(:modes as text[]),
        cast(:offsets as bigint[]), cast(:zones as text[]), cast(:currencies as text[]),
        cast(:industries as text[]), cast(:countries as text[]), cast(:regions as text[]),
        cast(:percents as int[]), cast(:most as int[])
    ) as e order by 1
    on conflict (business_id) do update set
        version = excluded.version, mode = excluded.mode,
        clock_offset_s = excluded.clock_offset_s, time_zone = excluded.time_zone,
        currency = excluded.currency, industry = excluded.industry, country = excluded.country,
        region = excluded.region, tax_form_percent = excluded.tax_form_percent,
        most_people_a_day = excluded.most_people_a_day,
        seq = business.seq + 1, last_tx = {next_tx("business.last_tx")}
    where excluded.version > business.version
    returning business_id, mode, clock_offset_s, seq, last_tx
""")  # noqa: S608 a constant of the kernel
# An alias stays one: what was counted for them was moved to who stands for them.
_KEPT = ("business_id", "person_id", "version", "accepts", "erased", "merged_into")
_EMPTIED = ", ".join(f"{each.name} = null" for each in person.columns if each.name not in _KEPT)
# Whatever was known is gone, in all columns that there are or will be; and a change that is older,
# or comes late, brings none of it back.
_ERASE_PEOPLE = text(f"""
    insert into person (business_id, person_id, version, accepts, erased)
    select e.*, 'nothing', true from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as bigint[])
    ) as e order by 1, 2
    on conflict (business_id, person_id) do update set
        version = excluded.version, accepts = 'nothing', erased = true, {_EMPTIED}
    where excluded.version > person.version
""")  # noqa: S608 names of our own columns
_BUSINESSES = text("""
    select business_id, mode, time_zone, currency, industry, country, region,
           tax_form_percent, most_people_a_day,
           now() + make_interval(secs => case mode when 'test' then clock_offset_s else 0 end)
               as now
    from business where business_id = any(cast(:ids as uuid[]))
""")
# Everything is of who stands for a person; while nothing is known of that one, neither is of them.
_PEOPLE = text(f"""
    with {STANDING}
    select v.business_id, v.person_id, v.at, s.country, s.region, s.accepts, s.erased,
           s.name as contact_name, s.email as contact_email,
           s.roles, s.occupation, s.employer, s.licences, s.first_purchase_at,
           s.favourite_restaurant, s.favourite_charity
    from standing v
    join person s on s.business_id = v.business_id and s.person_id = v.at
""")  # noqa: S608 a constant of ours
PEOPLE = PeopleCopy(
    {
        "name": Copied("text", lambda one: one.called.display or one.called.given),
        "email": Copied("text", lambda one: one.emails[0] if one.emails else None),
        "country": Copied("text", lambda one: one.place.country),
        "region": Copied("text", lambda one: one.place.region),
        "accepts": Copied("text", lambda one: one.accepts),
        "roles": Copied("text", lambda one: "\n".join(one.roles) or None),
        "occupation": Copied("text", lambda one: one.occupation),
        "employer": Copied("text", lambda one: one.employer),
        "licences": Copied("text", lambda one: "\n".join(one.licences) or None),
        "first_purchase_at": Copied("timestamptz", lambda one: one.first_purchase_at),
        "favourite_restaurant": Copied("text", lambda one: one.favourites.restaurant),
        "favourite_charity": Copied("text", lambda one: one.favourites.charity),
    },
    # Limits move with the first merge (`db.limit_subjects`).
    keeps_first_merge=True,
)


@dataclass(frozen=True, slots=True)
class SavedBusiness:
    """A business whose copy changed, with its place among the `clock-applied` of its key."""

    business_id: UUID
    mode: str
    clock_offset_s: int
    seq: int
    last_tx: int


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
            "currencies": [one.currency for one in changed],
            "industries": [one.industry for one in changed],
            "countries": [one.place.country for one in changed],
            "regions": [one.place.region for one in changed],
            "percents": [_tax_form_percent(one) for one in changed],
            "most": [_most_people_a_day(one) for one in changed],
        },
    )
    return [SavedBusiness(*row) for row in rows]


def _tax_form_percent(told: BusinessChanged) -> int | None:
    """As `parameters.tax_forms` of a business says, which referral-api has checked."""
    wanted = told.parameters.get("tax_forms") or {}
    return wanted.get("at_percent", tax.DEFAULT_PERCENT) if wanted.get("asked", True) else None


def _most_people_a_day(told: BusinessChanged) -> int | None:
    most: int | None = (told.parameters.get("fraud") or {}).get("most_people_a_day")
    return most


async def erase_people(session: AsyncSession, erased: Sequence[PersonErased]) -> None:
    """Leave of these people only that they are erased, and who stands for them. One event per
    person."""
    await session.execute(
        _ERASE_PEOPLE,
        {
            "businesses": [one.business_id for one in erased],
            "ids": [one.person_id for one in erased],
            "versions": [one.version for one in erased],
        },
    )


async def businesses(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Business]:
    """Those of these businesses that we know."""
    rows = await session.execute(_BUSINESSES, {"ids": list(ids)})
    return {row.business_id: Business(**row._mapping) for row in rows}


async def people(
    session: AsyncSession, wanted: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Person]:
    """Those of these people, by business and person, that we know, as who stands for them now."""
    rows = await session.execute(_PEOPLE, wanted_people(wanted))
    found = {}
    for row in rows:
        fields = dict(row._mapping)
        who = fields.pop("business_id"), fields.pop("person_id")
        told = Told(
            roles=_lines(fields.pop("roles")),
            occupation=fields.pop("occupation"),
            employer=fields.pop("employer"),
            licences=_lines(fields.pop("licences")),
        )
        found[who] = Person(person_id=fields.pop("at"), told=told, **fields)
    return found


def _lines(kept: str | None) -> tuple[str, ...]:
    return tuple(kept.split("\n")) if kept else ()
