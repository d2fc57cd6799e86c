"""`/v1/people`: everybody with a name, known by their identifiers."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import Row, any_, literal
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import PersonId
from referral_api.db.pages import read_page
from referral_api.db.people import identifiers, people, words
from referral_api.db.people.consents import consents_of
from referral_api.db.people.filtering import equals
from referral_api.domain.fields import Email, Phone
from referral_api.domain.forms import Line
from referral_api.domain.people.naming import words_sought
from referral_api.domain.people.person import Identifier, Role
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.answers import created, ok, shown
from referral_api.routes.conventions.idempotency import ChangeDep, OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.people.bodies import (
    Merge,
    NewPerson,
    PersonChangeBody,
    PersonObject,
    WholePreferences,
)
from referral_api.routes.people.consent_bodies import ConsentObject, NewConsent
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.merging.merge_people import merge_people
from referral_api.use_cases.people.change_person import change_person
from referral_api.use_cases.people.export_person import export_person
from referral_api.use_cases.people.look_up import known_person
from referral_api.use_cases.people.note_consent import note_consent
from referral_api.use_cases.people.read_identifiers import read_identifiers
from referral_api.use_cases.people.upsert_person import upsert_person
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["people"])

_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"description": "`identifiers_conflict`: they belong to several people."}
}
_KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": PersonObject, "description": "They were known already, and are as told now."}
}
_EXPORTS: dict[int | str, dict[str, Any]] = {
    409: {"description": "`export_too_large`: more than 10 MiB."}
}
_MERGES: dict[int | str, dict[str, Any]] = {
    409: {"description": "`same_person`, `already_merged`."}
}


async def _shapes(rows: Sequence[Row[Any]], session: AsyncSession) -> dict[UUID, PersonObject]:
    """People of one business as they are shown, by id."""
    listed = [(row.business_id, row.id) for row in rows]
    known = await identifiers.known_by(session, listed)
    said = await consents_of(session, listed)
    return {
        row.id: PersonObject.of(row, known[who], said[who])
        for who, row in zip(listed, rows, strict=True)
    }


async def shape_person(row: Row[Any], session: AsyncSession) -> PersonObject:
    return (await _shapes([row], session))[row.id]


@router.post(
    "/v1/people", status_code=201, response_model=PersonObject, responses=_KNOWN | _CONFLICT
)
async def post_person(body: NewPerson, caller: WriteCaller, once: OnceDep) -> Response:
    """Create or change a person by identifiers: 201 where they are new, 200 where known."""

    async def work(session: AsyncSession) -> Answer:
        found = await upsert_person(body.ref(caller.business_id), session=session)
        shape = await shape_person(found.row, session)
        return (created if found.created else ok)(shape, found.row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/people", response_model=ListOf[PersonObject])
async def get_people(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    email: Email | None = None,
    phone: Phone | None = None,
    external_id: Annotated[Line | None, Query(description="as `source:id`")] = None,
    role: Role | None = None,
    tag: Line | None = None,
    rep_id: PersonId | None = None,
    name: Annotated[
        Line | None, Query(description="the beginnings of words of it, in any case, any accents")
    ] = None,
) -> Response:
    """The people, newest first, without those who were merged into another one or erased."""
    wanted = people.people_of(caller.business_id).where(
        people.person.c.merged_into.is_(None), people.person.c.erased_at.is_(None)
    )
    if role is not None:
        wanted = wanted.where(literal(role) == any_(people.person.c.roles))
    if tag is not None:
        wanted = wanted.where(literal(tag) == any_(people.person.c.tags))
    if rep_id is not None:
        wanted = wanted.where(equals(people.person, "rep_id", rep_id, caller.business_id))
    if name is not None:
        wanted = wanted.where(*words.called(caller.business_id, words_sought(name)))
    page = listing.page(caller.business_id)
    named = _identifiers(email, phone, external_id)
    async with tools.db.begin([caller.business_id]) as session:
        for each in await read_identifiers(caller.business_id, named, session=session):
            wanted = wanted.where(identifiers.known_as(each))
        found = await read_page(session, wanted, people.person, page)
        shapes = await _shapes(found.rows, session)
    return shown(listing.answer(caller.business_id, found, lambda row: shapes[row.id]))


@router.get("/v1/people/{person_id}", response_model=PersonObject)
async def get_person(person_id: PersonId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One person; of an alias, `merged_into` tells who stands for them."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_person(caller.business_id, person_id, session=session)
        body = await shape_person(row, session)
    return shown(body, row.version)


@router.patch("/v1/people/{person_id}", response_model=PersonObject, responses=_CONFLICT)
async def patch_person(
    person_id: PersonId,
    body: PersonChangeBody,
    caller: WriteCaller,
    change: ChangeDep,
    expected: IfMatch,
) -> Response:
    """Change a person; lists of identifiers replace those there were."""

    async def work(session: AsyncSession) -> Answer:
        who = (caller.business_id, person_id)
        row = await change_person(who, body.change(), expected, session=session)
        return ok(await shape_person(row, session), row.version)

    return await change.run(caller.business_id, work)


@router.put("/v1/people/{person_id}/preferences", response_model=PersonObject)
async def put_preferences(
    person_id: PersonId,
    body: WholePreferences,
    caller: WriteCaller,
    change: ChangeDep,
    expected: IfMatch,
) -> Response:
    """Set all preferences of a person. When favourites were told is kept with them."""

    async def work(session: AsyncSession) -> Answer:
        who = (caller.business_id, person_id)
        row = await change_person(who, body.change(), expected, session=session)
        return ok(await shape_person(row, session), row.version)

    return await change.run(caller.business_id, work)


@router.post("/v1/people/{person_id}/consents", status_code=201, response_model=ConsentObject)
async def post_consent(
    person_id: PersonId, body: NewConsent, caller: WriteCaller, once: OnceDep
) -> Response:
    """Add a word to what a person allowed or took back; earlier ones stay in their history."""

    async def work(session: AsyncSession) -> Answer:
        kept = await note_consent(caller.business_id, person_id, body.said(), session=session)
        return created(ConsentObject.of(kept))

    return await once.run(caller.business_id, work)


@router.post("/v1/people/{person_id}/merge", response_model=PersonObject, responses=_MERGES)
async def post_merge(
    person_id: PersonId, body: Merge, caller: WriteCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Merge this person into another one, who is answered. It cannot be undone: their id stays as
    an alias, and all that is theirs moves."""

    async def work(session: AsyncSession) -> Answer:
        who = (caller.business_id, person_id)
        row = await merge_people(who, body.into, session=session, public_url=tools.public_url)
        return ok(await shape_person(row, session), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/people/{person_id}/export", response_model=dict[str, Any], responses=_EXPORTS)
async def get_export(person_id: PersonId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """Everything we hold of a person, as one document: who they are, what they are known by, their
    consents with the evidence, referrals, sales, rewards, messages and webhooks."""
    async with tools.db.begin([caller.business_id]) as session:
        found = await export_person(caller.business_id, person_id, session=session)
    return Response(found, media_type="application/json")


def _identifiers(email: str | None, phone: str | None, external_id: str | None) -> list[Identifier]:
    found = []
    if email is not None:
        found.append(Identifier("email", "", email))
    if phone is not None:
        found.append(Identifier("phone", "", phone))
    if external_id is not None:
        source, _, name = external_id.partition(":")
        found.append(Identifier("external", source, name))
    return found
