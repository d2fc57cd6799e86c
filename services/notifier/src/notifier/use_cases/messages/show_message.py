"""Showing a message to whoever operates this: how it stands, why, and what it said."""

from collections.abc import Iterator
from uuid import UUID

from goodword import ids
from goodword.errors import GoodwordError
from notifier.db import messages
from notifier.domain.message import Message
from notifier.use_cases.messages.compose_mail import read_mail
from notifier.use_cases.messages.mailroom import Mailroom


async def show_message(id_: UUID, *, mailroom: Mailroom) -> str:
    """The message as lines of text; GoodwordError where there is none of that id."""
    async with mailroom.db.begin() as session:
        business_id = await messages.business_of(session, id_)
    if business_id is None:
        raise GoodwordError(f"There is no message {ids.show('msg', id_)}.")
    async with mailroom.db.begin([business_id]) as session:
        message = await messages.read(session, business_id, id_)
    return "\n".join([*_standing(message), *_words(message, mailroom)])


def _standing(message: Message) -> Iterator[str]:
    yield f"Message   {ids.show('msg', message.id)}"
    yield f"Business  {ids.show('biz', message.business_id)}"
    if message.person_id is not None:
        yield f"Person    {ids.show('per', message.person_id)}"
    yield f"Kind      {message.kind}"
    yield f"Cause     {ids.show('evt', message.cause_id)}"
    reason = message.standing.reason
    yield f"State     {message.standing.state}" + (f" ({reason})" if reason else "")
    yield f"Opened    {message.created_at:%Y-%m-%d %H:%M:%S %Z}"
    if message.template:
        yield f"Template  {message.template}, version {message.template_version}"
        yield f"Channel   {message.channel}"


def _words(message: Message, mailroom: Mailroom) -> Iterator[str]:
    if message.content is None:
        yield ""
        yield "No words: none were composed, or they are forgotten."
        return
    mail = read_mail(message.content, mailroom=mailroom)
    yield f"Date      {mail.date:%Y-%m-%d %H:%M:%S %Z}"
    yield f"From      {mail.from_name} <{mail.from_address}>"
    yield f"To        {mail.to_name or ''} <{mail.to_address}>"
    yield f"Subject   {mail.subject}"
    yield f"Id        {mail.message_id}"
    yield ""
    yield mail.text
