"""Which invitations to surveys and reviews should not have been sent (R-NPS-04, R-REV-03).

Others send them, so they are kept whatever they are, with what speaks against them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

InvitationKind = Literal["relationship_survey", "transactional_survey", "review"]
REVIEW: Final = "review"
RELATIONSHIP: Final = "relationship_survey"
TRANSACTIONAL: Final = "transactional_survey"
SURVEYS: Final = frozenset({RELATIONSHIP, TRANSACTIONAL})

Against = Literal[
    "relationship_survey_too_soon", "survey_too_soon", "not_delivered", "site_forbids_inviting"
]

FORBIDDING: Final = frozenset({"yelp"})
"""Sites that want nobody to be asked for a review there (R-REV-03)."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Between two surveys of one client, by the business's parameters (R-NPS-04)."""

    relationship: timedelta
    any: timedelta


@dataclass(frozen=True, slots=True)
class Invited:
    """One invitation that was sent; a review has a `site`."""

    kind: str
    at: datetime
    site: str | None = None


def against(
    invited: Invited, surveys: Iterable[Invited], delivered_at: datetime | None, gaps: Gaps
) -> list[Against]:
    """What speaks against having invited somebody, who got these other surveys, and first got what
    they bought at `delivered_at`; every reason."""
    if invited.kind == REVIEW:
        return ["site_forbids_inviting"] if invited.site in FORBIDDING else []
    since = [(each.kind, invited.at - each.at) for each in surveys if each.at <= invited.at]
    found: list[Against] = []
    if invited.kind == RELATIONSHIP and any(
        kind == RELATIONSHIP and past < gaps.relationship for kind, past in since
    ):
        found.append("relationship_survey_too_soon")
    if any(past < gaps.any for _, past in since):
        found.append("survey_too_soon")
    if invited.kind == TRANSACTIONAL and (delivered_at is None or delivered_at > invited.at):
        found.append("not_delivered")
    return found
