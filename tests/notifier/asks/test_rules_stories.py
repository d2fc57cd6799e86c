"""A story that came before it was read, or past whoever reads it, reaches nobody (R-LIN-01 to
R-LIN-04): neither in an ask nor in the letter that a client is to send."""

from datetime import timedelta

import pytest
from tests.notifier.asks.clients import MONDAY, STORY, Asking
from tests.notifier.introductions import ask, begin, letter
from tests.notifier.world import World

from notifier.use_cases.messages.open_messages import SEND


@pytest.mark.parametrize(
    ("story", "found"),
    [
        ("We fenced it. Do you know anyone who needs one?", "closed_question"),
        ("We fenced it. Let us know if you hear of somebody.", "indirect_question"),
        ("We fenced it, so you owe us a referral.", "pushy"),
    ],
)
async def test_r_lin_01_r_lin_02_r_lin_04_a_story_that_asks_is_a_reason_against_the_ask(
    asking: Asking, story: str, found: str
) -> None:
    await asking.begin()
    await asking.change(story=story)
    await asking.tell(asking.review())
    await asking.later(hours=1, seconds=5)

    [said] = await asking.withheld()
    [reason] = said.reasons
    assert (reason.code, reason.actual) == ("story_refused", found)
    assert await asking.asked() == []

    await asking.change(story=STORY)
    assert len(await asking.asked()) == 1


async def test_r_lin_01_a_story_that_asks_by_the_time_the_letter_goes_holds_it_back(
    asking: Asking,
) -> None:
    await asking.begin()
    await asking.tell(asking.review())
    await asking.set_clock(MONDAY + timedelta(hours=1, seconds=5))
    await asking.run(but=SEND)
    await asking.world.tell(
        asking.world.person(asking.world.ana, "Ana", **asking.ana | {"story": "Any referrals?"})
    )

    await asking.run()

    assert await asking.asked() == []
    assert (await asking.why())[0] == ["story_refused"]


async def test_r_lin_04_a_letter_to_be_sent_on_leaves_such_a_story_to_the_client(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await world.tell(world.person(world.ana, "Ana", story="Send me all your contacts."))

    await ask(world, MONDAY)

    _, text = await letter(world, "introduction_request")
    assert "contacts" not in text
    assert "may I introduce you?" in text
