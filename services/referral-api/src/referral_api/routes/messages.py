"""`/v1/messages`: what was said to whom, or waits to be, as the notifier last told of it; never the
words."""

from datetime import datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import Row
from starlette.responses import Response

from goodword.errors import Kind, RejectedError
from goodword.ids import EventId, MessageId, PersonId
from referral_api.db.projections.messages import list_messages, message_of
from referral_api.domain.explaining.letters import why_waiting
from referral_api.domain.forms import Line
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf, Object
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.messages.preview_message import Preview, preview_message

router = APIRouter(tags=["messages"])

MessageStatus = Literal["waiting", "sent", "failed"]


class TemplateObject(BaseModel):
    """Which words, by name and version."""

    id: str
    version: int


class WaitObject(BaseModel):
    """What a message waits for: a stable code, and the same in words."""

    code: str
    sentence: str

    @classmethod
    def of(cls, code: str) -> Self:
        return cls(code=code, sentence=why_waiting(code))


class MessageObject(Object):
    """A message; `message_id` is the mail's Message-ID, `cause` the event that it tells of.
    `sends_after` is when the wait of one that is `waiting` ends, by the business's clock; null
    where nobody knows. Until then it may be called off."""

    id: MessageId
    object: Literal["message"] = "message"
    person_id: PersonId
    kind: str
    channel: str | None
    status: MessageStatus
    template: TemplateObject | None
    cause: EventId
    message_id: str | None
    sent_at: datetime | None
    waits_for: WaitObject | None
    sends_after: datetime | None
    failure: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        template = {"id": row.template, "version": row.template_version} if row.template else None
        fields = {
            "metadata": {},
            "template": template,
            "waits_for": WaitObject.of(row.waits_for) if row.waits_for else None,
        }
        return cls.model_validate({**row._mapping, **fields})


@router.get("/v1/messages", response_model=ListOf[MessageObject])
async def get_messages(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    person_id: PersonId | None = None,
    kind: Line | None = None,
    status: MessageStatus | None = None,
    channel: Line | None = None,
) -> Response:
    """Messages, newest first."""
    filters = given(person_id=person_id, kind=kind, status=status, channel=channel)
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_messages(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, MessageObject.of))


@router.get("/v1/messages/{message_id}", response_model=MessageObject)
async def get_message(message_id: MessageId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One message."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await message_of(session, caller.business_id, message_id)
    if row is None:
        raise RejectedError("not_found", "There is no such message.", kind=Kind.NOT_FOUND)
    return shown(MessageObject.of(row), row.version)


class PreviewObject(BaseModel):
    """A message's letter as it would be written now. `template` is what it is rendered with, which
    may be newer than what was sent; codes and links that open something are hidden."""

    object: Literal["message_preview"] = "message_preview"
    message_id: MessageId
    kind: str
    language: str
    template: TemplateObject
    subject: str
    text: str
    html: str

    @classmethod
    def of(cls, preview: Preview) -> Self:
        letter = preview.letter
        return cls(
            message_id=preview.message.id,
            kind=letter.kind,
            language=letter.language,
            template=TemplateObject(id=letter.template, version=letter.version),
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
        )


@router.get("/v1/messages/{message_id}/preview", response_model=PreviewObject)
async def get_preview(message_id: MessageId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """A message's letter, rendered again from what is stored: words that were sent are not kept
    here."""
    async with tools.db.begin([caller.business_id]) as session:
        preview = await preview_message(
            caller.business_id, message_id, public_url=tools.public_url, session=session
        )
    return shown(PreviewObject.of(preview))
