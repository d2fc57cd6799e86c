"""`/v1/reviews` and `/v1/survey_answers`: what clients said of the business."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from goodword.ids import PersonId
from referral_api.domain.forms import Line
from referral_api.domain.relationships.bodies import ReviewBody, Site, SurveyAnswerBody
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.relationships.keeping import KeepingDep, ReportsDep
from referral_api.routes.relationships.objects import ReviewObject, SurveyAnswerObject

router = APIRouter(tags=["relationships"])


def known(model: type) -> dict[int | str, dict[str, Any]]:
    """What 200 means where 201 is the rule, and where a repeat is refused."""
    return {
        200: {"model": model, "description": "It was known; a newer version replaced it."},
        409: {"description": "`report_differs`: it is known, and other than this."},
    }


@router.post(
    "/v1/reviews", status_code=201, response_model=ReviewObject, responses=known(ReviewObject)
)
async def post_review(body: ReviewBody, caller: WriteCaller, keeping: KeepingDep) -> Response:
    """Report a review, an edit of one, or that it was taken back."""
    return await keeping.run(caller.business_id, body, ReviewObject)


@router.get("/v1/reviews", response_model=ListOf[ReviewObject])
async def get_reviews(
    caller: ReadCaller,
    reports: ReportsDep,
    person_id: PersonId | None = None,
    source: Site | None = None,
    external_id: Line | None = None,
    withdrawn: bool | None = None,
) -> Response:
    """Reviews, newest first."""
    filters = given(
        person_id=person_id, source=source, external_id=external_id, withdrawn=withdrawn
    )
    return await reports.run(caller.business_id, "review", filters, ReviewObject)


@router.post(
    "/v1/survey_answers",
    status_code=201,
    response_model=SurveyAnswerObject,
    responses=known(SurveyAnswerObject),
)
async def post_survey_answer(
    body: SurveyAnswerBody, caller: WriteCaller, keeping: KeepingDep
) -> Response:
    """Report an answer to a survey: 9 and 10 are promoters, 7 and 8 passives, others detractors."""
    return await keeping.run(caller.business_id, body, SurveyAnswerObject)


@router.get("/v1/survey_answers", response_model=ListOf[SurveyAnswerObject])
async def get_survey_answers(
    caller: ReadCaller,
    reports: ReportsDep,
    person_id: PersonId | None = None,
    source: Line | None = None,
    external_id: Line | None = None,
) -> Response:
    """Answers to surveys, newest first."""
    filters = given(person_id=person_id, source=source, external_id=external_id)
    return await reports.run(caller.business_id, "survey_answer", filters, SurveyAnswerObject)
