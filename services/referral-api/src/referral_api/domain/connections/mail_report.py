"""What a mail report says of one of our letters."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MailReport:
    """That a letter bounced, or that its reader complained. `status` is the enhanced status code
    (RFC 3463) of a bounce, where the report has one."""

    message_id: UUID
    what: Literal["bounced", "complained"]
    status: str | None = None
