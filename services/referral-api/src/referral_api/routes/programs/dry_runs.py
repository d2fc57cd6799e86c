"""`POST /v1/programs/{id}/dry_run`: what a program would decide, and why; nothing is changed."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.compliance import NOT_LEGAL_ADVICE
from goodword.ids import ProgramId, ReferralId, SaleId
from goodword.numbers import WholeNumber
from goodword.programs import explained
from referral_api.domain.forms import Body
from referral_api.domain.referrals.stages import Stage
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import ok
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.objects import unchanged
from referral_api.routes.programs.legal_bodies import (
    LegalOutlook,
    RuleOfLaw,
    outlooks,
    rules_named,
)
from referral_api.use_cases.dry_runs.dry_run import Tried, Wanted, dry_run
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["programs"])

_ANSWERS: dict[int | str, dict[str, Any]] = {
    409: {
        "description": "`not_referred`: the sale belongs to no referral; or `stage_not_reached`, "
        "with the `current` status of the referral."
    }
}

ExampleFacts = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "description": "`cause` (sale, named, introduced, qualified), `moment`, `sale {net, "
            "gross, number, source, tags, product_ids, test}`, `prospect {is_new}`, "
            "`referrer`, `referral`, `rep`, `findings`, `legal`. What is left out is ordinary: "
            "somebody new buys today what was referred today. `legal`, of a person or of the "
            "whole, says what rules of law ask: `{client: true, licensed: false}`; what it leaves "
            "out is unknown.",
            "examples": [{"sale": {"net": {"minor": 7990, "currency": "USD"}}}],
        }
    ),
]


class DryRun(Body):
    """Which document (a published `version`; else the draft, else what is published), and what
    to try it on: example `facts`, a sale that was, or a `stage` that a referral has reached."""

    version: Annotated[WholeNumber, Field(ge=1, le=10**6)] = unchanged()
    facts: ExampleFacts = unchanged()
    sale_id: SaleId = unchanged()
    referral_id: ReferralId = unchanged()
    stage: Stage = unchanged()

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        given = [one for one in (self.facts, self.sale_id, self.referral_id) if one is not None]
        if len(given) != 1:
            words = "Give facts, a sale_id or a referral_id, one of them."
            raise PydanticCustomError("facts_or_sale", words)
        if (self.referral_id is None) != (self.stage is None):
            words = "Give referral_id and stage together."
            raise PydanticCustomError("referral_and_stage", words)
        return self


class VerdictObject(BaseModel):
    """What a rule would come to, in the shape in which a reward keeps its verdict; `sentence` is
    for the operator, `gentle_sentence` for whoever would be rewarded."""

    model_config = {"extra": "allow"}

    rule: str
    outcome: Literal["earned", "held", "denied"]
    sentence: str
    gentle_sentence: str


class DryRunObject(BaseModel):
    """What would be decided, were no limit used yet; `version` is null for the draft.

    `law` is what may be given to whom where, whatever the facts, and `rules_of_law` are the rules
    that it names. It is no legal advice; see `notice`.
    """

    object: Literal["dry_run"] = "dry_run"
    program_id: ProgramId
    version: int | None
    cause: str
    verdicts: list[VerdictObject]
    law: list[LegalOutlook]
    rules_of_law: list[RuleOfLaw]
    notice: str = NOT_LEGAL_ADVICE


@router.post("/v1/programs/{program_id}/dry_run", response_model=DryRunObject, responses=_ANSWERS)
async def post_dry_run(
    program_id: ProgramId, body: DryRun, caller: ReadCaller, once: OnceDep
) -> Response:
    """Try a program on an example, or on a sale or a stage that was: the verdicts, and why. Changes
    nothing.

    Limits are taken as unused. A sale is tried as it is known now, refunds included."""

    async def work(session: AsyncSession) -> Answer:
        real = body.sale_id, body.referral_id, body.stage
        wanted = Wanted(program_id, body.version, body.facts, *real)
        return ok(
            shape_dry_run(program_id, await dry_run(caller.business_id, wanted, session=session))
        )

    return await once.run(caller.business_id, work)


def shape_dry_run(program_id: Any, tried: Tried) -> DryRunObject:
    return DryRunObject(
        program_id=program_id,
        version=tried.version,
        cause=tried.facts.cause,
        verdicts=[
            VerdictObject.model_validate(explained(each, tried.facts)) for each in tried.verdicts
        ],
        law=outlooks(tried.outlooks),
        rules_of_law=rules_named(tried),
    )
