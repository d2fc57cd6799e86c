import pytest
from tests.notifier.post import LINK
from tests.notifier.world import World

from goodword import ids
from goodword.errors import GoodwordError
from notifier.use_cases.messages.forget_messages import forget_messages
from notifier.use_cases.messages.show_message import show_message


async def test_a_message_is_shown_with_its_words(world: World) -> None:
    await world.open()
    await world.send()
    shown_id = await world.message_id()

    shown = await show_message(ids.read("msg", shown_id), mailroom=world.mailroom)

    assert f"Message   {shown_id}" in shown
    assert "State     sent" in shown
    assert "To        Ana Ruiz <ana@example.com>" in shown
    assert LINK in shown


async def test_a_message_whose_words_are_forgotten_is_shown_without(world: World) -> None:
    await world.open()
    await world.tell(world.suppressed("ana@example.com"))
    await world.send()
    await world.execute("update message set closed_at = now() - interval '1 year'")
    await forget_messages(world.mailroom, keep_days=30)

    shown = await show_message(ids.read("msg", await world.message_id()), mailroom=world.mailroom)

    assert "State     suppressed (suppressed)" in shown
    assert "No words" in shown


async def test_a_message_that_is_not_there_is_said_in_one_sentence(world: World) -> None:
    with pytest.raises(GoodwordError, match="There is no message msg_"):
        await show_message(ids.new(), mailroom=world.mailroom)
