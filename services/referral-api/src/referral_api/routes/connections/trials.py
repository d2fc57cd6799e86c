"""`POST /v1/connections/{id}/test` and `…/dry_run`: try a connection, and try a payload."""

import json
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, PlainValidator, StringConstraints
from pydantic_core import PydanticCustomError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import ConnectionId, DeliveryId
from referral_api.db.connections.delivery_pages import delivery_of
from referral_api.domain.connections.delivery import DeliveryState
from referral_api.domain.forms import Body, Line
from referral_api.routes.auth import OperateCaller
from referral_api.routes.connections.deliveries import DeliveryObject
from referral_api.routes.connections.read_facts import ReadFact
from referral_api.routes.connections.webhooks import posted_to
from referral_api.routes.conventions.answers import accepted, ok, shown
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.deliveries.await_outcome import await_outcome
from referral_api.use_cases.deliveries.dry_run_delivery import (
    Applying,
    Pasted,
    Tried,
    dry_run_delivery,
)
from referral_api.use_cases.deliveries.read_webhook import Webhook
from referral_api.use_cases.deliveries.send_sample import Signing, send_sample
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["connections"])

HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}$")]
HeaderValue = Annotated[str, StringConstraints(max_length=8000, pattern=r"^[^\x00\r\n]*$")]
Query = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[!-~]*$")]
MAX_BODY_CHARS = 1_000_000


def _payload(value: Any) -> str | dict[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, str) and len(value) <= MAX_BODY_CHARS:
        return value
    raise PydanticCustomError(
        "payload", "Paste a text of at most 1,000,000 characters, or a JSON object."
    )


# Chosen by the form of what is pasted: mistakes of a union of pydantic's point at its members.
_Payload = Annotated[
    str | dict[str, Any],
    PlainValidator(
        _payload,
        json_schema_input_type=Annotated[str, StringConstraints(max_length=MAX_BODY_CHARS)]
        | dict[str, Any],
    ),
]


class PastedPayload(Body):
    """A webhook as its sender shows it in a log. The signature is looked at only where `headers`
    are given; then `body` must be the text as it was sent, to the letter."""

    topic: Line | None = Field(default=None, description="counts more than what the headers say")
    headers: Annotated[dict[HeaderName, HeaderValue], Field(max_length=100)] = Field(
        default_factory=dict
    )
    query: Query = Field(
        default="",
        description="what came behind the `?` of the address, where the sender's proof is",
    )
    body: _Payload = Field(description="as text, or as JSON")

    @property
    def raw(self) -> bytes:
        if isinstance(self.body, str):
            return self.body.encode("utf-8", "replace")
        # In ASCII, and with numbers of any size: whatever could be said in JSON is said again.
        return json.dumps(self.body).encode()


class ConnectionDryRunObject(BaseModel):
    """What the payload would become. `status` and `reason` are those of the delivery it would be;
    `duplicate_of` is the same delivery, if it came before: then it would change nothing."""

    object: Literal["connection_dry_run"] = "connection_dry_run"
    connection_id: ConnectionId
    topic: str
    external_id: str
    signature: Literal["valid", "invalid", "not_given"]
    duplicate_of: DeliveryId | None
    status: DeliveryState
    reason: str | None
    facts: list[ReadFact]

    @classmethod
    def of(cls, connection_id: UUID, tried: Tried) -> Self:
        matches = iter(tried.matches)
        return cls(
            connection_id=connection_id,
            topic=tried.topic,
            external_id=tried.external_id,
            signature=_SIGNATURES[tried.signed],
            duplicate_of=tried.known_as,
            status=tried.status,
            reason=tried.reason,
            facts=[ReadFact.of(fact, matches) for fact in tried.facts],
        )


_SIGNATURES: dict[bool | None, Literal["valid", "invalid", "not_given"]] = {
    True: "valid",
    False: "invalid",
    None: "not_given",
}


@router.post(
    "/v1/connections/{connection_id}/test",
    response_model=DeliveryObject,
    responses={
        202: {"model": DeliveryObject, "description": "It is not applied yet: look again."},
        409: {"description": "`connection_disabled`: its sender would be answered 404."},
    },
)
async def post_test(
    connection_id: ConnectionId, caller: OperateCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Send a sample, made up and signed as this source signs, on the way of every webhook.

    What comes of it is answered, or 202 and the delivery where that takes longer than a moment. It
    is marked `test`: it is of nobody and through nobody, so that nobody earns by it."""
    sent: list[UUID] = []

    async def work(session: AsyncSession) -> Answer:
        delivery_id = await send_sample(
            caller.business_id,
            connection_id,
            signing=Signing(tools.intake.sources, tools.sealer, tools.public_url),
            session=session,
        )
        sent[:] = [delivery_id]
        row = await delivery_of(session, caller.business_id, delivery_id)
        assert row is not None, "it was just inserted"
        return accepted(DeliveryObject.of(row))

    answer = await once.run(caller.business_id, work)
    if not sent:
        return answer  # of the first time
    tools.intake.writer.arrived.set()
    row = await await_outcome(caller.business_id, sent[0], db=tools.db)
    return answer if row is None or row.status == "received" else shown(DeliveryObject.of(row))


@router.post("/v1/connections/{connection_id}/dry_run", response_model=ConnectionDryRunObject)
async def post_connection_dry_run(
    connection_id: ConnectionId,
    body: PastedPayload,
    caller: OperateCaller,
    once: OnceDep,
    tools: ToolsDep,
) -> Response:
    """Say what a payload would become, were it sent now: what is read out of it, whose sale it
    would be, or why nothing comes of it. Changes nothing; needs no signature."""
    headers = {name.lower(): value for name, value in body.headers.items()}
    url = posted_to(connection_id, body.query, tools)
    pasted = Pasted(Webhook(connection_id, headers, body.raw, url), body.topic)
    applying = Applying(tools.intake.sources, tools.hasher, tools.sealer)

    async def work(session: AsyncSession) -> Answer:
        tried = await dry_run_delivery(
            caller.business_id, pasted, applying=applying, session=session
        )
        return ok(ConnectionDryRunObject.of(connection_id, tried))

    return await once.run(caller.business_id, work)
