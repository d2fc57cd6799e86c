"""`/v1/tasks`: what people must do, whichever service asks for it, and that they did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.events.event import Subject, Word
from goodword.ids import PersonId, TaskId, read, show
from goodword.letters.tasks import instructions
from goodword.money import Money
from referral_api.db.connections.delivery_pages import delivery_of
from referral_api.db.projections.gifts import gifts_behind
from referral_api.db.projections.tasks import list_tasks, task_of
from referral_api.domain.forms import Body
from referral_api.domain.tasks import READ_ANSWER, SETTLE_DIFFERENCE, Did
from referral_api.routes.auth import OperateCaller, ReadCaller
from referral_api.routes.conventions.answers import accepted, shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf, Object, Prose
from referral_api.routes.tools import ToolsDep
from referral_api.sources.inbound_mail.words import read_text
from referral_api.use_cases.requests.answer_once import Answer
from referral_api.use_cases.tasks.finish_task import finish_task, not_a_task

router = APIRouter(tags=["tasks"])

Status = Literal["open", "overdue", "done", "cancelled"]

Code = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,500}$")]


class TaskGift(BaseModel):
    """What is to be handed over, of `settle_difference` what is left to be, and to whom: `where`
    names the restaurant or charity, a favourite by the name that its beneficiary told last; none
    where they have told none. The beneficiary is the one who is left where two were merged."""

    kind: str
    amount: Money | None
    points: int | None
    percent_off: str | None
    item: str | None
    where: str | None
    to: str
    beneficiary_id: PersonId | None

    @classmethod
    def of(cls, row: Row[Any], *, rest: bool) -> Self:
        """Of a kept reward the whole gift, or only the `rest` of it that is outstanding."""
        minor, points, currency = row.amount_minor, row.points, row.currency
        if rest:
            minor = None if minor is None else row.outstanding
            points = None if points is None else row.outstanding
        amount = None if minor is None else Money(minor=minor, currency=currency)
        return cls.model_validate({**row._mapping, "amount": amount, "points": points})


class TaskObject(Object):
    """A task. `about` is the first of its `subjects`; `people` have to do it, and `done_by` have
    said so: it is done once its opener has heard of as many. `reason` is why it was called off, or
    what was found. `gift` is what a reward that it is about is worth, where it is read as a task of
    its own or in a list; `text` is what somebody wrote in a mail that is to be read, as long as
    that is kept, where the task is read as one of its own."""

    id: TaskId
    object: Literal["task"] = "task"
    kind: str
    instructions: str
    opener: str
    assignee_id: PersonId | None
    about: str | None
    subjects: list[str]
    due_at: datetime | None
    status: Status
    reason: str | None
    proof_wanted: Literal["none", "text", "reference"]
    proof: str | None
    people: int
    done_by: list[str]
    gift: TaskGift | None = None
    text: str | None = None

    @classmethod
    def of(
        cls,
        row: Row[Any],
        gifts: Mapping[str, Row[Any]] | None = None,
        text: str | None = None,
    ) -> Self:
        about = row.subjects[0] if row.subjects else None
        gift = (gifts or {}).get(about or "")
        words = {
            "about": about,
            "instructions": instructions(row.kind, "en"),
            "gift": TaskGift.of(gift, rest=row.kind == SETTLE_DIFFERENCE) if gift else None,
            "text": text,
        }
        return cls.model_validate({**row._mapping, **words})


class TaskDoneBody(Body):
    """That it is done. `code` is one to pass on to the beneficiary: it is sealed at once. `outcome`
    is what was found, where the task is to find something out: of `settle_payout` whether the
    provider has `issued` it (`proof` is then its own id of that) or `refused`, or is to be asked
    again (`ask_again`); of `settle_difference` whether the rest was `paid`, or is `waived`; of
    `check_in` whether the client is `pleased`, or `not_pleased`, which is kept as a contact with
    them, and as an issue that somebody has to resolve."""

    proof: Prose | None = Field(
        default=None, description="a receipt's number, or how it was done", examples=["R-1007"]
    )
    code: Code | None = Field(default=None, json_schema_extra={"writeOnly": True})
    outcome: Word | None = Field(default=None, examples=["issued"])


@router.get("/v1/tasks", response_model=ListOf[TaskObject])
async def get_tasks(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    status: Status | None = None,
    kind: Word | None = None,
    assignee_id: PersonId | None = None,
    about: Subject | None = None,
) -> Response:
    """Tasks, newest first."""
    filters = given(status=status, kind=kind, assignee_id=assignee_id)
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_tasks(session, caller.business_id, filters, page, about)
        gifts = await gifts_behind(session, caller.business_id, found.rows)
    answer = listing.answer(caller.business_id, found, lambda row: TaskObject.of(row, gifts))
    return shown(answer)


@router.get("/v1/tasks/{task_id}", response_model=TaskObject)
async def get_task(task_id: TaskId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One task."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await task_of(session, caller.business_id, task_id)
        gifts = await gifts_behind(session, caller.business_id, [row] if row else [])
        text = await _written(row, session) if row and row.kind == READ_ANSWER else None
    if row is None:
        raise not_a_task()
    return shown(TaskObject.of(row, gifts, text), row.version)


async def _written(row: Row[Any], session: AsyncSession) -> str | None:
    """What the mail says that the task is about; None once that is forgotten."""
    delivery_id = read("dlv", row.subjects[-1])
    delivery = await delivery_of(session, row.business_id, delivery_id)
    return read_text(bytes(delivery.raw)) if delivery and delivery.raw else None


@router.post(
    "/v1/tasks/{task_id}/done",
    status_code=202,
    response_model=TaskObject,
    responses={
        409: {
            "description": "`illegal_transition`: it needs nobody any more; `second_person_needed`."
        },
    },
)
async def post_task_done(
    task_id: TaskId, body: TaskDoneBody, caller: OperateCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Say that it is done. Its opener then closes it: see `status`. Where `people` is 2, two API
    keys of different owners must say so."""
    did = Did(show("key", caller.key_id), body.proof, body.code, body.outcome)

    async def work(session: AsyncSession) -> Answer:
        row = await finish_task(
            (caller.business_id, caller.key_id), task_id, did, sealer=tools.sealer, session=session
        )
        return accepted(TaskObject.of(row))

    return await once.run(caller.business_id, work)
