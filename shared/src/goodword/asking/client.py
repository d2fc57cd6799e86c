"""A client as the ask gate sees them: what happened between them and the business."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

SignalKind = Literal["review", "survey_answer", "gratitude", "check_in"]
Stage = Literal["open", "proposal_accepted", "committing", "won", "lost"]
IssueKind = Literal["complaint", "question", "delivery", "billing"]
Answer = Literal["named", "not_now", "never"]

COMMITTING: Final[tuple[Stage, ...]] = ("proposal_accepted", "committing")
"""R-ASK-03: stages in which a client is about to buy."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What a client said of the business. `level` runs from 0 to 1: a rating as a share of the best
    one, a score of 0 to 10 as tenths; None where only praise was recorded."""

    kind: SignalKind
    id: UUID
    at: datetime
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something the client waits for an answer to; `resolved_at` once they have it."""

    kind: IssueKind
    opened_at: datetime
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A deal in the making, at its newest stage."""

    stage: Stage
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PastAsk:
    """An ask that went out, and what came of it."""

    sent_at: datetime
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What decides whether they may be asked. Times are aware; lists are in any order.

    `delivered_at`: when something was first delivered to them. `signals` are those that stand: a
    review that was withdrawn is not among them. `valued_at`: value
    contacts that count (R-VAL-01). `may_be_written_to`: there is an address that is not suppressed,
    and a lawful basis for asking.
    """

    is_client: bool
    delivered_at: datetime | None = None
    first_purchase_at: datetime | None = None
    signals: tuple[Signal, ...] = ()
    issues: tuple[Issue, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    valued_at: tuple[datetime, ...] = ()
    asks: tuple[PastAsk, ...] = ()
    do_not_ask: bool = False
    may_be_written_to: bool = True
    converted_referrals: int = 0

    @property
    def last_ask(self) -> datetime | None:
        return max((ask.sent_at for ask in self.asks), default=None)

    def newest_first(self) -> Iterator[Signal]:
        """The signals, the newest first; of two at one moment the worse one first."""
        yield from sorted(self.signals, key=lambda each: (-each.at.timestamp(), _goodness(each)))


def _goodness(signal: Signal) -> float:
    """The level; what has none is praise. The worst score is 0, which counts as nothing less."""
    return 1.0 if signal.level is None else signal.level
