"""What was given back is taken again only where nobody else has used it meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.programs import Facts, LimitScope, ProgramDocument, Usage, Verdict
from rewards_worker.db.rewards.limits import ProgramScope, lock_limits
from rewards_worker.domain.limits import change_of, changes_of, has_room, total
from rewards_worker.use_cases.rewards.record_changes import Change


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of a locked reward, the facts and the document it was decided by, and what happens
    `otherwise`, where a limit has no room for it."""

    change: Change
    facts: Facts
    document: ProgramDocument
    otherwise: Change | None

    @property
    def verdict(self) -> Verdict:
        return Verdict.from_json(self.change.reward.verdict)

    @property
    def program(self) -> tuple[object, object]:
        return self.change.reward.business_id, self.change.reward.program_id


async def within_limits(proposals: Sequence[Proposal], *, session: AsyncSession) -> list[Change]:
    """The changes that may be made, each counting what those before it have used."""
    used_by = [(one, _used(one)) for one in proposals]
    wanted: set[ProgramScope] = {
        (one.change.reward.business_id, one.change.reward.program_id, use.scope)
        for one, more in used_by
        for use in changes_of(one.verdict, more)
    }
    used = await lock_limits(session, wanted)
    settled = [_settle(one, more, used) for one, more in used_by]
    return [change for change in settled if change is not None]


def _used(one: Proposal) -> Usage:
    return change_of(one.verdict, one.change.before, one.change.step.standing)


def _settle(one: Proposal, more: Usage, used: dict[ProgramScope, Usage]) -> Change | None:
    mine: dict[LimitScope, Usage] = {
        scope: use for (*key, scope), use in used.items() if tuple(key) == one.program
    }
    grows = more.count > 0 or more.minor > 0 or more.points > 0
    # What a person granted over the limits uses none of them, so none of them stands in its way.
    if (
        grows
        and one.verdict.uses
        and not has_room(one.document, one.facts, one.verdict, more, mine)
    ):
        return one.otherwise
    reward = one.change.reward
    for scope, use in total(changes_of(one.verdict, more)).items():
        before = mine[scope]
        used[reward.business_id, reward.program_id, scope] = Usage(
            before.count + use.count, before.minor + use.minor, before.points + use.points
        )
    return one.change
