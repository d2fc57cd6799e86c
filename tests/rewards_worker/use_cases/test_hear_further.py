"""What a provider says of value that is out moves the payout and its reward as promised."""

import pytest
from tests.rewards_worker.use_cases.payouts import approved
from tests.rewards_worker.world import World

from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.ports import Canceled, Further, Handover, Issued, Outcome, Rejected
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.send import record_news


def further(word: Further) -> Issued:
    return Issued(provider_ref="ORDER1", handover=Handover("us"), further=word)


async def hear(world: World, *news: Outcome) -> str:
    """The state of the only payout after it was issued and each of these was heard."""
    await approved(world)
    await world.run_jobs()
    [row] = await world.rows("select id from payout")
    for one in news:
        await record_news(await found(world, row["id"]), one, world.desk)
    return (await found(world, row["id"])).state.value


async def found(world: World, payout_id: object) -> Payout:
    async with world.db.begin([world.business_id]) as session:
        pair = await locked(world.business_id, payout_id, session=session)  # type: ignore[arg-type]
    assert pair is not None
    return pair[1]


@pytest.mark.parametrize(
    ("news", "payout", "reward", "fact"),
    [
        ([further("delivered")], "delivered", "issued", None),
        ([further("delivery_failed")], "delivery_failed", "issued", None),
        ([further("redeemed")], "redeemed", "redeemed", "reward-redeemed"),
        ([further("delivered"), further("redeemed")], "redeemed", "redeemed", "reward-redeemed"),
        ([further("redeemed"), further("delivered")], "redeemed", "redeemed", "reward-redeemed"),
        ([further("expired")], "expired", "issued", None),
        (
            [further("expired"), Canceled(provider_ref="ORDER1", reason="refunded")],
            "returned",
            "returned",
            "reward-returned",
        ),
        ([Rejected(final=True, code="failed", reason="")], "issued", "issued", None),
    ],
)
async def test_each_word_has_its_state(
    world: World, news: list[Outcome], payout: str, reward: str, fact: str | None
) -> None:
    assert await hear(world, *news) == payout

    assert await world.states() == {"referrer": reward}
    told = [one.split()[0] for one in await world.facts()]
    assert told[-1] == (fact or "reward-issued")
    await world.check()
