"""A business and its model, which must agree after every step, and the ids that both go by."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
from tests.rewards_worker.machine import handing
from tests.rewards_worker.machine.compare import Books
from tests.rewards_worker.machine.model import Key, Model, Person
from tests.rewards_worker.machine.promises import Program
from tests.rewards_worker.machine.rewards import Payout, Reward
from tests.rewards_worker.machine.shop import Shop
from tests.rewards_worker.machine.workers import Workers
from tests.rewards_worker.world import World

NAMES = ("ana", "ben", "cleo", "dan")
KEYS = """
    select p.idem_key, p.request, p.provider_ref from payout p
    join reward r on (r.business_id, r.id) = (p.business_id, p.reward_id)
    where p.business_id = $1 and r.id = $2 order by p.generation
"""


class Life:
    """A business that has published `programs`, and the model of it: each step happens to both."""

    def __init__(
        self, world: World, connection: asyncpg.Connection, programs: list[Program]
    ) -> None:
        self.programs = programs
        self.model = Model({name: Person() for name in NAMES})
        self.shop = Shop(world, connection)
        self.workers = Workers(world, connection)
        self.books = Books(self.shop, self.model)
        self.lived: list[tuple[Any, ...]] = []

    async def begin(self) -> None:
        await self.shop.connection.execute("delete from job")
        await self.shop.world.tell(self.shop.world.business())
        await self.shop.tell_person(*NAMES)
        for program in self.programs:
            await self.shop.publish(program)

    async def live(self, steps: Sequence[tuple[Any, ...]]) -> None:
        """All of these, and then to the end; where they disagree, the error tells the story."""
        try:
            for step in steps:
                await self._do(*step)
            await self._end()
        except BaseException as error:
            error.add_note(self._story)
            raise

    @property
    def _story(self) -> str:
        lines = [f"{one.name} {one.version} {one.raw}" for one in self.programs]
        return "\n".join([*lines, *map(repr, self.lived)])

    async def _do(self, name: str, *values: Any) -> None:
        self.lived.append((name, *values))
        await getattr(self, name)(*values)
        await self.books.check()

    async def _order(self) -> None:
        """Where rewards of one sale want what is left of a limit, ids decide which gets it."""
        order = list(await self.books.ids())
        known = self.model.rewards
        assert set(order) == set(known)
        for key in order:
            known[key] = known.pop(key)

    async def _reward(self, place: int) -> list[tuple[UUID, Reward]]:
        keys: list[Key] = list(self.model.rewards)
        if not keys:
            return []
        key = keys[place % len(keys)]
        return [((await self.books.ids())[key], self.model.rewards[key])]

    async def _row(self, one: Reward, payout: Payout) -> Any:
        key = next(key for key, known in self.model.rewards.items() if known is one)
        rows = await self.shop.rows(KEYS, (await self.books.ids())[key])
        return rows[one.payouts.index(payout)]

    async def _end(self) -> None:
        """Everything comes right in the end: nothing stays unknown, nobody was paid twice."""
        for step in (("work", None), ("days", 1), ("work", None)):
            await self._do(*step)
        made = {one["external_id"] for one in await self.shop.world.sandbox.orders()}
        for one, payout in handing.payouts(self.model):
            row = await self._row(one, payout)
            assert payout.state not in ("submitting", "unknown")
            assert (str(row["idem_key"]) in made) == (payout.word is not None)
