"""R-ASK-08: referrals that became sales, each counted once, and who is asked first for them."""

from datetime import UTC, datetime, timedelta

from tests.notifier.asks.clients import MONDAY, STORY, Asking
from tests.notifier.asks.sales import given_away, referred, sold

from goodword import ids
from goodword.bus import Said
from notifier.use_cases.gate.considering import Considered, considering


async def considered(asking: Asking) -> Considered:
    who = (asking.world.business_id, asking.world.ana)
    async with asking.world.db.begin([who[0]]) as session:
        hasher = asking.world.mailroom.hasher
        return (await considering([who], hasher=hasher, session=session))[who]


async def converted(asking: Asking) -> int:
    return (await considered(asking)).client().converted_referrals


async def test_r_ask_08_each_referral_that_became_a_sale_counts_once_and_ranks_higher(
    asking: Asking,
) -> None:
    await asking.begin()
    before = (await considered(asking)).verdict().priority
    referral = referred(asking.world.ana)
    first, second = sold(asking, referral), sold(asking, referral, number=2)

    for _ in range(2):
        await asking.tell(Said(first, 1), Said(second, 1))
    await asking.tell(Said(sold(asking, referred(asking.world.ana)), 1))
    await asking.tell(Said(sold(asking, None), 1))
    await asking.tell(Said(sold(asking, referred(asking.world.ana), test=True), 1))

    assert await converted(asking) == 2
    assert (await considered(asking)).verdict().priority == before + 2


async def test_r_ask_08_a_sale_counts_for_whoever_it_was_given_to_last(asking: Asking) -> None:
    await asking.begin()
    cleo = ids.new()
    await asking.tell(asking.world.person(cleo))
    one, other = sold(asking, referred(asking.world.ana)), sold(asking, referred(cleo))
    await asking.tell(Said(one, 1), given_away(other, referred(asking.world.ana), 2))
    assert await converted(asking) == 2
    await asking.tell(Said(other, 1))
    assert await converted(asking) == 2

    await asking.tell(given_away(one, referred(cleo), 2), given_away(other, None, 3))

    assert await converted(asking) == 0


async def test_r_ask_08_a_sale_waits_for_its_referrer_to_be_known(asking: Asking) -> None:
    await asking.begin()
    unknown = ids.new()

    await asking.tell(Said(sold(asking, referred(unknown)), 1))

    assert await asking.world.waits() == [f"person:{ids.show('per', unknown)}"]


async def test_who_may_be_asked_and_brought_clients_before_is_asked_first(asking: Asking) -> None:
    await asking.begin()
    cleo = ids.new()
    await asking.tell(
        asking.world.person(cleo, roles=("client",), story=STORY),
        asking.review(person_id=cleo, written_at=MONDAY - timedelta(days=10)),
        asking.review(written_at=MONDAY - timedelta(days=10)),
    )
    delivered = asking.delivered(days=-30).event.model_copy(update={"person_id": cleo})
    await asking.tell(Said(delivered, 1), asking.valued(days=-7, person_id=cleo))
    await asking.tell(Said(sold(asking, referred(cleo)), 1))

    await asking.at(datetime(2031, 6, 3, 4, 0, 5, tzinfo=UTC))

    assert [one.person_id for one in await asking.asked()] == [cleo, asking.world.ana]
