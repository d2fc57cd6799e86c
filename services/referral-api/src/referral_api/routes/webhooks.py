"""`POST /webhooks/{connection_id}`: what senders post, kept before it is answered."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from goodword.ids import ConnectionId, DeliveryId
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.deliveries.accept_delivery import Webhook, accept_delivery

router = APIRouter(tags=["webhooks"])


class AcceptedDelivery(BaseModel):
    """`id` is null for a duplicate: it was here before, and is not kept twice."""

    object: Literal["delivery"] = "delivery"
    id: DeliveryId | None
    duplicate: bool


@router.post("/webhooks/{connection_id}", status_code=202, response_model=AcceptedDelivery)
async def post_webhook(connection_id: ConnectionId, request: Request, tools: ToolsDep) -> Response:
    """Take a webhook in: signed as its source signs, at most 5 MiB. 202 means that it is kept."""
    webhook = Webhook(connection_id, dict(request.headers), await request.body())
    delivery_id = await accept_delivery(webhook, intake=tools.intake)
    answer = AcceptedDelivery(id=delivery_id, duplicate=delivery_id is None)
    return Response(answer.model_dump_json(), 202, media_type="application/json")
