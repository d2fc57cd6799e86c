"""What the notifier needs of the world: a channel that takes one mail.

The three ways a send can end badly are told apart by what may have left the building:

    RefusedError      nothing, and nothing ever will: the server said no to this mail
    TransientError    nothing (`goodword.errors`): the same mail again, later, without risk
    AmbiguousError    perhaps the mail: the answer to it was lost. Repeated once, with the same
                      Message-ID, so that a reader's mail program can recognise the double
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol
from uuid import UUID

from goodword import ids
from goodword.errors import GoodwordError, PermanentError

ChannelName = Literal["console", "smtp"]
RefusalReason = Literal["address_unusable", "sender_refused", "recipient_refused", "mail_refused"]


class RefusedError(PermanentError):
    """This mail will never be taken.

    `reason` is stable; `code` is the SMTP reply code, or None where we refused it ourselves, and
    `status` the enhanced status code (RFC 3463) where the server gave one. The sentence holds no
    address, since a failure is published where personal data may not travel.
    """

    def __init__(
        self,
        reason: RefusalReason,
        detail: str,
        *,
        code: int | None = None,
        status: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.code = code
        self.status = status


class AmbiguousError(GoodwordError):
    """The mail was handed over and the answer was lost: it may or may not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person. The same values make the same bytes, so a repeat is a true repeat.

    `message_id` comes from `header_message_id`, `date` is when the mail was composed; both are
    stored before the first attempt. `return_path` is where the mail comes back that cannot be
    delivered, the sender if not said. Answers go to `reply_to`, and to `reply_also` with it.
    `unsubscribe_url` answers GET with a page and POST with the
    deed (RFC 8058).
    """

    message_id: str
    date: datetime
    from_name: str
    from_address: str
    to_address: str
    to_name: str | None = None
    reply_to: str | None = None
    reply_also: str | None = None
    subject: str
    text: str
    html: str
    unsubscribe_url: str | None = None
    return_path: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel took the mail; `answer` is what it said, for whoever looks for it there."""

    answer: str


class Channel(Protocol):
    """A way to reach people. Safe to use from many tasks at once."""

    @property
    def name(self) -> ChannelName: ...

    async def send(self, mail: Mail) -> Sent:
        """Hand `mail` over; RefusedError, TransientError or AmbiguousError as above."""
        ...

    async def check(self) -> None:
        """Find out whether it would take mail, without any; TransientError says why not."""
        ...

    async def forget(self, message_id: str) -> None:
        """Remove what this channel keeps of that mail, if anything; TransientError where it cannot
        now. What has left the building stays where it went."""
        ...

    async def prune(self, keep: timedelta) -> int:
        """Remove what this channel keeps of mail that it took longer ago; of how many mails.
        TransientError where it cannot now."""
        ...


def header_message_id(message: UUID, from_address: str) -> str:
    """The Message-ID of a message, without brackets: its own id at the sender's domain."""
    domain = from_address.rpartition("@")[2].lower()
    return f"{ids.show('msg', message)}@{domain}"
