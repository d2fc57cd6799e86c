"""A new program, as a draft."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.businesses.businesses import business_of
from referral_api.db.programs.programs import add_program
from referral_api.domain.programs.programs import stored
from referral_api.use_cases.programs.documents import read_for
from referral_api.use_cases.programs.look_up import known_program


async def create_program(
    business_id: UUID, raw: Any, metadata: Mapping[str, str], *, session: AsyncSession
) -> Row[Any]:
    """The program; RejectedError `invalid_program` where its document cannot be right."""
    business = await business_of(session, business_id)
    document = await read_for(business, raw, "/document", session=session)
    program_id = ids.new()
    await add_program(
        session,
        {
            "business_id": business_id,
            "id": program_id,
            "status": "draft",
            "draft": stored(document),
            "metadata": dict(metadata),
        },
    )
    return await known_program(business_id, program_id, session=session)
