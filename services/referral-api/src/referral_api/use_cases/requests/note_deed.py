"""Note who did what, together with what they did."""

from dataclasses import dataclass
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.businesses.audit import add_deeds
from referral_api.use_cases.requests.answer_once import Answer


@dataclass(frozen=True, slots=True)
class Deed:
    """A write as it was asked for. `about` is the id in its address, None where it has none."""

    business_id: UUID
    actor: str
    action: str
    about: str | None
    request_id: str


async def note_deed(deed: Deed, answer: Answer, *, session: AsyncSession) -> None:
    """Keep that it was done. What was made has its id in the answer; its content is not kept."""
    row = {
        "business_id": deed.business_id,
        "id": ids.new(),
        "actor": deed.actor,
        "action": deed.action,
        "about": deed.about or made_by(answer),
        "status": answer.status,
        "request_id": deed.request_id,
    }
    await add_deeds(session, [row])


def made_by(answer: Answer) -> str | None:
    """The id of what an answer shows."""
    made = orjson.loads(answer.body) if answer.body else None
    found = made.get("id") if isinstance(made, dict) else None
    return found if isinstance(found, str) else None
