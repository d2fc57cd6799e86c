"""Consents: what a person allowed or took back, said word by word; the newest word counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from goodword.errors import Problem, RejectedError

Purpose = Literal["marketing", "asking", "introduction", "disclosure"]
"""Offers; being asked for referrals and reviews; being written to because somebody named them;
that a referrer may learn what became of it (R-INC-14)."""
ConsentChannel = Literal["email", "sms", "phone", "post", "any"]
ConsentState = Literal["given", "withdrawn"]
Basis = Literal["consent", "soft_opt_in", "contract", "legitimate_interest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One word of a person about one purpose and channel. `evidence` is how we can show it
    (R-MSG-10); it is personal and leaves this service with nothing."""

    purpose: Purpose
    channel: ConsentChannel
    state: ConsentState
    basis: Basis
    at: datetime
    evidence: dict[str, Any]

    def under_law_of(self, country: str | None, region: str | None) -> "Consent":
        """With the place of whoever said it as its `jurisdiction`, where none was told: they may
        move, and the word was said under the law of then."""
        if country is None or "jurisdiction" in self.evidence:
            return self
        place = f"{country}-{region}" if region else country
        return replace(self, evidence={**self.evidence, "jurisdiction": place})


def in_effect(history: Iterable[Any]) -> list[Any]:
    """Of rows with purpose, channel, state and at: the newest per purpose and channel, sorted.

    Of two words of the same moment the one that takes back counts: in doubt, no.
    """
    newest: dict[tuple[str, str], Any] = {}
    for row in history:
        known = newest.get((row.purpose, row.channel))
        if known is None or _weight(row) > _weight(known):
            newest[row.purpose, row.channel] = row
    return [newest[key] for key in sorted(newest)]


def _weight(row: Any) -> tuple[datetime, bool]:
    return row.at, row.state == "withdrawn"


def check_said(consent: Consent, now: datetime) -> None:
    """RejectedError for a word that nobody can have said yet: it would outweigh all later ones, a
    withdrawal among them."""
    if consent.at > now:
        detail = "This is in the future; say when the person said it."
        problem = Problem("/at", "in_the_future", detail)
        raise RejectedError("invalid_request", detail, problems=[problem])
