"""What is said of a report: events from the rows that keep it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from goodword.events import (
    Event,
    IssueOpened,
    IssueResolved,
    OpportunityChanged,
    OrderFulfilled,
    ReviewReceived,
    SurveyAnswered,
    ValueContactLogged,
)
from referral_api.domain.relationships.reports import ReportKind


def _review(row: Any) -> Event:
    return ReviewReceived(
        business_id=row.business_id,
        review_id=row.id,
        person_id=row.person_id,
        version=row.version,
        site=row.source,
        rating=row.rating,
        **({"out_of": row.out_of} if row.out_of is not None else {}),
        withdrawn=row.withdrawn,
        has_text=row.text is not None,
        written_at=row.written_at,
    )


def _survey_answer(row: Any) -> Event:
    return SurveyAnswered(
        business_id=row.business_id,
        survey_answer_id=row.id,
        person_id=row.person_id,
        version=row.version,
        kind=row.kind,
        score=row.score,
        scale_min=row.scale_min,
        scale_max=row.scale_max,
        has_text=row.comment is not None,
        answered_at=row.answered_at,
    )


def _value_contact(row: Any) -> Event:
    return ValueContactLogged(
        business_id=row.business_id,
        value_contact_id=row.id,
        person_id=row.person_id,
        rep_id=row.rep_id,
        kind=row.kind,
        counts=row.not_counted is None,
        occurred_at=row.occurred_at,
    )


def _issue(row: Any) -> Event:
    told = {
        "business_id": row.business_id,
        "issue_id": row.id,
        "person_id": row.person_id,
        "kind": row.kind,
        "opened_at": row.opened_at,
    }
    if row.resolved_at is None:
        return IssueOpened.model_validate(told)
    return IssueResolved.model_validate({**told, "resolved_at": row.resolved_at})


def _opportunity(row: Any) -> Event:
    return OpportunityChanged(
        business_id=row.business_id,
        opportunity_id=row.id,
        person_id=row.person_id,
        version=row.version,
        stage=row.stage,
        changed_at=row.changed_at,
    )


def _order_fulfilment(row: Any) -> Event:
    return OrderFulfilled(
        business_id=row.business_id,
        order_fulfilment_id=row.id,
        person_id=row.person_id,
        sale_id=row.sale_id,
        fulfilled_at=row.fulfilled_at,
    )


FACTS: Final[Mapping[ReportKind, Callable[[Any], Event]]] = {
    "review": _review,
    "survey_answer": _survey_answer,
    "value_contact": _value_contact,
    "issue": _issue,
    "opportunity": _opportunity,
    "order_fulfilment": _order_fulfilment,
}
"""Of invitations nothing is said: nobody else decides by them."""
