"""The facts of a decision: what a fact froze, with what is known of its people now.

Whoever decides completes them here, and nowhere else: so a reward and its dry run look at the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from goodword.programs.evaluation.facts import Facts, Person

P = TypeVar("P", bound=Person)


def people_in(frozen: Facts) -> Iterator[UUID]:
    """Everybody of whom `known_facts` has to know."""
    yield from (frozen.prospect.person_id, frozen.referrer.person_id)
    if frozen.rep is not None:
        yield frozen.rep.person_id


def known_facts(frozen: Facts, people: Mapping[UUID, Person], *, zone: str, live: bool) -> Facts:
    """`frozen`, completed: `people` are by the ids that it names as they are now, each perhaps
    another one, who stands for a person who was merged. `zone` (IANA) and `live` are the
    business's."""
    rep = frozen.rep
    if rep is not None:
        now = people[rep.person_id]
        rep = replace(rep, person_id=now.person_id, accepts=now.accepts)
    return replace(
        frozen,
        prospect=_known(frozen.prospect, people),
        referrer=_known(frozen.referrer, people),
        rep=rep,
        zone=ZoneInfo(zone),
        live=live,
    )


def _known(frozen: P, people: Mapping[UUID, Person]) -> P:
    now = people[frozen.person_id]
    country = frozen.country or now.country
    return replace(
        frozen,
        person_id=now.person_id,
        country=country,
        # Who has moved to another country since was in a region that nobody knows.
        region=now.region if country == now.country else None,
        accepts=now.accepts,
    )
