"""Everything we hold of a person, as one document (GDPR articles 15 and 20)."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import Kind, RejectedError
from referral_api.db.people.export import SECTIONS, ids_behind, rows_about
from referral_api.use_cases.people.look_up import known_person

MAX_ROWS = 10_000
"""Of each section, of a document that is asked for over HTTP."""
MAX_BYTES = 10 << 20

_PREFIXES = {
    "people": "per",
    "consents": "cns",
    "participants": "prt",
    "clicks": "clk",
    "referrals": "ref",
    "sales": "sal",
    "refunds": "rfd",
    "rewards": "rwd",
    "reward_decisions": "evt",
    "payouts": "pay",
    "messages": "msg",
    "tasks": "tsk",
    "deliveries": "dlv",
    "api_keys": "key",
}
_NAMED = {
    "person_id": "per",
    "buyer_id": "per",
    "referrer_id": "per",
    "prospect_id": "per",
    "beneficiary_id": "per",
    "rep_id": "per",
    "merged_into": "per",
    "program_id": "prg",
    "participant_id": "prt",
    "referral_id": "ref",
    "sale_id": "sal",
    "click_id": "clk",
    "connection_id": "con",
    "cause": "evt",
    "assignee_id": "per",
    "owner_id": "per",
    "reward_id": "rwd",
}


async def export_person(
    business_id: UUID, person_id: UUID, *, session: AsyncSession, limited: bool = True
) -> bytes:
    """The document as JSON, of who stands for the person and of all merged into them.

    What other services hold is in theirs: the notifier's letters, the payouts of rewards-worker.
    RejectedError `not_found`, or `export_too_large` where it is `limited`.
    """
    person = await known_person(business_id, person_id, session=session, standing=True)
    who = (business_id, person.id)
    document: dict[str, Any] = {"object": "export", "person_id": ids.show("per", person.id)}
    named = [ids.show("per", each) for each in await ids_behind(session, who)]
    for section in SECTIONS:
        rows = await rows_about(session, who, section, MAX_ROWS if limited else None, named)
        if limited and len(rows) > MAX_ROWS:
            raise _too_large()
        document[section] = [_shown(section, row) for row in rows]
        named += [row["id"] for row in document[section] if row.get("id")]
    found = orjson.dumps(document)
    if limited and len(found) > MAX_BYTES:
        raise _too_large()
    return found


def _shown(section: str, row: dict[str, Any]) -> dict[str, Any]:
    prefixes = {**_NAMED, "id": _PREFIXES.get(section)}
    return {
        name: ids.show(prefix, UUID(value)) if value and (prefix := prefixes.get(name)) else value
        for name, value in row.items()
    }


def _too_large() -> RejectedError:
    return RejectedError(
        "export_too_large",
        "This is too much for one answer; export it with `goodword people export`.",
        kind=Kind.CONFLICT,
    )
