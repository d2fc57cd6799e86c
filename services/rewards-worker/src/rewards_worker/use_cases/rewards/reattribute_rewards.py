"""A person gave a sale to another referral: what is owed for it goes with the sale, and what was
handed over stays, so that nobody is thanked twice for one sale."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import StateUnseenError
from goodword.events import Envelope, SaleReattributed
from goodword.programs import Finding, ReasonCode, Recipient
from rewards_worker.db.payouts.payouts import blocked
from rewards_worker.db.programs import VersionKey
from rewards_worker.db.rewards.locked_rewards import rewards_of_sales
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.db.sales import SaleFacts, facts_of_sales, keep_facts
from rewards_worker.domain.booking import apply
from rewards_worker.domain.earning import by_sale
from rewards_worker.domain.occurrences import Reattributed
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import HANDED_OVER, RewardState
from rewards_worker.use_cases.rewards.adjusting import Left, adjust
from rewards_worker.use_cases.rewards.births import give_birth
from rewards_worker.use_cases.rewards.documents import documents_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.standing import Case, standing_behind
from rewards_worker.use_cases.rewards.within_limits import Proposal, within_limits

Moved = Envelope[SaleReattributed]

FROM_ISSUING_ON = HANDED_OVER | {RewardState.ISSUING}


async def reattribute_rewards(batch: Sequence[Moved], *, session: AsyncSession) -> None:
    """Follow sales to whom they were given, one after the other: people move few of them."""
    keys = {one.id: (one.event.business_id, one.event.sale_id) for one in batch}
    known = await facts_of_sales(session, keys.values())
    waits = {
        envelope.id: [f"sale:{envelope.event.subject}"]
        for envelope in batch
        if keys[envelope.id] not in known
    }
    if waits:
        raise StateUnseenError(waits)
    # Its rewards are born one step before this event, so that what it says is left still counts.
    told = [by_sale(one.id, one.seq - 1, one.event.sale) for one in batch]
    earnings = [one for one in told if one is not None]
    cases = {one.earning.event_id: one for one in await standing_behind(session, earnings)}
    for envelope in sorted(batch, key=lambda one: one.seq):
        await _follow(envelope, cases.get(envelope.id), session)


@dataclass(frozen=True, slots=True)
class _Following:
    """The rewards of a sale that was moved; `staying` can no longer go with it."""

    moved: Moved
    rewards: Sequence[Reward]
    staying: Collection[Key]

    @property
    def thanked(self) -> set[Recipient]:
        """Who of a referral has been thanked for this sale already, or is about to be."""
        to = self.moved.event.to_referral
        return {one.to for one in self.rewards if one.key in self.staying and one.referral_id != to}

    @property
    def leaving(self) -> list[Change]:
        to = self.moved.event.to_referral
        return [
            self._change(one, away=True)
            for one in self.rewards
            if one.referral_id != to and one.key not in self.staying
        ]

    @property
    def returning(self) -> list[Change]:
        to = self.moved.event.to_referral
        return [
            self._change(one, away=False)
            for one in self.rewards
            if one.referral_id == to and one.to not in self.thanked
        ]

    def _change(self, reward: Reward, *, away: bool) -> Change:
        assert reward.standing is not None, "only what can be owed is loaded"
        return Change(reward, apply(reward.standing, Reattributed(self.moved.seq, away)))


async def _follow(moved: Moved, case: Case | None, session: AsyncSession) -> None:
    event = moved.event
    key = event.business_id, event.sale_id
    rewards = await rewards_of_sales(session, [key])
    unsettled = await blocked(session, [one.key for one in rewards])
    staying = {one.key for one in rewards if one.state in FROM_ISSUING_ON} | set(unsettled)
    following = _Following(moved, rewards, staying)
    await record_changes(following.leaving, session=session)
    sales = await facts_of_sales(session, [key])
    await _return(following.returning, sales[key], session)
    if case is not None:
        findings = tuple(
            Finding(code=ReasonCode.ALREADY_REWARDED, to=to) for to in sorted(following.thanked)
        )
        await give_birth(
            [replace(case, facts=replace(case.facts, findings=findings))], session=session
        )
        if case.earning.referral_id not in {one.referral_id for one in rewards}:
            await keep_facts(session, key, case.earning.referral_id, case.facts)
    left = Left(moved.seq, event.net or event.sale.net)
    await adjust({key: left}, await facts_of_sales(session, [key]), session=session)


async def _return(changes: Sequence[Change], sale: SaleFacts, session: AsyncSession) -> None:
    """What the sale brings back is owed again, where its limits still have room."""
    documents = await documents_of([_version(one.reward) for one in changes], session=session)
    proposals = [
        Proposal(one, facts, documents[_version(one.reward)], None)
        for one in changes
        if (facts := sale.of(one.reward.referral_id)) is not None
    ]
    await record_changes(await within_limits(proposals, session=session), session=session)


def _version(reward: Reward) -> VersionKey:
    return reward.business_id, reward.program_id, reward.program_version
