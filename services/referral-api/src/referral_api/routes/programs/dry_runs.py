"""`POST /v1/programs/{id}/dry_run`: what a program would decide, and why; nothing is changed."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.compliance import NOT_LEGAL_ADVICE
from goodword.ids import ProgramId, SaleId
from goodword.numbers import WholeNumber
from goodword.programs import explained
from referral_api.domain.forms import Body
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
    409: {"description": "`not_referred`: the sale belongs to no referral."}
}

ExampleFacts = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "description": "`cause` (sale), `moment`, `sale {net, gross, number, source, tags, "
            "product_ids, test}`, `prospect`, `prospect_is_new`, `referrer`, `referral`, `rep`, "
            "`findings`, `legal`. What is left out is ordinary: somebody new buys today what was "
            "referred today. `legal`, of a person or of the whole, says what rules of law ask: "
            "`{client: true, licensed: false}`; what it leaves out is unknown.",
            "examples": [{"sale": {"net": {"minor": 7990, "currency": "USD"}}}],
        }
    ),
]


class DryRun(Body):
    """Which document (a published `version`; else the draft, else what is published), and what
    to try it on: example `facts`, or a sale that was."""

    version: Annotated[WholeNumber, Field(ge=1, le=10**6)] = unchanged()
    facts: ExampleFacts = unchanged()
    sale_id: SaleId = unchanged()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.facts is None) == (self.sale_id is None):
            raise PydanticCustomError("facts_or_sale", "Give facts or a sale_id, one of both.")
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
    """Try a program on an example, or on a sale that was: the verdicts, and why. Changes nothing.

    Limits are taken as unused. A sale is tried as it is known now, refunds included."""

    async def work(session: AsyncSession) -> Answer:
        wanted = Wanted(program_id, body.version, body.facts, body.sale_id)
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
