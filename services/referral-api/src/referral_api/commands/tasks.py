"""`goodword tasks …`: what people must do."""

import sys
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import typer
from pydantic import BaseModel

from goodword.cli.printing import AsJson, Limit, print_list, print_object
from goodword.errors import GoodwordError
from goodword.ids import PersonId, TaskId, show
from referral_api.commands.desk import OPERATOR, Business, Desk, change, id_of, read
from referral_api.db.projections.gifts import gifts_behind
from referral_api.db.projections.tasks import list_tasks
from referral_api.domain.page import Page
from referral_api.domain.tasks import Did
from referral_api.routes.conventions.filters import given
from referral_api.routes.tasks import TaskGift, TaskObject
from referral_api.use_cases.tasks.finish_task import finish_task

group = typer.Typer(help="What people must do.", no_args_is_help=True)

STATUSES = ("open", "overdue", "done", "cancelled")
MAX_CODE_CHARS = 500
TaskArgument = Annotated[UUID, typer.Argument(parser=id_of("tsk"), metavar="TASK", help="tsk_….")]


@group.command("list")
def list_(
    business: Business,
    status: Annotated[str | None, typer.Option(help=f"One of {', '.join(STATUSES)}.")] = None,
    kind: Annotated[str | None, typer.Option(help="Such as hand_over_reward.")] = None,
    about: Annotated[str | None, typer.Option(help="An id, such as of a reward.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List them, newest first."""

    async def work(desk: Desk) -> list[TaskObject]:
        filters = given(status=status, kind=kind)
        page = Page(limit=limit)
        found = await list_tasks(desk.session, desk.business_id, filters, page, about)
        gifts = await gifts_behind(desk.session, desk.business_id, found.rows)
        return [TaskObject.of(row, gifts) for row in found.rows]

    found = read(business, work)
    columns = ("id", "status", "kind", "gift", "beneficiary", "about", "due_at", "instructions")
    print_list(found if as_json else [_Line.of(one) for one in found], columns, as_json=as_json)


class _Line(BaseModel):
    """A task in a table: its gift in words, such as `gift card $50.00 (a mug), City Shelter`."""

    id: TaskId
    status: str
    kind: str
    gift: str
    beneficiary: PersonId | None
    about: str | None
    due_at: datetime | None
    instructions: str

    @classmethod
    def of(cls, task: TaskObject) -> Self:
        beneficiary = task.gift.beneficiary_id if task.gift else None
        more = {"gift": _words(task.gift), "beneficiary": beneficiary}
        return cls.model_validate({**dict(task), **more})


def _words(gift: TaskGift | None) -> str:
    if gift is None:
        return ""
    kind = gift.kind.replace("_", " ")
    worth = gift.amount.format() if gift.amount else ""
    if gift.points is not None:
        worth = str(gift.points)
    if gift.percent_off is not None:
        worth = f"{gift.percent_off}% off"
    item = f" ({gift.item})" if gift.item else ""
    where = f", {gift.where}" if gift.where else ""
    return f"{kind} {worth}".rstrip() + item + where


@group.command("done")
def done(
    task_id: TaskArgument,
    business: Business,
    proof: Annotated[str | None, typer.Option(help="How it can be looked up.")] = None,
    outcome: Annotated[str | None, typer.Option(help="What was found, such as issued.")] = None,
    code: Annotated[
        bool, typer.Option("--code", help="Read from stdin a code to pass on; it is sealed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say that a task is done; its opener hears of it and goes on. What takes two people is done
    with their API keys."""
    did = Did(OPERATOR, proof, _code() if code else None, outcome)

    async def work(desk: Desk) -> TaskObject:
        row = await finish_task(
            (desk.business_id, None), task_id, did, sealer=desk.sealer, session=desk.session
        )
        return TaskObject.of(row)

    told = change(business, "tasks done", work, lambda _: show("tsk", task_id))
    print_object(told, as_json=as_json)


def _code() -> str:
    code = sys.stdin.readline().strip()
    if not code or len(code) > MAX_CODE_CHARS or not code.isascii() or not code.isprintable():
        raise GoodwordError(f"Give the code on stdin: 1 to {MAX_CODE_CHARS} ASCII characters.")
    return code
