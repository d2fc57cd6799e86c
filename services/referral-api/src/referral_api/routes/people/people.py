"""`/v1/people`: everybody with a name, known by their identifiers."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Row, any_, literal
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import PersonId
from referral_api.db.pages import read_page
from referral_api.db.people import identifiers, people
from referral_api.domain.fields import Email, Phone
from referral_api.domain.forms import Line
from referral_api.domain.people.person import Identifier, Role
from referral_api.routes.answers import created, ok, shown
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.idempotency import ChangeDep, OnceDep
from referral_api.routes.lists import ListingDep
from referral_api.routes.objects import ListOf
from referral_api.routes.people.bodies import NewPerson, PersonChangeBody, PersonObject
from referral_api.routes.tools import ToolsDep
from referral_api.routes.versions import IfMatch
from referral_api.use_cases.people.change_person import change_person
from referral_api.use_cases.people.look_up import known_person
from referral_api.use_cases.people.upsert_person import upsert_person
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["people"])

_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"description": "`identifiers_conflict`: they belong to several people."}
}


async def _shape(row: Row[Any], session: AsyncSession) -> PersonObject:
    who = (row.business_id, row.id)
    return PersonObject.of(row, (await identifiers.known_by(session, [who]))[who])


@router.post("/v1/people", status_code=201, response_model=PersonObject, responses=_CONFLICT)
async def post_person(body: NewPerson, caller: WriteCaller, once: OnceDep) -> Response:
    """Create or change a person by identifiers: 201 where they are new, 200 where known."""

    async def work(session: AsyncSession) -> Answer:
        found = await upsert_person(body.ref(caller.business_id), session=session)
        shape = await _shape(found.row, session)
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
) -> Response:
    """The people, newest first."""
    wanted = people.people_of(caller.business_id)
    for identifier in _identifiers(email, phone, external_id):
        wanted = wanted.where(identifiers.known_as(identifier))
    if role is not None:
        wanted = wanted.where(literal(role) == any_(people.person.c.roles))
    if tag is not None:
        wanted = wanted.where(literal(tag) == any_(people.person.c.tags))
    page = listing.page(caller.business_id)
    async with tools.db.begin([caller.business_id]) as session:
        found = await read_page(session, wanted, people.person, page)
        known = await identifiers.known_by(
            session, [(row.business_id, row.id) for row in found.rows]
        )
    return shown(
        listing.answer(
            caller.business_id,
            found,
            lambda row: PersonObject.of(row, known[row.business_id, row.id]),
        )
    )


@router.get("/v1/people/{person_id}", response_model=PersonObject)
async def get_person(person_id: PersonId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One person."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_person(caller.business_id, person_id, session=session)
        body = await _shape(row, session)
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
        return ok(await _shape(row, session), row.version)

    return await change.run(caller.business_id, work)


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
