"""`goodword people list`, `show` and `merge`, beside `export` and `erase`."""

from typing import Annotated
from uuid import UUID

import typer
from pydantic import BaseModel

from goodword.cli.printing import AsJson, Limit, print_list, print_object
from goodword.ids import PersonId as PersonTypeId
from goodword.ids import show as shown_id
from referral_api.commands.desk import Business, Desk, change, id_of, read
from referral_api.commands.service import people as group
from referral_api.db.pages import read_page
from referral_api.db.people import identifiers, people, words
from referral_api.domain.page import Page
from referral_api.domain.people.naming import words_sought
from referral_api.domain.people.person import Identifier
from referral_api.routes.people.bodies import PersonObject
from referral_api.routes.people.people import shape_person
from referral_api.use_cases.merging.merge_people import merge_people
from referral_api.use_cases.people.look_up import known_person
from referral_api.use_cases.people.read_identifiers import read_identifiers

PersonId = Annotated[UUID, typer.Argument(parser=id_of("per"), metavar="PERSON")]


class PersonLine(BaseModel):
    """A person on one line, called as people call them."""

    id: PersonTypeId
    name: str
    emails: list[str]
    phones: list[str]
    roles: list[str]


def _called(person: PersonObject) -> str:
    parts = (person.name.given, person.name.family)
    return person.name.display or " ".join(filter(None, parts))


@group.command("list")
def list_(
    business: Business,
    email: Annotated[str | None, typer.Option(help="Who is known by this address.")] = None,
    name: Annotated[
        str | None, typer.Option(help="Whose name has words that begin like this.")
    ] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List them, newest first, without those who were merged or erased: personal data."""

    async def work(desk: Desk) -> list[PersonObject]:
        wanted = people.people_of(desk.business_id).where(
            people.person.c.merged_into.is_(None), people.person.c.erased_at.is_(None)
        )
        if name:
            wanted = wanted.where(*words.called(desk.business_id, words_sought(name)))
        named = [Identifier("email", "", email)] if email else []
        for each in await read_identifiers(desk.business_id, named, session=desk.session):
            wanted = wanted.where(identifiers.known_as(each))
        found = await read_page(desk.session, wanted, people.person, Page(limit=limit))
        return [await shape_person(row, desk.session) for row in found.rows]

    told = read(business, work)
    if as_json:
        print_list(told, (), as_json=True)
        return
    lines = [PersonLine.model_validate(one.model_dump() | {"name": _called(one)}) for one in told]
    print_list(lines, list(PersonLine.model_fields), as_json=False)


@group.command("show")
def show(person_id: PersonId, business: Business, as_json: AsJson = False) -> None:
    """Show a person: personal data, for your eyes."""

    async def work(desk: Desk) -> PersonObject:
        row = await known_person(desk.business_id, person_id, session=desk.session)
        return await shape_person(row, desk.session)

    print_object(read(business, work), as_json=as_json)


@group.command("merge")
def merge(
    person_id: PersonId,
    into: Annotated[UUID, typer.Argument(parser=id_of("per"), metavar="INTO")],
    business: Business,
    as_json: AsJson = False,
) -> None:
    """Merge a person into another one, for ever: all that is theirs moves."""

    async def work(desk: Desk) -> PersonObject:
        row = await merge_people(
            (desk.business_id, person_id),
            into,
            session=desk.session,
            public_url=desk.settings.public_url,
        )
        return await shape_person(row, desk.session)

    told = change(business, "people merge", work, lambda _: shown_id("per", person_id))
    print_object(told, as_json=as_json)
