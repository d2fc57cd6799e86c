"""`/v1/rewards/{id}/approve` and the like: what people decide about rewards."""

from datetime import datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, computed_field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.events.rewards import RewardStatus
from goodword.ids import EventId, RewardId, show
from goodword.programs import GiftKind
from referral_api.domain.explaining.refusals import why_refused
from referral_api.domain.forms import Body
from referral_api.routes.auth import OperateCaller
from referral_api.routes.conventions.answers import accepted
from referral_api.routes.conventions.idempotency import OnceDep, Writing
from referral_api.routes.conventions.objects import Prose
from referral_api.use_cases.requests.answer_once import Answer
from referral_api.use_cases.rewards.decide_reward import Decision, Wanted, decide_reward

router = APIRouter(prefix="/v1/rewards/{reward_id}", tags=["rewards"])


class ReasonBody(Body):
    """Why, for whoever asks later. It stays with the decision."""

    reason: Prose | None = Field(default=None, examples=["Looked into it: all is well."])


class ChoiceBody(ReasonBody):
    """Which of the gifts the beneficiary takes."""

    choice: GiftKind = Field(examples=["gift_card"])


class DecisionObject(BaseModel):
    """What a person decided; `id` is that of the fact. It is `said` until rewards-worker has
    applied it, or refused it: then the reward was `current`, `allowed` says what it would have
    taken, and `detail` why, and what to do instead."""

    object: Literal["reward_decision"] = "reward_decision"
    id: EventId
    reward_id: RewardId
    decision: Decision
    choice: str | None
    actor: str = Field(description="an API key's id, a person's, or cli: and a name")
    reason: str | None
    status: Literal["said", "applied", "refused"]
    current: RewardStatus | None
    allowed: list[str] | None
    refusal: str | None
    created_at: datetime
    settled_at: datetime | None

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorator above a property
    @property
    def detail(self) -> str | None:
        if self.refusal is None:
            return None
        return why_refused(self.decision, self.refusal, self.current, self.allowed)

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(dict(row._mapping))


async def _decide(
    reward_id: RewardId, wanted: Wanted, caller: OperateCaller, once: Writing
) -> Response:
    async def work(session: AsyncSession) -> Answer:
        row = await decide_reward(caller.business_id, reward_id, wanted, session=session)
        return accepted(DecisionObject.of(row))

    return await once.run(caller.business_id, work)


def _add(decision: Decision, meaning: str) -> None:
    @router.post(
        f"/{decision}", status_code=202, response_model=DecisionObject, name=f"{decision}_reward"
    )
    async def post(
        reward_id: RewardId, body: ReasonBody, caller: OperateCaller, once: OnceDep
    ) -> Response:
        wanted = Wanted(decision=decision, actor=show("key", caller.key_id), reason=body.reason)
        return await _decide(reward_id, wanted, caller, once)

    post.__doc__ = meaning


_add("approve", "Let it go out. What was denied is looked at again: it waits in review.")
_add("deny", "Refuse what waits, in its hold or in review.")
_add("retry", "Pay again what the provider refused, or gave back.")
_add("revoke", "Take back what is owed and not on its way.")
_add("recover", "What was to be got back has been, or will not be asked for any more.")


@router.post("/choose", status_code=202, response_model=DecisionObject)
async def choose_reward(
    reward_id: RewardId, body: ChoiceBody, caller: OperateCaller, once: OnceDep
) -> Response:
    """Choose for the beneficiary, who has said which gift they take."""
    wanted = Wanted(
        decision="choose",
        actor=show("key", caller.key_id),
        choice=body.choice.value,
        reason=body.reason,
    )
    return await _decide(reward_id, wanted, caller, once)
