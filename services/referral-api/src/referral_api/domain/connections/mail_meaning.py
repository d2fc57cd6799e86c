"""What a mail about a referral means, by who wrote it to whom. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from referral_api.domain.connections.inbound_mail import InboundMail


class Meaning(StrEnum):
    """What the mail shows; what a referrer writes to us alone is an answer, and no introduction."""

    INTRODUCED = "introduced"
    PERHAPS_INTRODUCED = "perhaps_introduced"
    AGREED = "agreed"
    REFUSED = "refused"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Correspondents:
    """The addresses of the referrer, of the prospect, and of the business and its rep."""

    referrer: frozenset[str]
    prospect: frozenset[str]
    ours: frozenset[str]


def meaning_of(mail: InboundMail, people: Correspondents) -> Meaning:
    """R-INT-05: an introduction is a mail from the referrer to the prospect with us in To or Cc.
    Where nothing shows that it is from them, or to the prospect whom we know, it may be one, and
    somebody is to look. A prospect who writes has agreed, unless their words say that they want no
    more (R-MSG-08); that is believed without a signature."""
    if mail.writer in people.prospect:
        return Meaning.REFUSED if mail.refuses else Meaning.AGREED
    readers = frozenset(mail.readers)
    others = readers - people.ours - people.referrer - {mail.writer}
    if not (mail.copied or readers & people.ours) or not others:
        return Meaning.NOTHING
    if people.prospect and not readers & people.prospect:
        return Meaning.NOTHING
    is_certain = mail.signed and mail.writer in people.referrer and bool(people.prospect)
    return Meaning.INTRODUCED if is_certain else Meaning.PERHAPS_INTRODUCED
