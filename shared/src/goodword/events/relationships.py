"""Events of topic `relationships`: what passed between a client and the business, as far as it
decides whether they are asked for a referral. Texts stay where they were given; an event says
whether there is one."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from goodword.events.event import Actor, Event, Word
from goodword.ids import (
    AskId,
    IssueId,
    OpportunityId,
    OrderFulfilmentId,
    PersonId,
    ReferralId,
    ReviewId,
    SaleId,
    SurveyAnswerId,
    ValueContactId,
)

Rating = Annotated[Decimal, Field(ge=0, le=1000, max_digits=7, decimal_places=3)]
Wanted = Literal["name", "permission", "introduction"]


class ReviewReceived(Event):
    """A client reviewed the business, changed their review, or took it back (`withdrawn`)."""

    name: ClassVar[str] = "review-received"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("rev", "review_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    review_id: ReviewId
    person_id: PersonId
    version: int = Field(ge=1, description="an edit is a new version")
    site: Word
    rating: Rating | None = Field(default=None, description="none where they only wrote")
    out_of: Rating = Field(default=Decimal(5), description="the best rating there")
    withdrawn: bool = False
    has_text: bool = False
    written_at: AwareDatetime


class SurveyAnswered(Event):
    """A client answered a survey."""

    name: ClassVar[str] = "survey-answered"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("srv", "survey_answer_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    survey_answer_id: SurveyAnswerId
    person_id: PersonId
    version: int = Field(ge=1)
    kind: Word = Field(description="nps")
    score: int
    scale_min: int
    scale_max: int
    has_text: bool = False
    answered_at: AwareDatetime


class ValueContactLogged(Event):
    """A contact with a client; `counts` where it gave them something (R-VAL-01)."""

    name: ClassVar[str] = "value-contact-logged"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("val", "value_contact_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    value_contact_id: ValueContactId
    person_id: PersonId
    rep_id: PersonId | None = None
    kind: Word
    counts: bool
    occurred_at: AwareDatetime


class IssueOpened(Event):
    """A client waits for something: an answer, a delivery, a correction."""

    name: ClassVar[str] = "issue-opened"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("iss", "issue_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    issue_id: IssueId
    person_id: PersonId
    kind: Word = Field(description="complaint, question, delivery, billing")
    opened_at: AwareDatetime


class IssueResolved(Event):
    """A client has what they waited for. It holds all of the issue, so that it may come first."""

    name: ClassVar[str] = "issue-resolved"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("iss", "issue_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    issue_id: IssueId
    person_id: PersonId
    kind: Word
    opened_at: AwareDatetime
    resolved_at: AwareDatetime


class OpportunityChanged(Event):
    """A deal in the making is at another stage; the newest `version` counts."""

    name: ClassVar[str] = "opportunity-changed"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("opp", "opportunity_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    opportunity_id: OpportunityId
    person_id: PersonId
    version: int = Field(ge=1)
    stage: Word = Field(description="open, proposal_accepted, committing, won, lost")
    changed_at: AwareDatetime


class OrderFulfilled(Event):
    """What a client bought was delivered."""

    name: ClassVar[str] = "order-fulfilled"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("ful", "order_fulfilment_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    order_fulfilment_id: OrderFulfilmentId
    person_id: PersonId
    sale_id: SaleId | None = None
    fulfilled_at: AwareDatetime


class AskRequested(Event):
    """A person wants this client asked now, whatever signal there is; the gate still decides."""

    name: ClassVar[str] = "ask-requested"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("ask", "ask_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    ask_id: AskId
    person_id: PersonId
    rep_id: PersonId | None = None
    wanted: Wanted = "introduction"
    actor: Actor
    requested_at: AwareDatetime


class AskAnswered(Event):
    """A client answered an ask: with names, with "not now", or with "never"."""

    name: ClassVar[str] = "ask-answered"
    topic: ClassVar[str] = "relationships"
    about: ClassVar[tuple[str, str]] = ("ask", "ask_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    ask_id: AskId
    person_id: PersonId
    answer: Literal["named", "not_now", "never"]
    referral_ids: tuple[ReferralId, ...] = ()
    via: Word = Field(description="page, mail, api")
    answered_at: AwareDatetime
