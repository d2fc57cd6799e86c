"""`POST /v1/people/{id}/erase`: somebody is forgotten."""

from datetime import datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import PersonId
from referral_api.routes.auth import AdminCaller
from referral_api.routes.conventions.answers import accepted
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.erasure.erase_person import erase_person
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["people"])


class ErasureObject(BaseModel):
    """How far an erasure came. From `erased_at` on we know nothing of them; until `swept_at` what
    was kept as it came, such as webhooks, is looked through. The workers follow by themselves."""

    object: Literal["erasure"] = "erasure"
    person_id: PersonId = Field(description="who stood for the person, with all merged into them")
    status: Literal["sweeping", "done"]
    asked_by: str = Field(description="api, cli, or the source that asked for it")
    asked_at: datetime
    erased_at: datetime
    swept_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        status = "sweeping" if row.swept_at is None else "done"
        return cls.model_validate({**row._mapping, "status": status})


@router.post("/v1/people/{person_id}/erase", status_code=202, response_model=ErasureObject)
async def post_erase(
    person_id: PersonId, caller: AdminCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Erase a person, and whoever was merged into them. It cannot be undone: their id stays, and
    what was bought and paid stays without them; what is owed to them is revoked. Addresses remain
    only as keyed hashes, under which they are asked for nothing again. A repeat tells how far it
    came."""

    async def work(session: AsyncSession) -> Answer:
        row = await erase_person(
            caller.business_id, person_id, asked_by="api", eraser=tools.eraser, session=session
        )
        return accepted(ErasureObject.of(row))

    return await once.run(caller.business_id, work)
