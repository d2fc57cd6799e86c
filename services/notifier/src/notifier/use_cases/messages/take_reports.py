"""Mail servers and readers write back: a letter bounced, or its reader complained.

Anybody may have written such a report. It counts where it names a message of this business, whose
id is told to nobody but its reader, and it suppresses the address that this message went to, not
one that the report names.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import ChannelReport, ChannelReported, Envelope
from notifier.db import messages
from notifier.domain.bounce import is_fault_of_address
from notifier.domain.message import Message, bounce
from notifier.use_cases.messages.announce import announce
from notifier.use_cases.messages.compose_mail import WithheldError, hash_of
from notifier.use_cases.messages.mailroom import Mailroom
from notifier.use_cases.suppressions.suppress import suppress


async def take_reports(
    batch: Sequence[Envelope[ChannelReported]], *, mailroom: Mailroom, session: AsyncSession
) -> None:
    """Apply each report once, however often it comes."""
    for envelope in batch:
        for report in envelope.event.reports:
            message = await messages.find(session, envelope.business_id, report.message_id)
            if message is not None:
                await _take(message, report, mailroom, session)


async def _take(
    message: Message, report: ChannelReport, mailroom: Mailroom, session: AsyncSession
) -> None:
    if report.what == "bounced":
        await _come_back(message, report.status, session)
    if report.what == "complained" or is_fault_of_address(report.status):
        await suppress(session, message.business_id, _hash(message, mailroom), report.what)


async def _come_back(message: Message, status: str | None, session: AsyncSession) -> None:
    standing = bounce(message.standing)
    if standing is not None:
        await announce(message, standing, channel=message.channel, session=session, status=status)


def _hash(message: Message, mailroom: Mailroom) -> str | None:
    try:
        return hash_of(message, mailroom=mailroom)
    except WithheldError:
        return None  # its key is gone, and with it whom it was written to
