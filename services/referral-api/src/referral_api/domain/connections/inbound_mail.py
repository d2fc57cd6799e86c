"""A mail that somebody wrote to a mailbox of ours, as far as it matters."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from goodword.letters.mailboxes import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMail:
    """Who wrote to whom: normalised addresses, those of `readers` from To and Cc, with the `names`
    that stand there in the same order, empty where there is none.

    `mailboxes` are our own addresses that it names, which are still to be checked. `signed` where
    the server that we trust found the writer's domain to have signed it; `authentication` is what
    it found of DKIM, DMARC and ARC, where it says so. `copied` where a mailbox
    is among the readers, for all to see. `refuses` where it says no more than that the writer wants
    no more; `said` is all that they wrote.
    """

    message_id: str
    writer: str
    readers: tuple[str, ...]
    mailboxes: tuple[Mailbox, ...]
    copied: bool
    signed: bool
    refuses: bool
    names: tuple[str, ...] = ()
    said: str = ""
    authentication: str | None = None

    @property
    def evidence(self) -> dict[str, str]:
        """What is kept of it with whatever it shows: how it is found again, and who signed it."""
        found = {"authentication": self.authentication} if self.authentication else {}
        return {"kind": "inbound_mail", "ref": self.message_id, **found}

    def read_as(self, normal: Callable[[str], str]) -> "InboundMail":
        """The same, its addresses as their business compares them."""
        readers = tuple(normal(each) for each in self.readers)
        return replace(self, writer=normal(self.writer), readers=readers)
