"""The hot path uses the same number of statements, however large the batch."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from tests.rewards_worker.world import BOTH_SIDES, World

LIMIT = {"per": "referrer", "in": "month", "count": 1000}


@contextmanager
def counting(world: World) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    seen: list[str] = []

    def note(connection, cursor, statement, *_):
        seen.append(statement)

    engine = world.db.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def test_earning_takes_the_same_statements_for_one_sale_and_for_a_hundred(world: World):
    await world.begin(*BOTH_SIDES, limits=[LIMIT])
    await world.tell(world.sale())  # documents are read once

    with counting(world) as one:
        await world.tell(world.sale())
    with counting(world) as many:
        await world.tell(*(world.sale() for _ in range(100)))

    assert len(many) == len(one) <= 20
    await world.check()


async def test_refunds_take_the_same_statements_for_one_sale_and_for_fifty(world: World):
    await world.begin(*BOTH_SIDES, limits=[LIMIT])
    sales = [world.sale("100.00") for _ in range(51)]
    await world.tell(*sales)

    with counting(world) as one:
        await world.tell(world.refund(sales[0], "50.00"))
    with counting(world) as many:
        await world.tell(*(world.refund(sale, "50.00") for sale in sales[1:]))

    assert len(many) == len(one) <= 20
    await world.check()
