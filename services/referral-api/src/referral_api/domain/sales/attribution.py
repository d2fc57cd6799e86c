"""Whose referral a sale is: decided from what came with it, and explained.

A code that the buyer typed is the plainest word; then the click that led to the shop; then the
code that the link left in the cart. The first that names a participant decides; every candidate is
kept with what became of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from goodword import ids
from referral_api.domain.sales.sale import ReportedSale

MatchedBy = Literal["code", "link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """A participant as attribution needs it; `program_version` was in force when they joined."""

    participant_id: UUID
    person_id: UUID
    program_id: UUID
    program_version: int
    code: str
    joined_at: datetime
    terms_sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody followed a participant's link."""

    participation: Participation
    clicked_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """The participants of one business that its sales may name: by folded code, and by click."""

    by_code: Mapping[str, Participation]
    by_click: Mapping[UUID, Click]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who is to thank for a sale, if anybody, and how we know."""

    participation: Participation | None
    by: MatchedBy | None
    clicked_at: datetime | None
    explanation: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Candidate:
    by: MatchedBy
    value: str
    participation: Participation | None
    clicked_at: datetime | None = None


def folded(code: str) -> str:
    """A code as it is compared: nobody remembers upper and lower case."""
    return code.strip().upper()


def attribute(sale: ReportedSale, known: Known) -> Attribution:
    """Decide whose referral `sale` is."""
    candidates = list(_candidates(sale, known))
    chosen = next((each for each in candidates if each.participation), None)
    return Attribution(
        participation=chosen.participation if chosen else None,
        by=chosen.by if chosen else None,
        clicked_at=chosen.clicked_at if chosen else None,
        explanation={
            "by": chosen.by if chosen else None,
            "candidates": [_shown(each, chosen) for each in candidates],
            "sentence": _sentence(candidates, chosen),
        },
    )


def _candidates(sale: ReportedSale, known: Known) -> Iterator[_Candidate]:
    for code in sale.codes:
        yield _Candidate("code", code, known.by_code.get(folded(code)))
    if sale.click_id:
        click = known.by_click.get(sale.click_id)
        shown = ids.show("clk", sale.click_id)
        if click:
            yield _Candidate("link", shown, click.participation, click.clicked_at)
        else:
            yield _Candidate("link", shown, None)
    if sale.link_code:
        yield _Candidate("link", sale.link_code, known.by_code.get(folded(sale.link_code)))


def _shown(candidate: _Candidate, chosen: _Candidate | None) -> dict[str, Any]:
    participation = candidate.participation
    if participation is None:
        outcome = "unknown"
    else:
        outcome = "chosen" if candidate is chosen else "passed_over"
    return {
        "by": candidate.by,
        "value": candidate.value,
        "participant_id": ids.show("prt", participation.participant_id) if participation else None,
        "outcome": outcome,
    }


def _sentence(candidates: list[_Candidate], chosen: _Candidate | None) -> str:
    if chosen and chosen.participation:
        code = chosen.participation.code
        if chosen.by == "code":
            return f"The buyer gave the code {code}."
        return f"The buyer came by the link of {code}."
    if candidates:
        named = ", ".join(each.value for each in candidates)
        return f"No participant belongs to {named}."
    return "No code and no link came with the sale."
