"""`/v1/connections`: whose webhooks we listen to. Secrets are shown once."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import Field, StringConstraints
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import ConnectionId
from referral_api.db.connections.connections import list_connections
from referral_api.domain.connections.address import address
from referral_api.domain.forms import Body, Line
from referral_api.routes.auth import OperateCaller, ReadCaller
from referral_api.routes.conventions.answers import created, gone, ok, shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import ChangeDep, OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import (
    ListOf,
    Metadata,
    MetadataChange,
    MetadataKey,
    Object,
    unchanged,
)
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.tools import ToolsDep
from referral_api.sources import CLIENTS, SOURCES
from referral_api.use_cases.connections.change_connection import Change, Changing, change_connection
from referral_api.use_cases.connections.create_connection import NewConnection, create_connection
from referral_api.use_cases.connections.delete_connection import delete_connection
from referral_api.use_cases.connections.get_connection import get_connection
from referral_api.use_cases.connections.rotate_secret import Rotation, rotate_secret
from referral_api.use_cases.fetching.reconcile_connection import start_reconciling
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["connections"])

Secret = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[\x21-\x7e]+$")]


Credential = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Credentials = Annotated[dict[MetadataKey, Credential], Field(max_length=10)]
CredentialsChange = Annotated[dict[MetadataKey, Credential | None], Field(max_length=10)]

# A source says which of its settings may be long: a mapping is.
SettingValue = Annotated[str, StringConstraints(max_length=20_000)]
Settings = Annotated[dict[MetadataKey, SettingValue], Field(max_length=20)]
SettingsChange = Annotated[dict[MetadataKey, SettingValue | None], Field(max_length=20)]


class ConnectionBody(Body):
    """Which source, and the secret it signs with, where the sender makes it (Shopify does)."""

    source: Line
    name: Line
    secret: Secret | None = Field(default=None, description="none: we make one")
    settings: Settings = Field(default_factory=dict, description="see `GET /v1/sources`")
    credentials: Credentials = Field(
        default_factory=dict, description="for the sender's own API; see `GET /v1/sources`"
    )
    metadata: Metadata = Field(default_factory=dict)


class ConnectionChange(Body):
    """What is not there stays as it is. A disabled connection answers its sender 404."""

    name: Line = unchanged()
    status: Literal["active", "disabled"] = unchanged()
    settings: SettingsChange = unchanged()
    credentials: CredentialsChange = unchanged()
    metadata: MetadataChange = unchanged()


class SecretRotation(Body):
    """The sender's new secret; none: we make one. The old one is good for another 24 hours."""

    secret: Secret | None = None


class ConnectionObject(Object):
    """A connection; the sender posts to `url`."""

    id: ConnectionId
    object: Literal["connection"] = "connection"
    source: str
    name: str
    url: str
    status: Literal["active", "disabled"]
    settings: dict[str, str]
    credentials: list[str] = Field(description="the names of those that are set")
    steps: list[str] = Field(description="what to do at the sender's")
    last_delivery_at: datetime | None
    failures_24h: int

    @classmethod
    def of(cls, row: Row[Any], public_url: str) -> Self:
        url = address(public_url, row.id)
        made = {
            "url": url,
            "credentials": row.credential_names,
            "steps": [step.format(url=url) for step in SOURCES[row.source].ABOUT.steps],
        }
        return cls.model_validate({**row._mapping, **made})


class ConnectionWithSecret(ConnectionObject):
    """A connection with what is shown this once."""

    secret: str


def _with_secret(row: Row[Any], public_url: str, secret: str) -> ConnectionWithSecret:
    columns = ConnectionObject.of(row, public_url).model_dump()
    return ConnectionWithSecret.model_validate({**columns, "secret": secret})


@router.post("/v1/connections", status_code=201, response_model=ConnectionWithSecret)
async def post_connection(
    body: ConnectionBody, caller: OperateCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Set up a source. Keep the answer's `secret`: it is not shown again."""
    new = NewConnection(**body.model_dump())

    async def work(session: AsyncSession) -> Answer:
        row, secret = await create_connection(
            caller.business_id,
            new,
            sources=tools.intake.sources,
            sealer=tools.sealer,
            session=session,
        )
        await start_reconciling(row, clients=CLIENTS, session=session)
        return created(_with_secret(row, tools.public_url, secret), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/connections", response_model=ListOf[ConnectionObject])
async def get_connections(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    source: Line | None = None,
    status: Literal["active", "disabled"] | None = None,
) -> Response:
    """The connections, newest first."""
    filters = given(source=source, status=status)
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_connections(session, caller.business_id, page, filters)
    return shown(
        listing.answer(
            caller.business_id, found, lambda row: ConnectionObject.of(row, tools.public_url)
        )
    )


@router.get("/v1/connections/{connection_id}", response_model=ConnectionObject)
async def get_one_connection(
    connection_id: ConnectionId, caller: ReadCaller, tools: ToolsDep
) -> Response:
    """One connection, and how its deliveries fare."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await get_connection(caller.business_id, connection_id, session=session)
    return shown(ConnectionObject.of(row, tools.public_url), row.version)


@router.patch("/v1/connections/{connection_id}", response_model=ConnectionObject)
async def patch_connection(
    connection_id: ConnectionId,
    body: ConnectionChange,
    caller: OperateCaller,
    change: ChangeDep,
    expected: IfMatch,
    tools: ToolsDep,
) -> Response:
    """Change name, status, settings or metadata; its source stays."""
    changes = body.model_dump(exclude_unset=True)

    async def work(session: AsyncSession) -> Answer:
        row = await change_connection(
            caller.business_id,
            connection_id,
            Change(changes, expected),
            changing=Changing(tools.intake.sources, tools.sealer),
            session=session,
        )
        await start_reconciling(row, clients=CLIENTS, session=session)
        return ok(ConnectionObject.of(row, tools.public_url), row.version)

    answer = await change.run(caller.business_id, work)
    tools.intake.senders.forget(connection_id)
    return answer


@router.delete("/v1/connections/{connection_id}", status_code=204, response_class=Response)
async def remove_connection(
    connection_id: ConnectionId, caller: OperateCaller, change: ChangeDep, tools: ToolsDep
) -> Response:
    """Listen no more: its secrets are gone, its deliveries stay."""

    async def work(session: AsyncSession) -> Answer:
        await delete_connection(caller.business_id, connection_id, session=session)
        return gone()

    answer = await change.run(caller.business_id, work)
    tools.intake.senders.forget(connection_id)
    return answer


@router.post("/v1/connections/{connection_id}/rotate_secret", response_model=ConnectionWithSecret)
async def post_rotate_secret(
    connection_id: ConnectionId,
    body: SecretRotation,
    caller: OperateCaller,
    once: OnceDep,
    tools: ToolsDep,
) -> Response:
    """Take a new secret; the old one is good for another 24 hours."""

    async def work(session: AsyncSession) -> Answer:
        row, secret = await rotate_secret(
            caller.business_id,
            Rotation(connection_id, body.secret),
            sources=tools.intake.sources,
            sealer=tools.sealer,
            session=session,
        )
        return ok(_with_secret(row, tools.public_url, secret), row.version)

    answer = await once.run(caller.business_id, work)
    tools.intake.senders.forget(connection_id)
    return answer
