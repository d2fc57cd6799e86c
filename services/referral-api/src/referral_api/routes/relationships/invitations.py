"""`/v1/invitations`: who was invited to surveys and reviews, and who may be; `/v1/scores/nps`."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from goodword.ids import PersonId
from goodword.moments import Moment
from referral_api.domain.forms import Line
from referral_api.domain.relationships.bodies import InvitationBody, Site
from referral_api.domain.relationships.invitations import RELATIONSHIP, InvitationKind
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.relationships.keeping import KeepingDep, ReportsDep
from referral_api.routes.relationships.objects import InvitationObject
from referral_api.routes.relationships.reviews import known
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.relationships.count_scores import count_scores
from referral_api.use_cases.relationships.pick_invitations import pick_invitations

router = APIRouter(tags=["relationships"])


class PickObject(BaseModel):
    """Clients to invite next, out of the `eligible`: whom nothing speaks against. Their order is
    that of a hash of `seed` and their ids, whatever they said of the business."""

    object: Literal["invitation_pick"] = "invitation_pick"
    kind: InvitationKind
    seed: str
    as_of: datetime
    eligible: int
    person_ids: list[PersonId]


class NpsObject(BaseModel):
    """The net promoter score over the last answer of each client from `from` on and before `to`, on
    the scale from 0 to 10. `score` and `margin` are in points, null where `too_few` answered."""

    object: Literal["nps"] = "nps"
    since: datetime = Field(serialization_alias="from")
    until: datetime = Field(serialization_alias="to")
    score: float | None
    margin: float | None = Field(description="half the width of the interval of 95%")
    too_few: bool = Field(description="fewer than 30 answers, of which no figure is made")
    n: int
    promoters: int
    passives: int
    detractors: int
    invited: int = Field(description="clients who were invited to a survey then, as we were told")
    response_rate: float | None = Field(description="of the invited; null where nobody was")


@router.post(
    "/v1/invitations",
    status_code=201,
    response_model=InvitationObject,
    responses=known(InvitationObject),
)
async def post_invitation(
    body: InvitationBody, caller: WriteCaller, keeping: KeepingDep
) -> Response:
    """Log that a client was invited to a survey or a review, or could be and was not (`sent`).
    `against` tells why it should not have been sent."""
    return await keeping.run(caller.business_id, body, InvitationObject)


@router.get("/v1/invitations", response_model=ListOf[InvitationObject])
async def get_invitations(
    caller: ReadCaller,
    reports: ReportsDep,
    person_id: PersonId | None = None,
    kind: InvitationKind | None = None,
    site: Site | None = None,
    sent: bool | None = None,
    source: Line | None = None,
    external_id: Line | None = None,
) -> Response:
    """Invitations to surveys and reviews, newest first."""
    filters = given(
        person_id=person_id,
        kind=kind,
        site=site,
        sent=sent,
        source=source,
        external_id=external_id,
    )
    return await reports.run(caller.business_id, "invitation", filters, InvitationObject)


@router.get("/v1/invitations/pick", response_model=PickObject)
async def get_pick(
    caller: ReadCaller,
    tools: ToolsDep,
    kind: InvitationKind = RELATIONSHIP,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    seed: Annotated[Line | None, Query(description="the business's date, if not said")] = None,
) -> Response:
    """Whom to invite next: a few at a time, drawn by chance. Whether an address may be written to
    is for whoever writes to ask."""
    async with tools.db.begin([caller.business_id]) as session:
        pick = await pick_invitations(caller.business_id, kind, seed, session=session)
    answer = PickObject(
        kind=kind,
        seed=pick.seed,
        as_of=pick.as_of,
        eligible=len(pick.people),
        person_ids=pick.people[:limit],
    )
    return shown(answer)


@router.get("/v1/scores/nps", response_model=NpsObject)
async def get_nps(
    caller: ReadCaller,
    tools: ToolsDep,
    since: Annotated[
        Moment | None, Query(alias="from", description="180 days before `to`, if not said")
    ] = None,
    until: Annotated[Moment | None, Query(alias="to", description="now, if not said")] = None,
) -> Response:
    """The net promoter score, with what it rests on."""
    async with tools.db.begin([caller.business_id]) as session:
        counted = await count_scores(caller.business_id, since, until, session=session)
    counts = counted.counts
    answer = NpsObject(
        since=counted.since,
        until=counted.until,
        score=counts.score,
        margin=counts.margin,
        too_few=counts.too_few,
        n=counts.n,
        promoters=counts.promoters,
        passives=counts.passives,
        detractors=counts.detractors,
        invited=counts.invited,
        response_rate=counts.response_rate,
    )
    return Response(answer.model_dump_json(by_alias=True), media_type="application/json")
