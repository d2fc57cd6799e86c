"""Whose referral a sale is: decided from what came with it, and explained.

A code that the buyer typed is the plainest word; then the click that led to the shop, the code that
a link left in the cart, and last what the buyer is known by. The first of these that counts
decides; where its program says `touch` first, the earliest touch within that program does. What
does not count (an own code, a window that has passed) decides only where nothing else points at
anybody, so that the sale is kept with its reason. Who had left the program by then is thanked for
nothing: what is known of them decides no sale. Every candidate is kept with what became of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from goodword import ids
from goodword.events.sales import Match
from referral_api.domain.sales.candidates import (
    Candidate,
    Known,
    Participation,
    PriorReferral,
    candidates_of,
)
from referral_api.domain.sales.sale import ReportedSale
from referral_api.domain.sales.wording import conflicts, sentence

_DECIDES_ALONE = ("own_code", "outside_window")


@dataclass(frozen=True, slots=True)
class BuyerStanding:
    """Who bought, and the referrals that they are the prospect of."""

    person_id: UUID
    priors: tuple[PriorReferral, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who is to thank for a sale, if anybody, and how we know. `prior` is the referral that was
    there before; with a `participation` alone it is found, or made, by the pair. `actor` is who
    decided it, where a person did."""

    by: Match | None
    participation: Participation | None = None
    prior: PriorReferral | None = None
    clicked_at: datetime | None = None
    actor: str | None = None
    explanation: dict[str, Any]


def attribute(sale: ReportedSale, known: Known, buyer: BuyerStanding) -> Attribution:
    """Decide whose referral `sale` is."""
    candidates = list(candidates_of(sale, known, buyer.person_id, buyer.priors))
    chosen = _choose(candidates)
    return Attribution(
        by=chosen.by if chosen else None,
        participation=chosen.participation if chosen else None,
        prior=chosen.prior if chosen else None,
        clicked_at=chosen.clicked_at if chosen else None,
        explanation={
            "by": chosen.by if chosen else None,
            "candidates": [_shown(each, chosen) for each in candidates],
            "conflicts": conflicts(candidates, chosen),
            "sentence": sentence(candidates, chosen),
        },
    )


def _choose(candidates: Sequence[Candidate]) -> Candidate | None:
    counting = [each for each in candidates if each.bar is None]
    if not counting:
        told = (each for each in candidates if each.prior is None)
        return next((each for each in told if each.bar in _DECIDES_ALONE), None)
    plainest = counting[0]
    if plainest.offer is None or plainest.offer.touch == "last":
        return plainest
    rivals = [each for each in counting if each.program_id == plainest.program_id]
    return min(rivals, key=lambda each: each.at)


def _shown(candidate: Candidate, chosen: Candidate | None) -> dict[str, Any]:
    participation = candidate.participation
    return {
        "by": candidate.by,
        "value": candidate.value,
        "participant_id": ids.show("prt", participation.participant_id) if participation else None,
        "outcome": _outcome(candidate, chosen),
    }


def _outcome(candidate: Candidate, chosen: Candidate | None) -> str:
    if candidate is chosen:
        return "chosen"
    if candidate.bar:
        return candidate.bar
    agrees = chosen is not None and candidate.referrer_id == chosen.referrer_id
    return "agrees" if agrees else "passed_over"
