"""All that the tables of this service hold of a person."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.people.people import Who, everybody_behind

_SELECTS: Mapping[str, str] = {
    "people": "select * from person where business_id = :business_id and id = any(:people)",
    "identifiers": """
        select * from person_identifier where business_id = :business_id
                                          and person_id = any(:people)
    """,
    "consents": """
        select * from consent where business_id = :business_id and person_id = any(:people)
    """,
    "participants": """
        select * from participant where business_id = :business_id and person_id = any(:people)
    """,
    "referrals": """
        select * from referral where business_id = :business_id
            and (referrer_id = any(:people) or prospect_id = any(:people))
    """,
    "sales": "select * from sale where business_id = :business_id and buyer_id = any(:people)",
    "refunds": """
        select r.* from refund r join sale s on s.business_id = r.business_id and s.id = r.sale_id
        where s.business_id = :business_id and s.buyer_id = any(:people)
    """,
    "rewards": """
        select * from reward where business_id = :business_id and beneficiary_id = any(:people)
    """,
    "messages": """
        select * from message where business_id = :business_id and person_id = any(:people)
    """,
    "tasks": "select * from task where business_id = :business_id and subjects && :named",
    "api_keys": """
        select id, business_id, name, scopes, last_used_at, created_at from api_key
        where business_id = :business_id and owner_id = any(:people)
    """,
    "deliveries": """
        select id, connection_id, topic, external_id, status, created_at,
               encode(raw, 'base64') as body
        from delivery where business_id = :business_id and facts && :named
    """,
}
"""By section; each row is shown as it is kept, but for what only we count by."""

_INTERNAL = ("business_id", "seq", "last_tx", "done_seq", "done_last_tx", "rank")


async def rows_about(
    session: AsyncSession, who: Who, section: str, at_most: int | None, named: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The rows of a section, oldest first; one more than `at_most` where there are more. Tasks and
    deliveries are those about one of the TypeIDs `named`."""
    people = await ids_behind(session, who)
    statement = text(f"""
        select to_jsonb(t) - cast(:internal as text[]) as row from ({_SELECTS[section]}) t
        order by t.created_at limit cast(:at_most as bigint)
    """)  # noqa: S608 constants of this file
    given = {
        "people": bindparam("people", people, ARRAY(Uuid)),
        "named": bindparam("named", list(named), ARRAY(Text)),
    }
    bound = [each for name, each in given.items() if f":{name}" in _SELECTS[section]]
    values = {
        "business_id": who[0],
        "internal": list(_INTERNAL),
        "at_most": None if at_most is None else at_most + 1,
    }
    found = await session.scalars(statement.bindparams(*bound), values)
    return [_readable(dict(row)) for row in found]


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """What came as bytes is shown as text; a mail need not be any that we know."""
    if "body" in row:
        row["body"] = b64decode(row["body"]).decode(errors="replace")
    return row


async def ids_behind(session: AsyncSession, who: Who) -> list[UUID]:
    """The ids of a person and of those who were merged into them."""
    return list(await session.scalars(everybody_behind(who)))


SECTIONS = tuple(_SELECTS)
