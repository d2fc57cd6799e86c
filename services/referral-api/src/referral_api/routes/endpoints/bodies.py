"""What is written of endpoints, and how they and what was sent to them are shown."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Row

from goodword.ids import AttemptId, DispatchId, EventId, WebhookEndpointId
from goodword.moments import Moment
from referral_api.domain.endpoints.attempt import Disabling, DispatchState
from referral_api.domain.forms import Body, Line
from referral_api.routes.conventions.objects import (
    Metadata,
    MetadataChange,
    Object,
    unchanged,
)
from referral_api.use_cases.endpoints.replay_events import Replayable, Span

Url = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
EventTypes = Annotated[tuple[Line, ...], Field(max_length=100)]
Status = Literal["active", "disabled"]


class EndpointBody(Body):
    """Where to post, and what: `event_types` as `GET /v1/events` shows them; none: all."""

    url: Url
    name: Line
    event_types: EventTypes = ()
    metadata: Metadata = Field(default_factory=dict)


class EndpointChange(Body):
    """What is not there stays as it is."""

    url: Url = unchanged()
    name: Line = unchanged()
    event_types: EventTypes = unchanged()
    status: Status = unchanged()
    metadata: MetadataChange = unchanged()


class ReplayBody(Body):
    """Either one event, whatever came of it, or those that happened since then, and before `until`.
    `missing` are those that were not to be sent, since the endpoint was disabled, not there yet, or
    did not want them."""

    event_id: EventId | None = None
    since: Moment | None = None
    until: Moment | None = None
    status: Annotated[tuple[Replayable, ...], Field(min_length=1, max_length=3)] = (
        "failed",
        "missing",
    )

    @model_validator(mode="after")
    def _one_or_since(self) -> Self:
        if (self.event_id is None) == (self.since is None):
            raise PydanticCustomError("one_of", "Give either event_id or since.")
        return self

    @property
    def meant(self) -> UUID | Span:
        """What is to be sent again."""
        if self.event_id is not None:
            return self.event_id
        assert self.since is not None, "one of both is given"
        return Span(self.since, self.until, self.status)


class EndpointObject(Object):
    """An endpoint. `failing_since`: the first attempt in vain since something came through; after
    five days of that it is disabled (`failing`), and at once where it answered 410 (`gone`)."""

    id: WebhookEndpointId
    object: Literal["webhook_endpoint"] = "webhook_endpoint"
    url: str
    name: str
    event_types: list[str]
    status: Status
    disabled_reason: Disabling | None
    disabled_at: datetime | None
    failing_since: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


class EndpointWithSecret(EndpointObject):
    """An endpoint with what is shown this once."""

    secret: str

    @classmethod
    def with_secret(cls, row: Row[Any], secret: str) -> Self:
        return cls.model_validate({**row._mapping, "secret": secret})


class DispatchObject(BaseModel):
    """An event on its way to an endpoint. `reason` is why the last attempt was in vain, or why
    there was none; `attempts` are those since it was replayed last."""

    model_config = ConfigDict(frozen=True)

    id: DispatchId
    object: Literal["dispatch"] = "dispatch"
    endpoint_id: WebhookEndpointId
    event_id: EventId
    type: str
    test: bool
    status: DispatchState
    reason: str | None
    attempts: int
    next_at: datetime | None
    delivered_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


class AttemptObject(BaseModel):
    """A call: `status_code` is null where nothing was answered, `failure` where it came through;
    `answer` is the beginning of what came back."""

    model_config = ConfigDict(frozen=True)

    id: AttemptId
    object: Literal["attempt"] = "attempt"
    dispatch_id: DispatchId
    event_id: EventId
    status_code: int | None
    failure: str | None
    took_ms: int
    answer: str
    created_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


class ReplayObject(BaseModel):
    """How many are sent; `next_since` is the `since` to go on with, where there are more."""

    object: Literal["replay"] = "replay"
    count: int
    next_since: datetime | None
