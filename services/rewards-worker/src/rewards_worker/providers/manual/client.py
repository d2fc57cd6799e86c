"""The provider that is a person: an order opens a task, and the reward is out once that is done.

The task is a row of ours, unique by the payout's key: however often an order is sent, and whoever
is killed meanwhile, a person is asked once.
"""

from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import orjson

from goodword import ids
from goodword.database import Database, is_retryable
from goodword.events import TaskGift
from goodword.setups import MANUAL, ManualSetUp
from goodword.tasks import NewTask, OpenedTask, of_occasion, open_tasks
from rewards_worker.domain.by_hand import HAND_OVER_REWARD
from rewards_worker.ports import (
    Accepted,
    Canceled,
    Handover,
    Issued,
    Means,
    NotFound,
    OpenedFor,
    Order,
    Outcome,
    Receipt,
    UnknownOutcomeError,
)

PAID_FOR = frozenset({"gift_card", "restaurant_certificate", "cash", "charity_donation"})
"""Kinds of which a purchase or a transfer leaves a number that can be looked up."""


class ManualProvider:
    """Tasks of one business. Nothing about the beneficiary is in a request but their id."""

    name: Final = MANUAL
    # The task is found by its key for ever.
    key_window: Final = timedelta(days=36_500)
    can_inquire: Final = True

    def __init__(self, business_id: UUID, form: ManualSetUp, db: Database) -> None:
        self._business_id = business_id
        self._form = form
        self._db = db

    def compose(self, order: Order) -> bytes:
        """What the task will be, whatever the business sets up later."""
        due_at = order.opened_at + timedelta(days=self._form.due_days) if order.opened_at else None
        return orjson.dumps(
            {
                "key": str(order.key),
                "subjects": _subjects(order),
                "due_at": due_at,
                "proof": "reference" if order.kind in PAID_FOR else "text",
                "people": self._people(order),
                "gift": _gift(order),
            }
        )

    async def submit(self, request: bytes, key: UUID) -> Outcome:
        """Open the task, or find it where it was opened before."""
        wanted = orjson.loads(request)
        due_at = wanted["due_at"] and datetime.fromisoformat(wanted["due_at"])
        new = NewTask(
            business_id=self._business_id,
            kind=HAND_OVER_REWARD,
            occasion=str(key),
            subjects=tuple(wanted["subjects"]),
            due_at=due_at,
            proof=wanted["proof"],
            people=wanted["people"],
            # An order of an older version names none.
            gift=TaskGift.model_validate(wanted["gift"]) if "gift" in wanted else None,
        )
        task = await self._task(key, new)
        assert task is not None, "it was opened, or had been"
        return _outcome(task)

    async def inquire(self, key: UUID) -> Outcome | NotFound:
        task = await self._task(key, None)
        return NotFound() if task is None else _outcome(task)

    async def check(self) -> None:
        """It always works."""

    async def _task(self, key: UUID, new: NewTask | None) -> OpenedTask | None:
        try:
            async with self._db.begin([self._business_id]) as session:
                if new is not None:
                    await open_tasks(session, [new])
                occasion = self._business_id, HAND_OVER_REWARD, str(key)
                return await of_occasion(session, occasion)
        except Exception as error:
            if not is_retryable(error):
                raise
            raise UnknownOutcomeError("the database did not say whether there is a task") from error

    def _people(self, order: Order) -> Literal[1, 2]:
        bound = self._form.four_eyes_above
        if bound is None or order.amount is None:
            return 1
        within = order.amount.currency == bound.currency and order.amount <= bound
        return 1 if within else 2


def open_manual(opened: OpenedFor, means: Means) -> ManualProvider:
    """Opened with what the business set up, or with nothing."""
    form = opened.form if isinstance(opened.form, ManualSetUp) else ManualSetUp()
    return ManualProvider(opened.business_id, form, means.db)


def _subjects(order: Order) -> list[str]:
    reward = [ids.show("rwd", order.reward_id)] if order.reward_id else []
    return reward + ([ids.show("per", order.recipient_id)] if order.recipient_id else [])


def _gift(order: Order) -> dict[str, Any]:
    gift = TaskGift(
        kind=order.kind,
        amount=order.amount,
        points=order.points,
        percent_off=order.percent_off,
        item=order.item,
    )
    return gift.model_dump(mode="json", exclude_none=True)


def _outcome(task: OpenedTask) -> Outcome:
    shown = ids.show("tsk", task.id)
    if task.state == "done":
        # With a code it was issued in the transaction that closed the task, and the code is gone.
        return Issued(provider_ref=shown, handover=Handover("us"), receipt=Receipt(shown))
    if task.state == "cancelled":
        return Canceled(provider_ref=shown)
    return Accepted(provider_ref=shown)
