"""The life of a message: sent once, or repeated once where the answer to it was lost.

    pending ──▶ sending ──▶ sent              the channel took it
       ▲           │  ▲
       │           │  └── unanswered          handed over, the answer was lost: to be repeated once
       ├───────────┤
       │           ├────▶ unconfirmed         handed over, and nobody will ever know: final
       │           └────▶ failed              nothing left the building, and nothing ever will
       │                    (a mail that was sent and came back later is failed, too: `bounced`)
       └───────────────▶ failed, suppressed   found out before it was handed over

`sending` under a lease is somebody's work. Once the lease has run out, whoever held it is dead, cut
off or frozen, and may have handed the mail over: that is a lost answer like any other. So a message
is handed over twice at the most, with the same bytes, whatever happens.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from notifier.domain.waiting import Wait

MAX_LOST = 2
"""So many lost answers end it: the mail and its one repeat."""

GIVE_UP_AFTER = timedelta(days=3)
"""A mail server that takes nothing for this long is waited for no longer."""


class MessageState(StrEnum):
    """See the picture above; `sent`, `failed`, `suppressed` and `unconfirmed` are final."""

    PENDING = "pending"
    SENDING = "sending"
    UNANSWERED = "unanswered"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    UNCONFIRMED = "unconfirmed"


FINAL = frozenset(
    {
        MessageState.SENT,
        MessageState.FAILED,
        MessageState.SUPPRESSED,
        MessageState.UNCONFIRMED,
    }
)


_NEVER_LEFT = frozenset({MessageState.PENDING, MessageState.FAILED, MessageState.SUPPRESSED})


class Outcome(StrEnum):
    """What came of handing a mail to its channel."""

    TAKEN = "taken"
    REFUSED = "refused"
    NOT_NOW = "not_now"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a message is. `turn` counts claims, so that a late answer is known as one; `lost`
    counts the times it was handed over without an answer."""

    state: MessageState
    turn: int = 0
    lost: int = 0
    reason: str | None = None

    @property
    def is_final(self) -> bool:
        return self.state in FINAL


def claim(before: Standing) -> Standing:
    """The standing of whoever begins to send now. The lease of an earlier claim has run out.

    The claim is void where its state is final: the mail and its repeat were both lost.
    """
    lost = before.lost + (1 if before.state is MessageState.SENDING else 0)
    if lost >= MAX_LOST:
        return _unconfirmed(before.turn, lost, "no_answer")
    return Standing(state=MessageState.SENDING, turn=before.turn + 1, lost=lost)


def refuse(before: Standing, reason: str) -> Standing:
    """The standing where this mail is not to be handed over, or was refused for good.

    If an earlier answer was lost, the mail may have arrived all the same: only that is certain.
    """
    if before.lost:
        return _unconfirmed(before.turn, before.lost, reason)
    suppressed = reason == "suppressed"
    state = MessageState.SUPPRESSED if suppressed else MessageState.FAILED
    return Standing(state=state, turn=before.turn, reason=reason)


def cancel(before: Standing, reason: str) -> Standing:
    """The standing of a message that is not to be sent any more; it is not final yet.

    Whoever is sending it in this moment may have handed it over.
    """
    in_hand = before.state is MessageState.SENDING
    lost = before.lost + (1 if in_hand else 0)
    return refuse(replace(before, lost=lost), reason)


def close(before: Standing, turn: int, outcome: Outcome, reason: str | None) -> Standing | None:
    """The standing after the claim `turn` came to `outcome`; None where that changes nothing.

    Only the latest claim has a say, with one exception: whoever knows that the mail was taken is
    right, however late.
    """
    if before.is_final:
        return None
    if outcome is Outcome.TAKEN:
        return Standing(state=MessageState.SENT, turn=before.turn, lost=before.lost)
    if before.turn != turn or before.state is not MessageState.SENDING:
        return None
    if outcome is Outcome.REFUSED:
        return refuse(before, reason or "mail_refused")
    lost = before.lost + (1 if outcome is Outcome.LOST else 0)
    if lost >= MAX_LOST:
        return _unconfirmed(turn, lost, "no_answer")
    waiting = MessageState.UNANSWERED if lost else MessageState.PENDING
    return Standing(state=waiting, turn=turn, lost=lost)


def bounce(before: Standing) -> Standing | None:
    """The standing of a mail that came back, which shows that it had left; None where it had not,
    or that it failed is known."""
    if before.state in _NEVER_LEFT:
        return None
    state = MessageState.FAILED
    return Standing(state=state, turn=before.turn, lost=before.lost, reason="bounced")


def is_too_old(created_at: datetime, now: datetime) -> bool:
    """Whether a message that could not be handed over until `now` is given up."""
    return now - created_at >= GIVE_UP_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to or about one person, or about nobody: `kind` of letter, the event that is its
    `cause`, how it stands.

    `facts` is what the letter is about, `content` the sealed mail once it was composed; both are
    None once forgotten. `now` is the time of the transaction that read this; `wait` is what was
    last said that it waits for.
    """

    business_id: UUID
    id: UUID
    person_id: UUID | None
    kind: str
    cause_id: UUID
    standing: Standing
    channel: str | None
    template: str | None
    template_version: int | None
    header_message_id: str | None
    facts: dict[str, object] | None
    content: str | None
    created_at: datetime
    now: datetime
    leased: bool
    object_id: str | None = None
    wait: Wait | None = None


def _unconfirmed(turn: int, lost: int, reason: str) -> Standing:
    return Standing(state=MessageState.UNCONFIRMED, turn=turn, lost=lost, reason=reason)
