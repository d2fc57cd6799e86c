"""A person says what became of a payout, where nobody else can."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus.commands import Commanded, say_commands
from goodword.database import Database
from goodword.errors import Kind, RejectedError
from goodword.jobs import add
from goodword.seal import Sealer
from goodword.setups import TREMENDOUS
from goodword.tasks import finish_by_hand
from rewards_worker.db.payouts.attention import business_of_waiting
from rewards_worker.db.payouts.payouts import Payout, payout_by_id
from rewards_worker.domain.payout import OPEN, REFUSED, PayoutState
from rewards_worker.domain.record import Reward
from rewards_worker.ports import Handover, Issued, Receipt, Rejected
from rewards_worker.use_cases.payouts.close_payout import close_payout
from rewards_worker.use_cases.payouts.late_news import can_be_issued
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.move_on import SETTLE, move_on, occasion_of
from rewards_worker.use_cases.payouts.timers import reconcile_again

BY_HAND = "settled_by_hand"
COMMAND = "goodword payouts settle"


@dataclass(frozen=True, slots=True)
class FoundIssued:
    """The value is out; the provider's own id of it."""

    provider_ref: str


@dataclass(frozen=True, slots=True)
class FoundRefused:
    """Nothing is out under this key, nor will be."""


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The cause is mended: let the provider say."""


Finding: TypeAlias = FoundIssued | FoundRefused | AskAgain


WORDS: Mapping[type[Finding], str] = {
    FoundIssued: "issued",
    FoundRefused: "refused",
    AskAgain: "ask_again",
}
"""Findings as tasks and their ends name them."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a person found about a payout, and who: `actor` as facts name them."""

    payout_id: UUID
    finding: Finding
    actor: str


async def settle_payout(settlement: Settlement, *, db: Database, sealer: Sealer) -> None:
    """Settle at the command line a payout that waits for a person, as if its provider had said so.
    Its task is done by that.

    RejectedError where it does not wait for a person, or stands where that cannot be.
    """
    payout_id = settlement.payout_id
    async with db.begin() as session:
        business_id = await business_of_waiting(session, payout_id)
    if business_id is None:
        raise _refusal("not_waiting", payout_id, "does not wait for a person")

    async def work() -> None:
        async with db.begin([business_id]) as session:
            await _settle(business_id, settlement, sealer, session)

    await db.retrying(work)


async def _settle(
    business_id: UUID, settlement: Settlement, sealer: Sealer, session: AsyncSession
) -> None:
    payout_id = settlement.payout_id
    found = await locked(business_id, payout_id, session=session)
    if found is None or found[1].attention is None:
        raise _refusal("not_waiting", payout_id, "does not wait for a person any more")
    reward, payout = found
    check(reward, payout, settlement.finding)
    occasion = occasion_of(payout, SETTLE, payout.looks)
    await finish_by_hand(
        session, {occasion: settlement.actor}, outcome=WORDS[type(settlement.finding)]
    )
    await settle(payout, settlement.finding, sealer=sealer, session=session)
    given = Commanded(business_id, COMMAND, payout.shown_id)
    await say_commands(session, settlement.actor, [given])


async def settle(
    payout: Payout, finding: Finding, *, sealer: Sealer, session: AsyncSession
) -> None:
    """Move on a locked payout of which `check` let this finding pass."""
    if isinstance(finding, AskAgain):
        await move_on(payout, PayoutState.UNKNOWN, session=session)
        await add(session, [reconcile_again(payout.business_id, payout.id, ids.new())])
        return
    await move_on(payout, payout.state, session=session)
    now = await payout_by_id(session, payout.business_id, payout.id)
    assert now is not None, "it is locked"
    await close_payout(now, _news(finding, now), attempt=None, sealer=sealer, session=session)


def check(reward: Reward, payout: Payout, finding: Finding) -> None:
    """RejectedError where a payout stands where that cannot be found: what is open takes any word;
    what was refused or is out already, only what fits."""
    if payout.state in OPEN:
        return
    if isinstance(finding, AskAgain):
        raise _refusal("not_open", payout.id, f"is {payout.state}: say what you found there")
    if isinstance(finding, FoundRefused) and payout.state not in REFUSED:
        raise _refusal("is_out", payout.id, f"is {payout.state}, so it cannot have been refused")
    late = isinstance(finding, FoundIssued) and payout.state in REFUSED
    if late and not can_be_issued(reward, payout):
        raise _refusal(
            "cannot_be_booked",
            payout.id,
            f"cannot be booked, since its reward is {reward.state} by now: get the gift back"
            " from the provider, then say that it was refused",
        )


def _news(finding: FoundIssued | FoundRefused, payout: Payout) -> Issued | Rejected:
    if isinstance(finding, FoundIssued):
        # Whatever link there is, only the provider has it; and through Tremendous its beneficiary
        # gives, once they have chosen a charity.
        ref = finding.provider_ref
        receipt = None if payout.provider == TREMENDOUS else Receipt(ref)
        return Issued(provider_ref=ref, handover=Handover("provider"), receipt=receipt)
    return Rejected(final=True, code=BY_HAND, reason="A person found that nothing was issued.")


def _refusal(code: str, payout_id: UUID, what: str) -> RejectedError:
    return RejectedError(code, f"{ids.show('pay', payout_id)} {what}.", kind=Kind.CONFLICT)
