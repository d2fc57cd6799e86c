"""What a mail about a referral or an ask means, by who wrote it to whom. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from referral_api.domain.asks.mailed_answer import Friend, MailedAnswer, read_answer
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


@dataclass(frozen=True, slots=True)
class Asked:
    """The addresses of the client who was asked, and of the business and its rep; and their
    names."""

    client: frozenset[str]
    ours: frozenset[str]
    names: tuple[str, ...]


def meaning_of_answer(mail: InboundMail, asked: Asked) -> MailedAnswer:
    """What a mail says that was written to an ask's mailbox. The client's own words count, and no
    one else's: a letter may have been passed on. Whom they copy, openly and with words that say
    nothing else, they introduce (R-INT-05); of several nobody can tell who is meant."""
    if mail.writer in asked.ours - asked.client:
        return MailedAnswer("nothing")
    if mail.writer not in asked.client:
        return MailedAnswer("unclear")
    if mail.refuses:
        return MailedAnswer("never")
    read = read_answer(mail.said, asked.names, asked.client | asked.ours)
    others = {
        address: name
        for address, name in zip(mail.readers, mail.names, strict=True)
        if address not in asked.ours | asked.client
    }
    if not others:
        return read
    is_open = mail.copied or not asked.ours.isdisjoint(mail.readers)
    if len(others) == 1 and is_open and mail.said and read.said == "unclear":
        [(address, name)] = others.items()
        return MailedAnswer("introduced", (Friend(name or address, address),))
    no_more = read.said in ("never", "perhaps_never")
    return MailedAnswer("perhaps_never" if no_more else "unclear")
