"""`GET /v1/connections/{id}/health`: whether its deliveries come, and why some failed."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from goodword.ids import ConnectionId, DeliveryId
from referral_api.domain.connections.health import Condition, Health
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.connections.check_health import check_health

router = APIRouter(tags=["connections"])


class FailuresObject(BaseModel):
    """Deliveries of the last 24 hours that failed for one reason, and were not mended since."""

    reason: str
    count: int
    last_delivery_id: DeliveryId


class ConnectionHealth(BaseModel):
    """`new` until the first verified delivery, then `green`; `failing` while deliveries of the last
    24 hours are failed; `silent` where nothing came for twice as long as ever of late, and for more
    than a day."""

    object: Literal["connection_health"] = "connection_health"
    connection_id: ConnectionId
    condition: Condition
    last_delivery_at: datetime | None
    usual_silence_s: int | None = Field(
        description="the longest pause between its last 100 deliveries; null where there are fewer"
        " than ten"
    )
    failures: list[FailuresObject]

    @classmethod
    def of(cls, connection_id: UUID, health: Health) -> Self:
        usual = health.usual_silence
        failures = [
            FailuresObject.model_validate(each, from_attributes=True) for each in health.failures
        ]
        return cls(
            connection_id=connection_id,
            condition=health.condition,
            last_delivery_at=health.last_delivery_at,
            usual_silence_s=int(usual.total_seconds()) if usual else None,
            failures=failures,
        )


@router.get("/v1/connections/{connection_id}/health", response_model=ConnectionHealth)
async def get_connection_health(
    connection_id: ConnectionId, caller: ReadCaller, tools: ToolsDep
) -> Response:
    """How a connection fares: whether anything comes, and why what came failed."""
    async with tools.db.begin([caller.business_id]) as session:
        health = await check_health(caller.business_id, connection_id, session=session)
    return shown(ConnectionHealth.of(connection_id, health))
