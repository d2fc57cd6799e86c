"""Refunds, and refunds that failed: what is owed follows what is left of the sale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.bus import StateUnseenError
from goodword.events import Envelope, SaleCorrected, SaleRefunded
from goodword.programs import (
    Facts,
    LimitScope,
    ProgramDocument,
    Usage,
    Verdict,
    refunded,
)
from rewards_worker.db.limits import ProgramScope, lock_limits
from rewards_worker.db.rewards import Key, rewards_of_sales
from rewards_worker.db.sales import facts_of_sales, note_nets
from rewards_worker.domain.booking import apply
from rewards_worker.domain.limits import change_of, changes_of, has_room, total
from rewards_worker.domain.occurrences import SaleChanged
from rewards_worker.domain.record import Reward
from rewards_worker.domain.worth import Worth, left_of
from rewards_worker.use_cases.rewards.documents import documents_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.timers import is_asked_too_much, recall_job

ChangedSale: TypeAlias = SaleRefunded | SaleCorrected
"""What says anew what is left of a sale."""


@dataclass(frozen=True, slots=True)
class _Refunded:
    """A reward whose sale changed, and what it is about."""

    reward: Reward
    seq: int
    facts: Facts
    document: ProgramDocument
    verdict: Verdict

    def step_to(self, owed: Worth) -> Change:
        assert self.reward.standing is not None, "only what can be owed is loaded"
        return Change(self.reward, apply(self.reward.standing, SaleChanged(self.seq, owed)))

    @property
    def change(self) -> Change:
        """What the sale as it is now makes of the reward."""
        assert self.reward.standing is not None, "only what can be owed is loaded"
        left = refunded(self.document, self.verdict, self.facts)
        return self.step_to(left_of(left, self.reward.standing.original))


async def adjust_rewards(batch: Sequence[Envelope[ChangedSale]], *, session: AsyncSession) -> None:
    """Change the rewards of sales that were refunded; of each sale the highest seq says it all."""
    newest: dict[Key, Envelope[ChangedSale]] = {}
    for envelope in batch:
        key = envelope.event.business_id, envelope.event.sale_id
        if key not in newest or envelope.seq > newest[key].seq:
            newest[key] = envelope
    facts = await facts_of_sales(session, newest)
    _check_seen(batch, facts)
    rewards = await rewards_of_sales(session, [key for key in newest if facts[key]])
    # Once they are locked: who chooses a gift looks at the net with its reward locked too.
    await note_nets(session, {key: (one.seq, one.event.net) for key, one in newest.items()})
    cases = await _cases(rewards, newest, facts, session)
    changes = await _within_limits(cases, session)
    await record_changes(changes, session=session)
    asked = [one.after for one in changes if is_asked_too_much(one.step.standing)]
    await jobs.add(session, [recall_job(one) for one in asked])


def _check_seen(batch: Sequence[Envelope[ChangedSale]], seen: Mapping[Key, object]) -> None:
    waits = {
        envelope.id: [f"sale:{envelope.event.subject}"]
        for envelope in batch
        if (envelope.event.business_id, envelope.event.sale_id) not in seen
    }
    if waits:
        raise StateUnseenError(waits)


async def _cases(
    rewards: Sequence[Reward],
    newest: Mapping[Key, Envelope[ChangedSale]],
    facts: Mapping[Key, Facts | None],
    session: AsyncSession,
) -> list[_Refunded]:
    versions = {one.id: (one.business_id, one.program_id, one.program_version) for one in rewards}
    documents = await documents_of(versions.values(), session=session)
    cases = []
    for reward in rewards:
        assert reward.sale_id is not None, "it was found by its sale"
        key = reward.business_id, reward.sale_id
        known, envelope = facts[key], newest[key]
        if known is None or known.sale is None:
            continue
        now = replace(known, sale=replace(known.sale, net=envelope.event.net))
        verdict = Verdict.from_json(reward.verdict)
        cases.append(_Refunded(reward, envelope.seq, now, documents[versions[reward.id]], verdict))
    return cases


async def _within_limits(cases: Sequence[_Refunded], session: AsyncSession) -> list[Change]:
    """What was given back is taken again only where nobody else has used it meanwhile."""
    proposed = [(case, case.change) for case in cases]
    wanted: set[ProgramScope] = {
        (case.reward.business_id, case.reward.program_id, use.scope)
        for case, change in proposed
        for use in changes_of(case.verdict, _used(case, change))
    }
    used = await lock_limits(session, wanted)
    return [_settle(case, change, used) for case, change in proposed]


def _used(case: _Refunded, change: Change) -> Usage:
    return change_of(case.verdict, change.before, change.step.standing)


def _settle(case: _Refunded, change: Change, used: dict[ProgramScope, Usage]) -> Change:
    more, program = _used(case, change), (case.reward.business_id, case.reward.program_id)
    mine: dict[LimitScope, Usage] = {
        scope: use for (*key, scope), use in used.items() if tuple(key) == program
    }
    grows = more.count > 0 or more.minor > 0 or more.points > 0
    if grows and not has_room(case.document, case.facts, case.verdict, more, mine):
        return case.step_to(change.before.amount)
    for scope, use in total(changes_of(case.verdict, more)).items():
        before = mine[scope]
        used[*program, scope] = Usage(
            before.count + use.count, before.minor + use.minor, before.points + use.points
        )
    return change
