"""`/v1/deliveries`: webhooks as they came, what came of them, and once more."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.errors import Kind, RejectedError
from goodword.ids import ConnectionId, DeliveryId
from goodword.moments import Moment
from referral_api.db.connections.delivery_pages import delivery_of, list_deliveries
from referral_api.domain.connections.delivery import DeliveryState
from referral_api.domain.forms import Body, Line
from referral_api.routes.auth import OperateCaller, ReadCaller
from referral_api.routes.conventions.answers import accepted, shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf, Object
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.deliveries.replay_deliveries import Wanted, replay_deliveries
from referral_api.use_cases.deliveries.replay_delivery import replay_delivery
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["deliveries"])


class DeliveryObject(Object):
    """A webhook. `facts` are the ids of what came of it; `reason` says why nothing did; `test`:
    it was sent by `POST /v1/connections/{id}/test`, and nobody earns by it."""

    id: DeliveryId
    object: Literal["delivery"] = "delivery"
    connection_id: ConnectionId
    topic: str
    external_id: str
    test: bool
    status: DeliveryState
    reason: str | None
    received_at: datetime
    facts: list[str]
    attempts: int
    next_at: datetime | None = Field(description="when it is tried again, if it waits")
    erased_at: datetime | None = Field(
        description="since when what came is gone, since it named somebody who was erased"
    )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(_columns(row))


class DeliveryDetail(DeliveryObject):
    """A webhook with all that came; what is no UTF-8 in the body is shown as U+FFFD."""

    headers: dict[str, str]
    body: str

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(
            {**_columns(row), "body": bytes(row.raw).decode(errors="replace")}
        )


Replayable = Literal["failed", "ignored", "waiting", "applied"]


class ReplayWanted(Body):
    """Which deliveries to apply again: those that came from `received_from` until before
    `received_before`, where these are given."""

    status: Annotated[tuple[Replayable, ...], Field(min_length=1, max_length=4)] = ("failed",)
    connection_id: ConnectionId | None = None
    received_from: Moment | None = None
    received_before: Moment | None = None


class Replayed(BaseModel):
    """How many went back into the queue; ask again where there may be more."""

    object: Literal["replay"] = "replay"
    count: int
    has_more: bool


def _columns(row: Row[Any]) -> dict[str, Any]:
    next_at = row.next_at if row.status == "waiting" else None
    columns = {**row._mapping, "metadata": {}, "received_at": row.created_at, "next_at": next_at}
    return columns


@router.get("/v1/deliveries", response_model=ListOf[DeliveryObject])
async def get_deliveries(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    connection_id: ConnectionId | None = None,
    status: DeliveryState | None = None,
    topic: Line | None = None,
    external_id: Line | None = None,
) -> Response:
    """Webhooks without their bodies, newest first."""
    filters = given(
        connection_id=connection_id, status=status, topic=topic, external_id=external_id
    )
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_deliveries(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, DeliveryObject.of))


@router.get("/v1/deliveries/{delivery_id}", response_model=DeliveryDetail)
async def get_delivery(delivery_id: DeliveryId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One webhook with its headers and body."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await delivery_of(session, caller.business_id, delivery_id)
    if row is None:
        raise RejectedError("not_found", "There is no such delivery.", kind=Kind.NOT_FOUND)
    return shown(DeliveryDetail.of(row), row.version)


@router.post("/v1/deliveries/replay", status_code=202, response_model=Replayed)
async def post_replay(
    body: ReplayWanted, caller: OperateCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Apply again what failed, at most 1,000 at once; what was applied changes nothing again."""

    async def work(session: AsyncSession) -> Answer:
        wanted = Wanted(body.status, body.connection_id, body.received_from, body.received_before)
        count, more = await replay_deliveries(caller.business_id, wanted, session=session)
        return accepted(Replayed(count=count, has_more=more))

    answer = await once.run(caller.business_id, work)
    tools.intake.writer.arrived.set()
    return answer


@router.post(
    "/v1/deliveries/{delivery_id}/replay",
    status_code=202,
    response_model=DeliveryObject,
    responses={409: {"description": "`delivery_erased`: there is nothing left to apply."}},
)
async def post_delivery_replay(
    delivery_id: DeliveryId, caller: OperateCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Apply one webhook again."""

    async def work(session: AsyncSession) -> Answer:
        row = await replay_delivery(caller.business_id, delivery_id, session=session)
        return accepted(DeliveryObject.of(row))

    answer = await once.run(caller.business_id, work)
    tools.intake.writer.arrived.set()
    return answer
