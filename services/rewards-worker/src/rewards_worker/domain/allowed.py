"""Which decisions of people a reward would take as it stands now."""

from collections.abc import Iterator

from goodword.errors import RejectedError
from rewards_worker.domain.booking import apply
from rewards_worker.domain.effects.choice import may_choose
from rewards_worker.domain.occurrences import DECISIONS, Decided
from rewards_worker.domain.standing import Standing


def allowed(standing: Standing) -> tuple[str, ...]:
    """The decisions that would be taken, found by trying them."""
    return (*_tried(standing), *(("choose",) if may_choose(standing) else ()))


def _tried(standing: Standing) -> Iterator[str]:
    for decision in DECISIONS:
        try:
            apply(standing, Decided(0, decision))
        except RejectedError:
            continue
        yield decision
