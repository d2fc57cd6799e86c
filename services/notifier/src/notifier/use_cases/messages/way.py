"""The way that a business's letters take."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import TransientError
from goodword.setups import SMTP, SmtpSetUp
from notifier.domain.copies import Business
from notifier.ports import Channel
from notifier.use_cases.messages.mailroom import Mailroom


@dataclass(frozen=True, slots=True)
class Way:
    """A channel; `bounces_to` is where what it cannot deliver comes back, the sender if None."""

    channel: Channel
    bounces_to: str | None = None

    def return_path(self, message: UUID) -> str | None:
        """Where this message comes back: the address names it, so that a report need not."""
        if self.bounces_to is None:
            return None
        local, _, domain = self.bounces_to.partition("@")
        return f"{local}+{ids.show('msg', message)}@{domain}"


async def way_of(business: Business, *, mailroom: Mailroom, session: AsyncSession) -> Way:
    """How the business reaches people by mail; of one in test mode nobody is reached.

    TransientError where its mail server's settings cannot be opened: its letters must not leave by
    another way than it chose.
    """
    if business.mode == "test":
        return Way(mailroom.test_channel)
    known = (await mailroom.set_ups.of(session, [business.business_id]))[business.business_id]
    if SMTP in known.broken:
        raise TransientError("the settings of the business's mail server cannot be opened")
    form = known.forms.get(SMTP)
    if not isinstance(form, SmtpSetUp):
        return Way(mailroom.live_channel)
    return Way(mailroom.open_server(form), form.bounces_to)
