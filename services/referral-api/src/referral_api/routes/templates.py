"""`/v1/templates`: a business's own words for its letters, how they ask, and how they look."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import TemplateId
from referral_api.db import templates
from referral_api.db.businesses.businesses import business_of
from referral_api.db.pages import read_page
from referral_api.domain.templates import findings, text_findings, words_of
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.answers import created, ok, shown
from referral_api.routes.conventions.idempotency import ChangeDep, OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.template_bodies import (
    Language,
    LetterKind,
    LintObject,
    NewTemplateBody,
    PublishedTemplate,
    TemplateChangeBody,
    TemplateObject,
    TemplatePreviewBody,
    TemplatePreviewObject,
    TextBody,
    given_words,
)
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.requests.answer_once import Answer
from referral_api.use_cases.templates.change_template import TemplateChange, change_template
from referral_api.use_cases.templates.create_template import NewTemplate, create_template
from referral_api.use_cases.templates.look_up import known_template
from referral_api.use_cases.templates.preview_template import preview_template
from referral_api.use_cases.templates.publish_template import publish_template

router = APIRouter(tags=["templates"])

_TAKEN: dict[int | str, dict[str, Any]] = {
    409: {"description": "`template_exists`: change the one that you have of this kind."}
}
_PUBLISHED: dict[int | str, dict[str, Any]] = {
    409: {"description": "`no_draft`: there is nothing new to publish."}
}


@router.post("/v1/templates", status_code=201, response_model=TemplateObject, responses=_TAKEN)
async def post_template(body: NewTemplateBody, caller: WriteCaller, once: OnceDep) -> Response:
    """Begin a template of your own, as a draft: of your words, or as a copy of ours."""

    async def work(session: AsyncSession) -> Answer:
        wanted = NewTemplate(body.kind, body.language, body.words, body.metadata)
        row = await create_template(caller.business_id, wanted, session=session)
        return created(TemplateObject.of(row), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/templates", response_model=ListOf[TemplateObject])
async def get_templates(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    kind: LetterKind | None = None,
    language: Language | None = None,
) -> Response:
    """Your own templates, newest first. Of kinds and languages without one, letters are in our
    words."""
    wanted = templates.templates_of(caller.business_id)
    if kind is not None:
        wanted = wanted.where(templates.template.c.kind == kind)
    if language is not None:
        wanted = wanted.where(templates.template.c.language == language)
    page = listing.page(caller.business_id)
    async with tools.db.begin([caller.business_id]) as session:
        found = await read_page(session, wanted, templates.template, page)
    return shown(listing.answer(caller.business_id, found, TemplateObject.of))


@router.get("/v1/templates/{template_id}", response_model=TemplateObject)
async def get_template(template_id: TemplateId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One template."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_template(caller.business_id, template_id, session=session)
    return shown(TemplateObject.of(row), row.version)


@router.patch("/v1/templates/{template_id}", response_model=TemplateObject)
async def patch_template(
    template_id: TemplateId,
    body: TemplateChangeBody,
    caller: WriteCaller,
    change: ChangeDep,
    expected: IfMatch,
) -> Response:
    """Make or change the draft; what is published stays until the draft is published."""

    async def work(session: AsyncSession) -> Answer:
        wanted = TemplateChange(given_words(body), body.metadata)
        row = await change_template(
            caller.business_id, template_id, wanted, expected, session=session
        )
        return ok(TemplateObject.of(row), row.version)

    return await change.run(caller.business_id, work)


@router.post(
    "/v1/templates/{template_id}/publish",
    response_model=PublishedTemplate,
    responses=_PUBLISHED,
)
async def post_publish_template(
    template_id: TemplateId, caller: WriteCaller, once: OnceDep
) -> Response:
    """Write letters in these words from now on. A template that asks in a closed or pushy way, or
    that cannot be rendered, is refused: each error has the phrase and a better one."""

    async def work(session: AsyncSession) -> Answer:
        row = await publish_template(caller.business_id, template_id, session=session)
        return ok(PublishedTemplate.of(row), row.version)

    return await once.run(caller.business_id, work)


@router.post("/v1/templates/{template_id}/preview", response_model=TemplatePreviewObject)
async def post_preview_template(
    template_id: TemplateId, body: TemplatePreviewBody, caller: ReadCaller, once: OnceDep
) -> Response:
    """See the draft, or else what is published, as a letter. Nobody is written to."""

    async def work(session: AsyncSession) -> Answer:
        row = await known_template(caller.business_id, template_id, session=session)
        business = await business_of(session, caller.business_id)
        return ok(TemplatePreviewObject.of(row, preview_template(row, business, body.facts)))

    return await once.run(caller.business_id, work)


@router.post("/v1/templates/{template_id}/lint", response_model=LintObject)
async def post_lint_template(
    template_id: TemplateId, caller: ReadCaller, once: OnceDep
) -> Response:
    """How the draft asks, or else what is published. Changes nothing."""

    async def work(session: AsyncSession) -> Answer:
        row = await known_template(caller.business_id, template_id, session=session)
        return ok(LintObject.of(findings(row.kind, words_of(row))))

    return await once.run(caller.business_id, work)


@router.post("/v1/templates/lint", response_model=LintObject)
async def post_lint_text(body: TextBody, caller: ReadCaller, once: OnceDep) -> Response:
    """How a text asks that somebody has written or changed, as it will be sent. Changes nothing,
    and nothing of it is kept."""

    async def work(session: AsyncSession) -> Answer:
        return ok(LintObject.of(text_findings(body.kind, body.language, body.text)))

    return await once.run(caller.business_id, work)
