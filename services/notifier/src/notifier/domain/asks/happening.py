"""What passed between a client and the business, as far as it decides about asking: the newest
version of each report, whatever order they came in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

from goodword import ids
from goodword.events import (
    IssueOpened,
    IssueResolved,
    OpportunityChanged,
    OrderFulfilled,
    ReviewReceived,
    SaleClosed,
    SurveyAnswered,
    ValueContactLogged,
)

Kind = Literal[
    "review",
    "survey_answer",
    "value_contact",
    "issue",
    "opportunity",
    "fulfilment",
    "conversion",
]
Report: TypeAlias = (
    ReviewReceived
    | SurveyAnswered
    | ValueContactLogged
    | IssueOpened
    | IssueResolved
    | OpportunityChanged
    | OrderFulfilled
)

CONFIRMED: Final = "check_in_with_confirmed_satisfaction"
"""The contact of value that is a good word of the client's as well (R-ASK-05)."""
CHECK_INS: Final = frozenset({CONFIRMED, "checking_in"})
"""The contacts from which the next check-in is counted."""

INTRODUCED: Final = 1.0
"""The `level` of a sale that came of an introduction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One report as it stands. `word` is a contact's or issue's kind, an opportunity's stage, or
    the referral that a sale came of; `level` from 0 to 1 where a client rated us. What does not
    `stand` was withdrawn, says nothing of us, or gave the client nothing."""

    business_id: UUID
    kind: Kind
    id: UUID
    person_id: UUID
    version: int
    at: datetime
    ended_at: datetime | None = None
    word: str | None = None
    level: float | None = None
    stands: bool = True


def happening_of(event: Report) -> Happening:
    """What `event` leaves to know."""
    match event:
        case ReviewReceived():
            return _review(event)
        case SurveyAnswered():
            return _answer(event)
        case ValueContactLogged():
            return _contact(event)
        case OpportunityChanged():
            return _opportunity(event)
        case OrderFulfilled():
            return _fulfilment(event)
        case _:
            return _issue(event)


def _review(event: ReviewReceived) -> Happening:
    """A review without a rating says neither good nor bad."""
    rated = event.rating is not None and event.out_of > 0
    return Happening(
        business_id=event.business_id,
        kind="review",
        id=event.review_id,
        person_id=event.person_id,
        version=event.version,
        at=event.written_at,
        level=float(event.rating / event.out_of) if event.rating is not None and rated else None,
        stands=rated and not event.withdrawn,
    )


def _answer(event: SurveyAnswered) -> Happening:
    """A score of a scale from 0 or 1 is read as its share of the best one: a 9 of 1 to 10 is a 9
    (R-NPS-02)."""
    best = event.scale_max
    return Happening(
        business_id=event.business_id,
        kind="survey_answer",
        id=event.survey_answer_id,
        person_id=event.person_id,
        version=event.version,
        at=event.answered_at,
        word=event.kind,
        level=min(max(event.score / best, 0.0), 1.0) if best > 0 else None,
        stands=best > 0,
    )


def _contact(event: ValueContactLogged) -> Happening:
    return Happening(
        business_id=event.business_id,
        kind="value_contact",
        id=event.value_contact_id,
        person_id=event.person_id,
        version=1,
        at=event.occurred_at,
        word=event.kind,
        stands=event.counts,
    )


def _issue(event: IssueOpened | IssueResolved) -> Happening:
    """That it was resolved is the newer word, whichever comes first."""
    resolved = isinstance(event, IssueResolved)
    return Happening(
        business_id=event.business_id,
        kind="issue",
        id=event.issue_id,
        person_id=event.person_id,
        version=2 if resolved else 1,
        at=event.opened_at,
        ended_at=event.resolved_at if isinstance(event, IssueResolved) else None,
        word=event.kind,
    )


def _opportunity(event: OpportunityChanged) -> Happening:
    return Happening(
        business_id=event.business_id,
        kind="opportunity",
        id=event.opportunity_id,
        person_id=event.person_id,
        version=event.version,
        at=event.changed_at,
        word=event.stage,
    )


def _fulfilment(event: OrderFulfilled) -> Happening:
    return Happening(
        business_id=event.business_id,
        kind="fulfilment",
        id=event.order_fulfilment_id,
        person_id=event.person_id,
        version=1,
        at=event.fulfilled_at,
    )


def conversion_of(sale: SaleClosed, version: int) -> Happening:
    """That a referral became a sale, as it passed with its referrer; `version` is the newest word
    on whose the sale is. One that is nobody's, or a test, is told of its buyer and counts for
    nobody."""
    referral = sale.referral
    introduced = referral is not None and referral.referral_class == "active_referral"
    return Happening(
        business_id=sale.business_id,
        kind="conversion",
        id=sale.sale_id,
        person_id=referral.referrer_id if referral else sale.client_id,
        version=version,
        at=sale.closed_at,
        word=ids.show("ref", referral.referral_id) if referral else None,
        level=INTRODUCED if introduced else None,
        stands=referral is not None and not sale.test,
    )
