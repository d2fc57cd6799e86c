"""Read what people are known by as their business reads it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import Problem, RejectedError
from referral_api.db.businesses.businesses import readings_of
from referral_api.domain.addresses import Reading, depends_on_reader
from referral_api.domain.people.person import Identifier, PersonRef


async def read_identifiers(
    business_id: UUID, identifiers: Sequence[Identifier], *, session: AsyncSession
) -> tuple[Identifier, ...]:
    """The same, each once; RejectedError `invalid_request` with a pointer to a number that cannot
    be one of the business's country. Asks nothing where every business reads the same."""
    if not any(_depends(each) for each in identifiers):
        return tuple(dict.fromkeys(identifiers))
    reading = (await readings_of(session, [business_id]))[business_id]
    return tuple(dict.fromkeys(_read(each, reading, identifiers) for each in identifiers))


async def read_refs(refs: Sequence[PersonRef], *, session: AsyncSession) -> Sequence[PersonRef]:
    """The same; a number that cannot be one is refused where it alone names somebody, and otherwise
    left out."""
    unread = [ref for ref in refs if any(_depends(each) for each in ref.identifiers)]
    if not unread:
        return refs
    readings = await readings_of(session, {ref.business_id for ref in unread})
    return [
        replace(ref, identifiers=_readable(ref, readings[ref.business_id]))
        if ref.business_id in readings
        else ref
        for ref in refs
    ]


def _readable(ref: PersonRef, reading: Reading) -> tuple[Identifier, ...]:
    found = []
    for each in ref.identifiers:
        with suppress(RejectedError):
            found.append(_read(each, reading))
    if ref.identifiers and not found:
        _read(ref.identifiers[0], reading)
    return tuple(dict.fromkeys(found))


def _depends(identifier: Identifier) -> bool:
    return depends_on_reader(identifier.kind, identifier.value)


def _read(
    identifier: Identifier, reading: Reading, listed: Sequence[Identifier] = ()
) -> Identifier:
    try:
        if identifier.kind == "email":
            return identifier._replace(value=reading.email(identifier.value))
        if identifier.kind == "phone":
            return identifier._replace(value=reading.phone(identifier.value))
    except ValueError as error:
        detail = f"Give a phone number with its country code: {error}."
        pointer = pointer_of(identifier, listed) if listed else ""
        problem = Problem(pointer, "phone", detail)
        raise RejectedError("invalid_request", detail, problems=[problem]) from error
    return identifier


def pointer_of(identifier: Identifier, identifiers: Sequence[Identifier]) -> str:
    """Where an identifier stands in a request that lists `identifiers` by kind."""
    fields = {"external": "external_ids", "email": "emails", "phone": "phones"}
    same_kind = [each for each in identifiers if each.kind == identifier.kind]
    return f"/{fields[identifier.kind]}/{same_kind.index(identifier)}"
