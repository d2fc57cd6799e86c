"""What was reported of a client, made ready to be kept, whichever way it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from referral_api.domain.people.person import PersonRef
from referral_api.domain.people.refs import person_ref
from referral_api.domain.relationships.bodies import (
    InvitationBody,
    IssueBody,
    OpportunityBody,
    OrderFulfilmentBody,
    ReportBody,
    ReviewBody,
    SurveyAnswerBody,
    ValueContactBody,
)
from referral_api.domain.relationships.contacts import why_not

ReportKind = Literal[
    "review",
    "survey_answer",
    "value_contact",
    "issue",
    "opportunity",
    "order_fulfilment",
    "invitation",
]
ID_OF: Final[Mapping[ReportKind, str]] = {
    "review": "rev",
    "survey_answer": "srv",
    "value_contact": "val",
    "issue": "iss",
    "opportunity": "opp",
    "order_fulfilment": "ful",
    "invitation": "inv",
}
"""The prefixes of their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report: `values` are the table's own columns; `as_of` is the sender's time of this
    version, so that an older one never replaces a newer one. `is_version` where the sender calls
    it a version by that time, and not only tells when it happened."""

    business_id: UUID
    kind: ReportKind
    person: PersonRef
    source: str | None
    external_id: str | None
    as_of: datetime
    values: Mapping[str, Any]
    metadata: Mapping[str, str] = field(default_factory=dict)
    is_version: bool = False

    @classmethod
    def of(cls, business_id: UUID, body: ReportBody) -> "Report":
        """What a body reports to this business."""
        kind, read = _READERS[type(body)]
        values, as_of = read(body)
        return cls(
            business_id=business_id,
            kind=kind,
            # Whoever got what they bought is a client; anybody may write a review.
            person=person_ref(
                business_id, body.person_ref, "client" if kind == "order_fulfilment" else None
            ),
            source=body.source,
            external_id=body.external_id,
            as_of=as_of,
            values=values,
            metadata=body.metadata,
            is_version=_is_version(body),
        )


def _is_version(body: ReportBody) -> bool:
    if isinstance(body, ReviewBody | SurveyAnswerBody):
        return body.updated_at is not None
    return isinstance(body, OpportunityBody)


def _review(body: ReviewBody) -> tuple[dict[str, Any], datetime]:
    rating = body.rating
    values = {
        "rating": rating.value if rating else None,
        "out_of": rating.out_of if rating else None,
        "text": body.text,
        "url": str(body.url) if body.url else None,
        "written_at": body.written_at,
        "withdrawn": body.withdrawn,
    }
    return values, body.updated_at or body.written_at


def _survey_answer(body: SurveyAnswerBody) -> tuple[dict[str, Any], datetime]:
    values = body.model_dump(
        include={"kind", "score", "scale_min", "scale_max", "comment", "answered_at"}
    )
    return values, body.updated_at or body.answered_at


def _value_contact(body: ValueContactBody) -> tuple[dict[str, Any], datetime]:
    values = body.model_dump(include={"rep_id", "kind", "value", "evidence", "occurred_at"})
    values["not_counted"] = why_not(body.kind, body.value, body.evidence)
    return values, body.occurred_at


def _issue(body: IssueBody) -> tuple[dict[str, Any], datetime]:
    values = body.model_dump(include={"kind", "opened_at", "resolved_at"})
    return values, body.resolved_at or body.opened_at


def _opportunity(body: OpportunityBody) -> tuple[dict[str, Any], datetime]:
    return body.model_dump(include={"stage", "changed_at"}), body.changed_at


def _order_fulfilment(body: OrderFulfilmentBody) -> tuple[dict[str, Any], datetime]:
    return body.model_dump(include={"sale_id", "fulfilled_at"}), body.fulfilled_at


def _invitation(body: InvitationBody) -> tuple[dict[str, Any], datetime]:
    values = body.model_dump(include={"kind", "site", "template", "sent", "decided_at"})
    # What speaks against it is judged where it is kept, by what else is known of them.
    return {**values, "against": []}, body.decided_at


_READERS: Final[Mapping[type, Any]] = {
    ReviewBody: ("review", _review),
    SurveyAnswerBody: ("survey_answer", _survey_answer),
    ValueContactBody: ("value_contact", _value_contact),
    IssueBody: ("issue", _issue),
    OpportunityBody: ("opportunity", _opportunity),
    OrderFulfilmentBody: ("order_fulfilment", _order_fulfilment),
    InvitationBody: ("invitation", _invitation),
}
