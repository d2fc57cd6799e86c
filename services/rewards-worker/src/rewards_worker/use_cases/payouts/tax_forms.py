"""Before somebody is paid so much in a year that it has to be reported, their tax form is there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.compliance import tax
from goodword.database.people import Who
from goodword.money import Money
from goodword.programs import Outcome, Reason, ReasonCode, Verdict
from goodword.tasks import NewTask, open_tasks
from rewards_worker.db.payouts.tax_years import (
    COLLECT_TAX_FORM,
    forms_of,
    hold_people,
    paid_in_years,
)
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.copies import Business
from rewards_worker.domain.record import Reward


async def without_form(
    rewards: Sequence[Reward], businesses: Mapping[UUID, Business], *, session: AsyncSession
) -> dict[Key, Reward]:
    """Those of these locked rewards that are about to be paid to somebody whose form has to be
    there first, and is not, each with the verdict that says so. A person is asked for it, once."""
    asked = [one for one in rewards if _is_reported(one, businesses[one.business_id])]
    one_as = await hold_people(session, [_beneficiary(one) for one in asked])
    if not one_as:
        return {}
    paid = await _paid(one_as, businesses, session)
    have = {one_as[one] for one in await forms_of(session, one_as)}
    missing: dict[Key, Reward] = {}
    tasks = []
    for reward in asked:
        who, business = one_as[_beneficiary(reward)], businesses[reward.business_id]
        total = paid.get(who, 0) + _minor(reward)
        needed = tax.form_needed_from(business.year, business.tax_form_percent or 0)
        if who not in have and total >= needed.minor:
            missing[reward.key] = _explained(reward, needed, total)
            tasks.append(_task(who, reward))
        else:
            paid[who] = total
    await open_tasks(session, tasks)
    return missing


def _is_reported(reward: Reward, business: Business) -> bool:
    """Whether it counts for a business that reports what it pays."""
    chosen = reward.kind == "charity_donation" and bool(reward.verdict.get("chosen"))
    return (
        business.country == tax.TAXED_IN
        and business.tax_form_percent is not None
        and reward.beneficiary_id is not None
        and reward.standing is not None
        and reward.standing.amount.currency == tax.DOLLARS
        and (reward.kind in tax.REPORTED or chosen)
    )


async def _paid(
    one_as: Mapping[Who, Who], businesses: Mapping[UUID, Business], session: AsyncSession
) -> dict[Who, int]:
    """What each who stands for others was paid this year, under whatever id."""
    years = {one: businesses[one[0]].year for one in one_as}
    total: dict[Who, int] = {}
    for one, minor in (await paid_in_years(session, years)).items():
        total[one_as[one]] = total.get(one_as[one], 0) + minor
    return total


def _beneficiary(reward: Reward) -> Who:
    assert reward.beneficiary_id is not None, "it is paid to somebody"
    return reward.business_id, reward.beneficiary_id


def _minor(reward: Reward) -> int:
    assert reward.standing is not None, "it is owed"
    return reward.standing.balances.available


def _explained(reward: Reward, needed: Money, total: int) -> Reward:
    """What a person granted stays granted: it waits for the form, and for nothing else."""
    before = Verdict.from_json(reward.verdict)
    reached = Money(minor=total, currency=needed.currency)
    reason = Reason(ReasonCode.TAX_FORM_MISSING, needed.format(), reached.format())
    granted = before.outcome is Outcome.DENIED
    verdict = replace(
        before,
        outcome=Outcome.DENIED if granted else Outcome.HELD,
        reasons=(*before.reasons, reason) if granted else (reason,),
    )
    return replace(reward, verdict=verdict.as_json())


def with_form(reward: Reward) -> Reward:
    """The reward, as it was before it waited for a form."""
    before = Verdict.from_json(reward.verdict)
    rest = tuple(one for one in before.reasons if one.code is not ReasonCode.TAX_FORM_MISSING)
    outcome = Outcome.EARNED if before.outcome is Outcome.HELD else before.outcome
    return replace(reward, verdict=replace(before, outcome=outcome, reasons=rest).as_json())


def _task(who: Who, reward: Reward) -> NewTask:
    person = ids.show("per", who[1])
    return NewTask(
        business_id=who[0],
        kind=COLLECT_TAX_FORM,
        occasion=person,
        subjects=(person, reward.shown_id),
        proof="reference",
    )
