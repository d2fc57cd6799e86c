"""How long we may know of somebody only because they were referred (R-MSG-13).

Who never said that they want to be introduced is forgotten 30 days after somebody named them, or a
month where that is shorter (R-MSG-11: Article 14 GDPR); who said no, at once; of whom nothing came
after they agreed, 12 months after that. While something may still come of it, a prospect who agreed
is not forgotten.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from goodword.asking import add_months
from referral_api.domain.referrals.states import OPEN

UNASKED: Final = timedelta(days=30)
"""For whom we never had a word of their own."""

LOST_MONTHS: Final = 12
"""For who agreed, and of whom nothing came."""

_AGREED: Final = frozenset({"permission_given", "introduced", "contacted", "qualified", "won"})
"""Steps that a prospect takes with us; a name, a request and their ends are taken by others."""


def kept_until(status: str, steps: Sequence[Mapping[str, Any]]) -> datetime | None:
    """Until when a referral lets us know its prospect; None while nobody can tell."""
    last = datetime.fromisoformat(steps[-1]["at"])
    if status == "withdrawn":
        return last
    if not any(step["status"] in _AGREED for step in steps):
        named = datetime.fromisoformat(steps[0]["at"])
        return min(named + UNASKED, _months_after(named, 1))
    if status in OPEN or status == "won":
        return None
    return _months_after(last, LOST_MONTHS)


def _months_after(at: datetime, months: int) -> datetime:
    return datetime.combine(add_months(at.date(), months), at.timetz())


def all_kept_until(referrals: Iterable[Any]) -> datetime | None:
    """Until when all referrals of a prospect, rows with `status` and `steps`, let us know them:
    each is a reason of its own. None while nobody can tell."""
    ends = [kept_until(row.status, row.steps) for row in referrals]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None
