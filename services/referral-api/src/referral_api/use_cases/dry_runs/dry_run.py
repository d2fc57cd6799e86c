"""What a program would decide: of an example, or of a sale or a stage that was. Nothing is
changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.compliance import PROFESSIONS
from goodword.errors import Kind, RejectedError
from goodword.programs import (
    Facts,
    Outlook,
    ProgramDocument,
    Verdict,
    by_place_and_profession,
    decide,
    people_in,
    place_of,
)
from referral_api.db.businesses.businesses import business_of
from referral_api.db.people.people import standing_people
from referral_api.db.programs.programs import version_or_none
from referral_api.db.programs.sign_offs import signed_places
from referral_api.domain.participants.offers import law_of
from referral_api.domain.programs.dry_runs import Trial, example_facts, real_facts
from referral_api.domain.referrals.stages import Stage
from referral_api.use_cases.dry_runs.sale_as_it_is import sale_as_it_is
from referral_api.use_cases.dry_runs.stage_as_it_is import stage_as_it_is
from referral_api.use_cases.programs.look_up import known_program


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to try: a published `version`, or else the draft, or else what is published now; with
    example `facts`, the sale of `sale_id`, or the `stage` that a referral has reached."""

    program_id: UUID
    version: int | None
    facts: Mapping[str, Any] | None
    sale_id: UUID | None = None
    referral_id: UUID | None = None
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """The verdicts, and the facts that they rest on; `version` is None where it was the draft.

    `outlooks` say what the law lets each gift be, by place and profession.
    """

    version: int | None
    facts: Facts
    verdicts: tuple[Verdict, ...]
    outlooks: tuple[Outlook, ...]


async def dry_run(business_id: UUID, wanted: Wanted, *, session: AsyncSession) -> Tried:
    """What would be decided, were no limit used yet: what is counted is rewards-worker's.

    RejectedError `not_found`, `invalid_facts`, `not_referred` for a sale without a referral, or
    `stage_not_reached`.
    """
    program = await known_program(business_id, wanted.program_id, session=session)
    version, document = await _document(program, wanted.version, session)
    business = await business_of(session, business_id)
    number = version or (program.published_version or 0) + 1
    trial = Trial(document, program.id, number, business)
    facts = await _facts(trial, wanted, session)
    signed = await signed_places(session, business_id, program.id, version)
    law = law_of(business, signed)
    home = place_of(business.country, business.region)
    return Tried(
        version,
        facts,
        tuple(decide(document, facts, {}, law)),
        tuple(by_place_and_profession(document, law, home, PROFESSIONS)),
    )


async def _document(
    program: Row[Any], version: int | None, session: AsyncSession
) -> tuple[int | None, ProgramDocument]:
    if version is None and program.draft is not None:
        return None, ProgramDocument.model_validate(program.draft)
    number = version or program.published_version
    raw = await version_or_none(session, program.business_id, program.id, number)
    if raw is None:
        raise RejectedError("not_found", "The program has no such version.", kind=Kind.NOT_FOUND)
    return number, ProgramDocument.model_validate(raw)


async def _facts(trial: Trial, wanted: Wanted, session: AsyncSession) -> Facts:
    business_id = trial.business.business_id
    if wanted.sale_id is not None:
        told = await sale_as_it_is(business_id, wanted.sale_id, session=session)
    elif wanted.referral_id is not None and wanted.stage is not None:
        who = business_id, wanted.referral_id
        told = await stage_as_it_is(who, wanted.stage, session=session)
    else:
        now = await clock.now(session, business_id)
        return example_facts(trial, wanted.facts or {}, now)
    rows = await standing_people(session, business_id, people_in(told))
    return real_facts(trial, told, rows)
