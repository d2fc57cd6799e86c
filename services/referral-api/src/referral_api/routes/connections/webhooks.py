"""`POST /webhooks/{connection_id}`: what senders post, kept before it is answered."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from goodword import ids
from goodword.ids import ConnectionId, DeliveryId
from referral_api.domain.connections.address import address
from referral_api.routes.tools import Tools, ToolsDep
from referral_api.use_cases.deliveries.accept_delivery import accept_delivery
from referral_api.use_cases.deliveries.read_webhook import Webhook

router = APIRouter(tags=["webhooks"])


class AcceptedDelivery(BaseModel):
    """`id` is null for a duplicate: it was here before, and is not kept twice."""

    object: Literal["delivery"] = "delivery"
    id: DeliveryId | None
    duplicate: bool


@router.post(
    "/webhooks/{connection_id}",
    status_code=202,
    response_model=AcceptedDelivery,
    responses={401: {"description": "`invalid_signature`: not signed as its source signs."}},
)
async def post_webhook(connection_id: ConnectionId, request: Request, tools: ToolsDep) -> Response:
    """Take a webhook in: signed as its source signs, at most 5 MiB. 202 means that it is kept."""
    url = address(tools.public_url, connection_id)
    if request.url.query:
        url += f"?{request.url.query}"
    webhook = Webhook(connection_id, dict(request.headers), await request.body(), url)
    accepted = await accept_delivery(webhook, intake=tools.intake)
    if reply := accepted.reply:
        return Response(reply.body, reply.status, media_type=reply.media_type)
    answer = AcceptedDelivery(id=accepted.delivery_id, duplicate=accepted.delivery_id is None)
    return Response(answer.model_dump_json(), 202, media_type="application/json")


class FastLane:
    """The same route, past all that FastAPI does for one with a body and a key.

    A webhook needs none of it, and it cost more than verifying and keeping the webhook. The route
    above stays, since the reference is made from it.
    """

    path = "/webhooks/{connection_id}"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self  # by which metrics and traces name it
        try:
            connection_id = ids.read("con", scope["path_params"]["connection_id"])
        except ValueError as error:
            raise HTTPException(404) from error
        answer = await post_webhook(connection_id, Request(scope, receive), self._tools)
        await answer(scope, receive, send)

    def route(self) -> Route:
        """To be put before all others."""
        return Route(self.path, self, methods=["POST"], include_in_schema=False)
