"""`/v1/api_keys`: shown once, kept as a hash."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import ApiKeyId, PersonId
from referral_api.db.businesses.businesses import api_key
from referral_api.db.pages import read_page
from referral_api.domain.businesses.api_keys import Scope
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.refs import PersonRefBody, person_ref
from referral_api.routes.auth import AdminCaller
from referral_api.routes.conventions.answers import created, gone, shown
from referral_api.routes.conventions.idempotency import ChangeDep, OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf, Metadata, Object
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key
from referral_api.use_cases.businesses.delete_api_key import delete_api_key
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["API keys"])


class NewApiKey(Body):
    """What the key is for, and what it may do: operate decides, admin manages keys and erases."""

    name: Line
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    owner_ref: PersonRefBody | None = Field(
        default=None, description="whose key it is, for ever; what takes two people needs to know"
    )
    metadata: Metadata = Field(default_factory=dict)


class ApiKeyObject(Object):
    """A key as it is kept. `hint` is its public part, by which to know it again."""

    id: ApiKeyId
    object: Literal["api_key"] = "api_key"
    name: str
    hint: str
    scopes: list[Scope]
    owner_id: PersonId | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({**row._mapping, "hint": row.public_id})


class CreatedApiKey(ApiKeyObject):
    """A key with what is shown this once."""

    key: str


@router.post("/v1/api_keys", status_code=201, response_model=CreatedApiKey)
async def post_api_key(body: NewApiKey, caller: AdminCaller, once: OnceDep) -> Response:
    """Create a key. Keep the answer's `key`: it is not shown again."""

    async def work(session: AsyncSession) -> Answer:
        owner = person_ref(caller.business_id, body.owner_ref, "rep") if body.owner_ref else None
        wanted = NewKey(body.name, body.scopes, body.metadata, owner)
        row, token = await create_api_key(caller.business_id, wanted, session=session)
        shown_once = {**ApiKeyObject.of(row).model_dump(), "key": token}
        return created(CreatedApiKey.model_validate(shown_once), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/api_keys", response_model=ListOf[ApiKeyObject])
async def get_api_keys(caller: AdminCaller, listing: ListingDep, tools: ToolsDep) -> Response:
    """The keys, newest first."""
    wanted = select(api_key).where(api_key.c.business_id == caller.business_id)
    async with tools.db.begin([caller.business_id]) as session:
        found = await read_page(session, wanted, api_key, listing.page(caller.business_id))
    return shown(listing.answer(caller.business_id, found, ApiKeyObject.of))


@router.delete("/v1/api_keys/{key_id}", status_code=204)
async def remove_api_key(key_id: ApiKeyId, caller: AdminCaller, change: ChangeDep) -> Response:
    """Delete a key: it opens nothing from now on."""

    async def work(session: AsyncSession) -> Answer:
        await delete_api_key(caller.business_id, key_id, session=session)
        return gone()

    return await change.run(caller.business_id, work)
