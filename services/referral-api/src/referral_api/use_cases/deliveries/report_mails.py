"""Pass on what mail servers report of letters: whose they are is for the notifier to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.events import ChannelReport, ChannelReported
from referral_api.db.connections.delivery_reports import not_yet_reported
from referral_api.domain.connections.mail_report import MailReport


@dataclass(frozen=True, slots=True)
class ReportedMail:
    """A report, and the delivery that brought it."""

    business_id: UUID
    delivery_id: UUID
    report: MailReport


async def report_mails(reported: Sequence[ReportedMail], *, session: AsyncSession) -> None:
    """Say each report, once for ever, however often its delivery is replayed. A delivery is a key
    of its own, so each is the first of its key."""
    new = await not_yet_reported(session, [(one.business_id, one.delivery_id) for one in reported])
    told = [one for one in reported if (one.business_id, one.delivery_id) in new]
    await say(session, [Said(_told(one), 1) for one in told])


def _told(one: ReportedMail) -> ChannelReported:
    report = one.report
    return ChannelReported(
        business_id=one.business_id,
        delivery_id=one.delivery_id,
        channel="email",
        reports=(
            ChannelReport(message_id=report.message_id, what=report.what, status=report.status),
        ),
    )
