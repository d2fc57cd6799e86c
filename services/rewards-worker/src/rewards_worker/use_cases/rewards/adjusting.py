"""Bringing rewards to what is left of their sales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.money import Money
from goodword.programs import Verdict, refunded
from rewards_worker.db.rewards.locked_rewards import rewards_of_sales
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.db.sales import SaleFacts, note_nets
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import SaleChanged
from rewards_worker.domain.record import Reward
from rewards_worker.domain.worth import Worth, left_of
from rewards_worker.use_cases.rewards.documents import documents_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.timers import is_asked_too_much, recall_job
from rewards_worker.use_cases.rewards.within_limits import Proposal, within_limits


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a sale, by the event of that seq."""

    seq: int
    net: Money


async def adjust(
    left: Mapping[Key, Left], sales: Mapping[Key, SaleFacts], *, session: AsyncSession
) -> None:
    """Change the rewards of these sales to what is left of them; `sales` knows them all."""
    rewards = await rewards_of_sales(session, [key for key in left if sales[key].is_referred])
    # Once they are locked: who chooses a gift looks at the net with its reward locked too.
    await note_nets(session, {key: (one.seq, one.net) for key, one in left.items()})
    proposals = await _proposals(rewards, left, sales, session)
    changes = await within_limits(proposals, session=session)
    await record_changes(changes, session=session)
    asked = [one.after for one in changes if is_asked_too_much(one.step.standing)]
    await jobs.add(session, [recall_job(one) for one in asked])


async def _proposals(
    rewards: Sequence[Reward],
    left: Mapping[Key, Left],
    sales: Mapping[Key, SaleFacts],
    session: AsyncSession,
) -> list[Proposal]:
    versions = {one.id: (one.business_id, one.program_id, one.program_version) for one in rewards}
    documents = await documents_of(versions.values(), session=session)
    proposals = []
    for reward in rewards:
        assert reward.sale_id is not None, "it was found by its sale"
        key = reward.business_id, reward.sale_id
        facts = sales[key].of(reward.referral_id)
        if facts is None or facts.sale is None or reward.standing is None:
            continue
        now = replace(facts, sale=replace(facts.sale, net=left[key].net))
        document = documents[versions[reward.id]]
        remainder = refunded(document, Verdict.from_json(reward.verdict), now)
        owed = left_of(remainder, reward.standing.original)
        change = _to(reward, left[key].seq, owed)
        otherwise = _to(reward, left[key].seq, reward.standing.amount)
        proposals.append(Proposal(change, now, document, otherwise))
    return proposals


def _to(reward: Reward, seq: int, owed: Worth) -> Change:
    assert reward.standing is not None, "only what can be owed is loaded"
    return Change(reward, apply(reward.standing, SaleChanged(seq, owed)))
