"""`POST /webhooks/{connection_id}`: what senders post, kept before it is answered."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from goodword import ids
from goodword.errors import RejectedError, TransientError
from goodword.ids import ConnectionId, DeliveryId
from referral_api.domain.connections.address import address
from referral_api.routes import problems
from referral_api.routes.door import WEBHOOKS
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
    url = posted_to(connection_id, request.url.query, tools)
    webhook = Webhook(connection_id, dict(request.headers), await request.body(), url)
    return await _answer(webhook, tools)


async def _answer(webhook: Webhook, tools: Tools) -> Response:
    accepted = await accept_delivery(webhook, intake=tools.intake)
    if reply := accepted.reply:
        return Response(reply.body, reply.status, media_type=reply.media_type)
    answer = AcceptedDelivery(id=accepted.delivery_id, duplicate=accepted.delivery_id is None)
    return Response(answer.model_dump_json(), 202, media_type="application/json")


def posted_to(connection_id: UUID, query: str, tools: Tools) -> str:
    """The address of a connection, with what came behind its `?`."""
    url = address(tools.public_url, connection_id)
    return f"{url}?{query}" if query else url


class FastLane:
    """The same route as an app of its own, past all that FastAPI and Starlette do for others.

    A webhook needs none of it, and it cost more than verifying and keeping the webhook. The route
    above stays, since the reference is made from it.
    """

    path = "/webhooks/{connection_id}"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self  # by which metrics and traces name it
        try:
            connection_id = ids.read("con", scope["path"].removeprefix(WEBHOOKS))
        except ValueError:
            await problems.at_the_door(scope, 404)(scope, receive, send)
            return
        # The door has read the body as a whole.
        body = (await receive())["body"]
        url = posted_to(connection_id, scope["query_string"].decode("latin-1"), self._tools)
        webhook = Webhook(connection_id, _first_of_each(scope["headers"]), body, url)
        try:
            answer = await _answer(webhook, self._tools)
        except (RejectedError, TransientError) as error:
            answer = problems.refused(scope, error)
        await answer(scope, receive, send)


def _first_of_each(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name; of several of a name the first, as Starlette's `Headers` give it."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(headers)}
