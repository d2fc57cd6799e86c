"""A mail, and what came of it."""

from dataclasses import dataclass
from uuid import UUID

from referral_api.domain.connections.inbound_mail import InboundMail


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A mail, and the delivery that brought it."""

    business_id: UUID
    delivery_id: UUID
    mail: InboundMail


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """The TypeIDs of what it moved, or the reason why nothing; `waits_for` what we are still to be
    told of."""

    facts: tuple[str, ...] = ()
    reason: str | None = None
    waits_for: str | None = None


def joined(outcomes: list[MailOutcome]) -> MailOutcome:
    """What came of a mail to several mailboxes: one that is still to come holds none back that was
    taken, and is taken when the mail comes again."""
    facts = tuple(dict.fromkeys(fact for each in outcomes for fact in each.facts))
    reasons = [each.reason for each in outcomes if each.reason and (each.facts or not facts)]
    waits_for = next((each.waits_for for each in outcomes if each.waits_for), None)
    return MailOutcome(facts, " ".join(dict.fromkeys(reasons)) or None, waits_for)
