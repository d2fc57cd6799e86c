"""What clients said, got and waited for, as it is shown."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel
from sqlalchemy import Row

from goodword.asking import IssueKind, Stage
from goodword.ids import (
    InvitationId,
    IssueId,
    OpportunityId,
    OrderFulfilmentId,
    PersonId,
    ReviewId,
    SaleId,
    SurveyAnswerId,
    ValueContactId,
)
from referral_api.domain.relationships.contacts import ContactKind
from referral_api.domain.relationships.invitations import Against, InvitationKind
from referral_api.routes.conventions.objects import Object


class ReportObject(Object):
    """What all of them have."""

    person_id: PersonId
    source: str | None
    external_id: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


class RatingObject(BaseModel):
    """What a client gave, and the best that one can give there."""

    value: Decimal
    out_of: Decimal


class ReviewObject(ReportObject):
    """A review at its newest version."""

    id: ReviewId
    object: Literal["review"] = "review"
    rating: RatingObject | None
    text: str | None
    url: str | None
    written_at: datetime
    withdrawn: bool

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        rating = {"value": row.rating, "out_of": row.out_of} if row.rating is not None else None
        return cls.model_validate({**row._mapping, "rating": rating})


class SurveyAnswerObject(ReportObject):
    """An answer to a survey."""

    id: SurveyAnswerId
    object: Literal["survey_answer"] = "survey_answer"
    kind: Literal["nps"]
    score: int
    scale_min: int
    scale_max: int
    comment: str | None
    answered_at: datetime


class ValueContactObject(ReportObject):
    """A contact with a client. `counts`: it earns the right to ask; else `not_counted` says why."""

    id: ValueContactId
    object: Literal["value_contact"] = "value_contact"
    rep_id: PersonId | None
    kind: ContactKind
    value: str | None
    evidence: str | None
    counts: bool
    not_counted: (
        Literal["kind_gives_nothing", "empty_contact", "evidence_missing", "not_allowed_by_law"]
        | None
    )
    occurred_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({**row._mapping, "counts": row.not_counted is None})


class IssueObject(ReportObject):
    """Something that a client waits for, or waited for. They were first answered at `replied_at`,
    and had it, or a plan for it, at `settled_at`: each after so many seconds as they passed (`_s`),
    and of those in which somebody works (`_working_s`)."""

    id: IssueId
    object: Literal["issue"] = "issue"
    kind: IssueKind
    opened_at: datetime
    resolved_at: datetime | None
    replied_at: datetime | None
    reply_s: int | None
    reply_working_s: int | None
    settled_at: datetime | None
    settled_s: int | None
    settled_working_s: int | None


class OpportunityObject(ReportObject):
    """A deal in the making, at its newest stage."""

    id: OpportunityId
    object: Literal["opportunity"] = "opportunity"
    stage: Stage
    changed_at: datetime


class OrderFulfilmentObject(ReportObject):
    """What a client bought was delivered."""

    id: OrderFulfilmentId
    object: Literal["order_fulfilment"] = "order_fulfilment"
    sale_id: SaleId | None
    fulfilled_at: datetime


class InvitationObject(ReportObject):
    """Somebody was invited to a survey or to write a review, or could be and was not. `against`: it
    should not have been sent; every reason."""

    id: InvitationId
    object: Literal["invitation"] = "invitation"
    kind: InvitationKind
    site: str | None
    template: str
    sent: bool
    against: list[Against]
    decided_at: datetime
