"""How many facts of topic `relationships` were said of each person: their row counts them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from referral_api.db.people.people import Who
from referral_api.db.rows import as_json

# In sorted order, so that two batches never wait for each other in a circle.
_COUNT = text(f"""
    with wanted as (
        select * from jsonb_to_recordset(cast(:rows as jsonb))
            as w (business_id uuid, id uuid, facts int)
    ), locked as materialized (
        select p.business_id, p.id from person p join wanted using (business_id, id)
        order by p.business_id, p.id for no key update of p
    )
    update person p
    set relationship_seq = p.relationship_seq + w.facts,
        relationship_last_tx = {next_tx("p.relationship_last_tx")}
    from locked l join wanted w using (business_id, id)
    where p.business_id = l.business_id and p.id = l.id
    returning p.business_id, p.id, p.relationship_seq as seq, p.relationship_last_tx as last_tx
""")  # noqa: S608 a constant of ours


_LOCK = text("""
    select from person where business_id = :business_id and id = :id for no key update
""")


async def lock_relationships(session: AsyncSession, who: Who) -> None:
    """Lock a person as whoever counts facts of theirs does."""
    await session.execute(_LOCK, {"business_id": who[0], "id": who[1]})


async def count_relationships(
    session: AsyncSession, facts: Mapping[Who, int]
) -> dict[Who, Row[Any]]:
    """Count so many more facts of each person; `seq` of the last of them, and `last_tx`."""
    if not facts:
        return {}
    rows = [
        {"business_id": business_id, "id": person_id, "facts": count}
        for (business_id, person_id), count in facts.items()
    ]
    counted = await session.execute(_COUNT, {"rows": as_json(rows)})
    return {(row.business_id, row.id): row for row in counted}
