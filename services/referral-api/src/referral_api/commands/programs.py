"""`goodword programs …`: drafts, what is published, and what becomes of them."""

import json
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError

from goodword.cli.printing import AsJson, Limit, print_list, print_object, table
from goodword.errors import GoodwordError
from goodword.ids import show as shown_id
from referral_api.commands.desk import OPERATOR, Business, Desk, change, id_of, read
from referral_api.db.businesses.businesses import business_of
from referral_api.db.pages import read_page
from referral_api.db.programs import programs
from referral_api.domain.page import Page
from referral_api.domain.programs.programs import Move, check_lawful, findings
from referral_api.domain.referrals.stages import Stage
from referral_api.routes.programs.dry_runs import DryRunObject, shape_dry_run
from referral_api.routes.programs.programs import ProgramObject, shape_program
from referral_api.routes.programs.sign_offs import SignOffBody, SignOffObject
from referral_api.use_cases.dry_runs.dry_run import Wanted, dry_run
from referral_api.use_cases.programs.change_program import ProgramChange, change_program
from referral_api.use_cases.programs.create_program import create_program
from referral_api.use_cases.programs.documents import read_for
from referral_api.use_cases.programs.look_up import known_program
from referral_api.use_cases.programs.move_program import move_program
from referral_api.use_cases.programs.publish_program import publish_program
from referral_api.use_cases.programs.sign_off_program import SigningOff, sign_off_program

group = typer.Typer(help="Offers to refer.", no_args_is_help=True)

ProgramId = Annotated[UUID, typer.Argument(parser=id_of("prg"), metavar="PROGRAM", help="prg_….")]
Document = Annotated[typer.FileText, typer.Argument(help="Its document as JSON; - is stdin.")]


@group.command("list")
def list_(business: Business, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List them, newest first."""

    async def work(desk: Desk) -> list[ProgramObject]:
        wanted = programs.programs_of(desk.business_id)
        found = await read_page(desk.session, wanted, programs.program, Page(limit=limit))
        return [await shape_program(row, desk.session) for row in found.rows]

    columns = ("id", "status", "published_version", "created_at", "warnings")
    print_list(read(business, work), columns, as_json=as_json)


@group.command("show")
def show(program_id: ProgramId, business: Business, as_json: AsJson = False) -> None:
    """Show one with its document and its draft."""

    async def work(desk: Desk) -> ProgramObject:
        row = await known_program(desk.business_id, program_id, session=desk.session)
        return await shape_program(row, desk.session)

    print_object(read(business, work), as_json=as_json)


@group.command("validate")
def validate(document: Document, business: Business) -> None:
    """Say whether a document could be published, and what a human should see first."""
    raw = _read(document)

    async def work(desk: Desk) -> list[tuple[str, str]]:
        row = await business_of(desk.session, desk.business_id)
        read_as = await read_for(row, raw, "", session=desk.session)
        check_lawful(read_as, row, "")
        return [(each.pointer, each.detail) for each in findings(read_as, row)]

    found = read(business, work)
    typer.echo(f"It could be published; {len(found)} warnings.")
    for line in table(("where", "warning"), found)[bool(not found) :]:
        typer.echo(line)


@group.command("create")
def create(document: Document, business: Business, as_json: AsJson = False) -> None:
    """Create a program as a draft."""
    raw = _read(document)

    async def work(desk: Desk) -> ProgramObject:
        row = await create_program(desk.business_id, raw, {}, session=desk.session)
        return await shape_program(row, desk.session)

    told = change(business, "programs create", work, lambda made: shown_id("prg", made.id))
    print_object(told, as_json=as_json)


@group.command("draft")
def draft(
    program_id: ProgramId, document: Document, business: Business, as_json: AsJson = False
) -> None:
    """Make a document the program's draft; what is published stays until that is published."""
    wanted = ProgramChange(_read(document))

    async def work(desk: Desk) -> ProgramObject:
        row = await change_program(desk.business_id, program_id, wanted, None, session=desk.session)
        return await shape_program(row, desk.session)

    told = change(business, "programs draft", work, lambda _: shown_id("prg", program_id))
    print_object(told, as_json=as_json)


@group.command("publish")
def publish(program_id: ProgramId, business: Business, as_json: AsJson = False) -> None:
    """Publish the draft as the next version, which never changes."""

    async def work(desk: Desk) -> ProgramObject:
        row = await publish_program(desk.business_id, program_id, session=desk.session)
        return await shape_program(row, desk.session)

    told = change(business, "programs publish", work, lambda _: shown_id("prg", program_id))
    print_object(told, as_json=as_json)


@group.command("pause")
def pause(program_id: ProgramId, business: Business) -> None:
    """Stop offering it for now; what was promised stays."""
    _move(program_id, "pause", business)


@group.command("resume")
def resume(program_id: ProgramId, business: Business) -> None:
    """Offer a paused program again."""
    _move(program_id, "resume", business)


@group.command("end")
def end(program_id: ProgramId, business: Business) -> None:
    """End it for good; what was promised stays."""
    _move(program_id, "end", business)


@group.command("dry-run")
def try_out(
    program_id: ProgramId,
    business: Business,
    facts: Annotated[
        typer.FileText | None, typer.Option(help="Example facts as JSON; - is stdin.")
    ] = None,
    sale: Annotated[
        UUID | None, typer.Option(parser=id_of("sal"), metavar="SALE", help="One that was.")
    ] = None,
    referral: Annotated[
        UUID | None, typer.Option(parser=id_of("ref"), metavar="REFERRAL", help="With a --stage.")
    ] = None,
    stage: Annotated[Stage | None, typer.Option(help="One that the referral has reached.")] = None,
    version: Annotated[int | None, typer.Option(min=1, help="None: the draft first.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a program would decide, and why; changes nothing."""
    given = [one for one in (facts, sale, referral) if one is not None]
    if len(given) != 1 or (referral is None) != (stage is None):
        raise typer.BadParameter("give --facts, --sale, or --referral and --stage")
    read_facts = _read(facts) if facts else None
    wanted = Wanted(program_id, version, read_facts, sale, referral, stage)

    async def work(desk: Desk) -> DryRunObject:
        return shape_dry_run(
            program_id, await dry_run(desk.business_id, wanted, session=desk.session)
        )

    told = read(business, work)
    if as_json:
        print_object(told, as_json=True)
        return
    for verdict in told.verdicts:
        typer.echo(f"{verdict.rule}: {verdict.sentence}")
    typer.echo(told.notice)


@group.command("sign")
def sign(
    program_id: ProgramId,
    place: Annotated[str, typer.Argument(help="ISO 3166, such as US-WA.")],
    business: Business,
    reason: Annotated[str, typer.Option(help="Whose opinion it is, and where that is kept.")],
    version: Annotated[int | None, typer.Option(min=1, help="None: what is published.")] = None,
) -> None:
    """Sign for what rules of law leave open in a place, for one version and for good."""
    body = _signed(place, reason)
    signing = SigningOff(program_id, version, body.place, body.reason, OPERATOR)

    async def work(desk: Desk) -> SignOffObject:
        row, _ = await sign_off_program(desk.business_id, signing, session=desk.session)
        return SignOffObject.of(row)

    told = change(business, "programs sign", work, lambda _: shown_id("prg", program_id))
    typer.echo(f"version {told.program_version} is signed for in {told.place}")
    typer.echo(told.notice)


def _signed(place: str, reason: str) -> SignOffBody:
    try:
        return SignOffBody(place=place, reason=reason)
    except ValidationError as error:
        where = error.errors()[0]["loc"][0]
        raise typer.BadParameter(f"this is no {where} of a sign-off") from error


def _move(program_id: UUID, move: Move, business: str) -> None:
    async def work(desk: Desk) -> str:
        row = await move_program(desk.business_id, program_id, move, session=desk.session)
        return str(row.status)

    status = change(business, f"programs {move}", work, lambda _: shown_id("prg", program_id))
    typer.echo(f"{shown_id('prg', program_id)} is {status}")


def _read(file: typer.FileText) -> dict[str, Any]:
    try:
        found = json.load(file)
    except (ValueError, RecursionError) as error:
        raise GoodwordError(f"{file.name} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise GoodwordError(f"{file.name} is not a JSON object.")
    return found
