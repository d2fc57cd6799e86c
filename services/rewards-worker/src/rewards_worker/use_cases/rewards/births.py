"""What a sale or a stage earns: decided rule by rule within its limits, and written down."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import jobs
from goodword.bus import Said, say
from goodword.programs import LimitScope, LimitUse, Usage, Verdict, counted, decide, scopes
from rewards_worker.db.ledger import Booking, book
from rewards_worker.db.rewards.limits import ProgramScope, change_limits, lock_limits
from rewards_worker.db.rewards.rewards import Key, Place, add_rewards
from rewards_worker.domain.announcement import birth_of, snapshot
from rewards_worker.domain.birth import born
from rewards_worker.domain.limits import total
from rewards_worker.domain.record import Reward
from rewards_worker.domain.standing import Step
from rewards_worker.use_cases.rewards.standing import Case
from rewards_worker.use_cases.rewards.timers import next_job

Birth = tuple[Reward, Step | None, Verdict]


async def give_birth(cases: Sequence[Case], *, session: AsyncSession) -> None:
    """Decide each of these, and make and say the rewards that are not there already."""
    births = _decide(cases, await lock_limits(session, _limits(cases)))
    await _save(births, session)


def _limits(cases: Iterable[Case]) -> set[ProgramScope]:
    return {(*case.program, scope) for case in cases for scope in scopes(case.document, case.facts)}


def _decide(cases: Sequence[Case], used: Mapping[ProgramScope, Usage]) -> list[Birth]:
    """One birth per rule of each case; each decision counts what those before it have used."""
    counters: dict[tuple[UUID, UUID], dict[LimitScope, Usage]] = defaultdict(dict)
    for (business_id, program_id, scope), usage in used.items():
        counters[business_id, program_id][scope] = usage
    births: list[Birth] = []
    for case in cases:
        verdicts = decide(case.document, case.facts, counters[case.program], case.law)
        counters[case.program] = counted(counters[case.program], verdicts)
        births += [(*_born(verdict, case), verdict) for verdict in verdicts]
    return births


def _born(verdict: Verdict, case: Case) -> tuple[Reward, Step | None]:
    return born(verdict, case.earning, now=case.business.now)


async def _save(births: Sequence[Birth], session: AsyncSession) -> None:
    """Write what was not there already, with all that comes of it, and say it."""
    if not births:
        return
    places = await add_rewards(session, [reward for reward, _, _ in births])
    real = [birth for birth in births if birth[0].key in places]
    await change_limits(session, _uses(real))
    bookings = [Booking(*reward.key, step.transfers) for reward, step, _ in real if step]
    await book(session, bookings)
    told = [(reward, places[reward.key].seq) for reward, _, _ in real]
    await jobs.add(session, [job for reward, seq in told if (job := next_job(reward, seq))])
    await say(session, [_fact(reward, places) for reward, _, _ in real])


def _uses(births: Sequence[Birth]) -> dict[ProgramScope, Usage]:
    by_program: dict[Key, list[LimitUse]] = defaultdict(list)
    for reward, _, verdict in births:
        by_program[reward.business_id, reward.program_id] += verdict.uses
    return {
        (*key, scope): use for key, uses in by_program.items() for scope, use in total(uses).items()
    }


def _fact(reward: Reward, places: Mapping[Key, Place]) -> Said:
    place = places[reward.key]
    return Said(snapshot(birth_of(reward.state), reward, place.seq), place.seq, place.last_tx)
