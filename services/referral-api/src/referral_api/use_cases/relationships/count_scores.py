"""The figure over all scores of a time (R-NPS-03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.asking import AskParameters
from goodword.errors import Problem, RejectedError
from referral_api.db.businesses.businesses import business_of
from referral_api.db.relationships import scores
from referral_api.domain.relationships.nps import Counts


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers from `since` on and before `until`, counted."""

    since: datetime
    until: datetime
    counts: Counts


async def count_scores(
    business_id: UUID, since: datetime | None, until: datetime | None, *, session: AsyncSession
) -> Counted:
    """Until now where nothing is said, for as long as a score counts in this business.
    RejectedError `invalid_request` where nothing can lie between."""
    until = until or await clock.now(session, business_id)
    if since is None:
        business = await business_of(session, business_id)
        since = _before(until, AskParameters.of(business.parameters).score_valid_days)
    if since >= until:
        detail = "Nothing lies between: let `to` be later than `from`."
        problems = [Problem("?to", "out_of_range", detail)]
        raise RejectedError("invalid_request", detail, problems=problems)
    row = await scores.count_scores(session, business_id, since, until)
    return Counted(since, until, Counts(**row._mapping))


def _before(until: datetime, days: int) -> datetime:
    first = datetime.min.replace(tzinfo=until.tzinfo)
    return until - timedelta(days=days) if until - first > timedelta(days=days) else first
