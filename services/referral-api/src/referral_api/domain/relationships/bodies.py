"""Reviews, answers, contacts, issues, deals and deliveries as they are written to us: bodies of the
REST API, and of Standard Webhooks."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AnyHttpUrl, Field, StringConstraints, model_validator

from goodword.asking import IssueKind, Stage
from goodword.ids import PersonId, SaleId
from goodword.moments import Moment
from goodword.numbers import WholeNumber
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.refs import PersonRefBody
from referral_api.domain.relationships.contacts import ContactKind
from referral_api.domain.relationships.invitations import REVIEW, InvitationKind

Prose = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
Site = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Metadata = Annotated[dict[Line, Line], Field(max_length=20)]
Stars = Annotated[Decimal, Field(ge=0, le=1000, max_digits=7, decimal_places=3)]
Link = Annotated[AnyHttpUrl, Field(max_length=2000)]


class RatingBody(Body):
    """What a client gave, and the best that one can give there."""

    value: Stars = Field(examples=[5])
    out_of: Annotated[Stars, Field(gt=0)] = Decimal(5)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.value > self.out_of:
            raise ValueError("value is at most out_of")
        return self


class ReportBody(Body):
    """What all of them have: whom it is about, and what its sender calls it."""

    person_ref: PersonRefBody
    source: Line | None = Field(default=None, description="the system that knows it")
    external_id: Line | None = Field(default=None, description="its id there")
    metadata: Metadata = Field(default_factory=dict)

    @model_validator(mode="after")
    def _named_whole(self) -> Self:
        if (self.source is None) != (self.external_id is None):
            raise ValueError("source and external_id come together")
        return self


class ReviewBody(ReportBody):
    """`POST /v1/reviews`: unique by (`source`, `external_id`); an edit is a new version."""

    source: Site = Field(description="where it was written", examples=["google"])
    external_id: Line = Field(description="its id there")
    rating: RatingBody | None = None
    text: Prose | None = None
    url: Link | None = None
    written_at: Moment
    updated_at: Moment | None = Field(
        default=None, description="when it was edited; an older edit never replaces a newer one"
    )
    withdrawn: bool = Field(default=False, description="the client took it back")


class SurveyAnswerBody(ReportBody):
    """`POST /v1/survey_answers`: unique by (`source`, `external_id`)."""

    source: Line
    external_id: Line
    kind: Literal["nps"] = "nps"
    score: WholeNumber
    scale_min: Literal[0, 1] = 0
    scale_max: Literal[10] = 10
    comment: Prose | None = None
    answered_at: Moment
    updated_at: Moment | None = None

    @model_validator(mode="after")
    def _on_scale(self) -> Self:
        """R-NPS-01: 0 is a score on a scale from 0, and none on a scale from 1."""
        if not self.scale_min <= self.score <= self.scale_max:
            raise ValueError(f"score lies from {self.scale_min} to {self.scale_max}")
        return self


class ValueContactBody(ReportBody):
    """`POST /v1/value_contacts`: a contact with a client. It counts where its kind does and it
    gave them something."""

    rep_id: PersonId | None = None
    kind: ContactKind
    value: Prose | None = Field(default=None, description="what it gave them")
    evidence: Prose | None = Field(default=None, description="a ticket, a link, a report")
    occurred_at: Moment


class IssueBody(ReportBody):
    """`POST /v1/issues`: something that a client waits for."""

    kind: IssueKind
    opened_at: Moment
    resolved_at: Moment | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.resolved_at and self.resolved_at < self.opened_at:
            raise ValueError("resolved_at is not before opened_at")
        return self


class ReplyBody(Body):
    """`POST /v1/issues/{id}/reply`: a client was answered; now, where no time is given."""

    replied_at: Moment | None = None
    has_plan: bool = Field(default=False, description="it says when they will have it")
    automatic: bool = Field(default=False, description="nobody wrote it; it stops no clock")


class ResolveBody(Body):
    """`POST /v1/issues/{id}/resolve`: now, where no time is given."""

    resolved_at: Moment | None = None


class OpportunityBody(ReportBody):
    """`POST /v1/opportunities`: a deal at its newest stage; unique by (`source`, `external_id`)."""

    source: Line
    external_id: Line
    stage: Stage
    changed_at: Moment


class OrderFulfilmentBody(ReportBody):
    """`POST /v1/order_fulfilments`: what a client bought was delivered."""

    sale_id: SaleId | None = None
    fulfilled_at: Moment


class InvitationBody(ReportBody):
    """`POST /v1/invitations`: somebody could be invited to a survey, or to write a review, and was
    or was not (R-NPS-04, R-REV-09)."""

    kind: InvitationKind
    site: Site | None = Field(default=None, description="of a review, where it is to be written")
    template: Line = Field(description="the words of it, and their version", examples=["nps v3"])
    sent: bool = Field(default=True, description="false where they could be invited and were not")
    decided_at: Moment = Field(description="when it was sent, or was not")

    @model_validator(mode="after")
    def _to_a_site(self) -> Self:
        if (self.site is None) == (self.kind == REVIEW):
            raise ValueError("a review has a site, and nothing else has one")
        return self
