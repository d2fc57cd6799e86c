"""A person gives a sale to a referral, or takes it from one."""

from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from goodword import ids
from goodword.ids import ParticipantId, ReferralId
from referral_api.domain.forms import Body
from referral_api.domain.sales.attribution import Attribution
from referral_api.domain.sales.body import Code
from referral_api.domain.sales.candidates import Participation, PriorReferral


class AttributeBody(Body):
    """`POST /v1/sales/{id}/attribute`: exactly one of these. Null means nobody."""

    referral_id: ReferralId | None = None
    participant_id: ParticipantId | None = None
    code: Code | None = Field(default=None, examples=["ANA20"])

    @model_validator(mode="after")
    def _one_is_given(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("give one of referral_id, participant_id and code; null means nobody")
        return self

    @property
    def is_nobody(self) -> bool:
        return self.referral_id is None and self.participant_id is None and self.code is None


def by_hand(
    match: dict[str, Any],
    actor: str,
    *,
    participation: Participation | None = None,
    prior: PriorReferral | None = None,
) -> Attribution:
    """The attribution that `actor` decided; what came with the sale stays to be seen in it."""
    found = prior is not None or participation is not None
    chosen = {
        "by": "manual",
        "value": ids.show("ref", prior.referral.referral_id) if prior else actor,
        "participant_id": ids.show("prt", participation.participant_id) if participation else None,
        "outcome": "chosen",
    }
    others = [_passed_over(each) for each in match["candidates"] if each["by"] != "manual"]
    return Attribution(
        by="manual" if found else None,
        participation=participation,
        prior=prior,
        actor=actor,
        explanation={
            **match,
            "by": "manual" if found else None,
            "candidates": [chosen, *others] if found else others,
            "sentence": _sentence(participation, found),
        },
    )


def given_away(row: Any, attribution: Attribution, to: UUID | None, at: str) -> dict[str, Any]:
    """What the sale's history keeps of it: who, when, from where to where, and the match before."""
    return {
        "at": at,
        "actor": attribution.actor,
        "from": ids.show("ref", row.referral_id) if row.referral_id else None,
        "to": ids.show("ref", to) if to else None,
        "by_before": row.match["by"],
        "sentence_before": row.match["sentence"],
    }


def _passed_over(candidate: dict[str, Any]) -> dict[str, Any]:
    was_chosen = candidate["outcome"] in ("chosen", "agrees")
    return {**candidate, "outcome": "passed_over"} if was_chosen else candidate


def _sentence(participation: Participation | None, found: bool) -> str:
    if not found:
        return "A person decided that nobody is to thank."
    if participation is None:
        return "A person gave the sale to this referral."
    return f"A person gave the sale to {participation.code}."
