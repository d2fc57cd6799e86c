"""R-ASK-04: who praises us before they have what they bought is given something first, and asked
afterwards."""

from datetime import timedelta

import pytest
from tests.notifier.asks.care import bought, ends, tasks
from tests.notifier.asks.clients import MONDAY, Asking

from goodword import ids
from goodword.bus import Said
from goodword.events import MessageSent

HOUR = timedelta(hours=1)
SOON = timedelta(seconds=5)


async def test_r_ask_04_praise_before_delivery_asks_the_rep_to_give_something_first(
    asking: Asking,
) -> None:
    await bought(asking)
    review = asking.review()
    await asking.tell(review)
    await asking.at(MONDAY + HOUR - timedelta(minutes=1))
    assert await tasks(asking) == []

    await asking.at(MONDAY + HOUR + SOON)

    [task] = await tasks(asking)
    assert task.assignee_id == asking.ana["rep_id"]
    assert task.subjects == (ids.show("per", asking.world.ana), review.event.subject)
    assert task.due_at == MONDAY + 48 * HOUR
    await asking.tell(Said(task, 1))
    [letter] = [one for one in await asking.said(MessageSent) if one.kind == "task"]
    assert letter.person_id == asking.ana["rep_id"]
    assert (await asking.why())[0] == ["not_delivered", "not_promoter", "no_value_since_last_ask"]
    assert await asking.asked() == []


async def test_r_ask_04_there_is_one_such_task_for_each_window(asking: Asking) -> None:
    await bought(asking)
    await asking.tell(asking.review(), asking.scored(10))
    await asking.at(MONDAY + HOUR + SOON)

    await asking.tell(asking.review(), asking.scored(9))
    await asking.later(hours=3)
    assert len(await tasks(asking)) == 1
    await asking.at(MONDAY + 49 * HOUR)
    await asking.tell(asking.review())
    await asking.later(hours=1, seconds=5)

    assert len(await tasks(asking)) == 2


async def test_r_ask_04_the_ask_comes_after_the_value_and_the_delivery(asking: Asking) -> None:
    await bought(asking)
    await asking.tell(asking.review())
    await asking.at(MONDAY + HOUR + SOON)
    value = asking.valued()
    await asking.tell(value)
    assert await ends(asking) == [("done", "contact_logged", value.event.subject)]
    await asking.later(days=3)
    await asking.tell(asking.delivered())
    await asking.later(days=1)
    assert await asking.asked() == []

    await asking.tell(asking.valued(), asking.scored(10))
    await asking.later(hours=1, seconds=5)

    assert len(await asking.asked()) == 1
    assert len(await tasks(asking)) == 1


@pytest.mark.parametrize("what", ["delivered before", "valued since", "no client", "taken back"])
async def test_r_ask_04_nobody_is_given_something_first_without_need(
    asking: Asking, what: str
) -> None:
    await bought(asking)
    review = asking.review()
    if what == "delivered before":
        await asking.tell(asking.delivered(days=-1))
    if what == "no client":
        await asking.change(roles=())
    await asking.tell(review)
    if what == "valued since":
        await asking.tell(asking.valued(days=0.01))
    if what == "taken back":
        event = review.event.model_copy(update={"version": 2, "withdrawn": True})
        await asking.tell(Said(event, 2))

    await asking.at(MONDAY + 2 * HOUR)

    assert await tasks(asking) == []


@pytest.mark.parametrize(
    "contact", [{"counts": False}, {"days": -1}], ids=["gave nothing", "came before"]
)
async def test_a_contact_that_is_no_answer_to_the_task_leaves_it_open(
    asking: Asking, contact: dict[str, float]
) -> None:
    await bought(asking)
    await asking.tell(asking.review())
    await asking.at(MONDAY + HOUR + SOON)
    assert len(await tasks(asking)) == 1

    await asking.tell(asking.valued(**contact))

    assert await ends(asking) == []
