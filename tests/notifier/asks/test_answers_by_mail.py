"""Where answers to an ask go that come by mail."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.notifier.asks.clients import KIND, MONDAY, Asking

from goodword import ids
from goodword.letters.mailboxes import read_mailbox
from notifier.channels.mime import compose
from notifier.use_cases.messages.compose_mail import read_mail

SOON = timedelta(hours=1, seconds=5)


async def reply_to(asking: Asking) -> str:
    """Of the letter that asks, as it goes out."""
    world = asking.world
    [row] = await world.rows("select content from message where kind = $1", KIND)
    return str(compose(read_mail(row["content"], mailroom=world.mailroom))["Reply-To"])


@pytest.fixture
async def rita(asking: Asking) -> None:
    """A review, by a client whose rep is Rita; mail is taken in."""
    asking.world.mailroom = replace(asking.world.mailroom, mail_in_domain="in.harbor.example")
    await asking.begin()
    rep = ids.new()
    await asking.tell(asking.world.person(rep, "Rita", roles=("rep",)))
    await asking.change(rep_id=rep)
    await asking.tell(asking.review())


@pytest.mark.usefixtures("rita")
async def test_they_go_to_the_rep_and_to_the_mailbox_of_the_ask(asking: Asking) -> None:
    await asking.at(MONDAY + SOON)

    [ask] = await asking.asked()
    person, ours = (await reply_to(asking)).split(", ")
    assert person == "rita@example.com"
    box = read_mailbox(ours)
    assert box is not None
    assert (box.about, box.id, ours.partition("@")[2]) == ("ask", ask.ask_id, "in.harbor.example")
    assert box.is_ours(asking.world.mailroom.hasher)


async def test_without_mail_of_our_own_they_go_to_the_business_alone(asking: Asking) -> None:
    await asking.begin()
    await asking.tell(asking.review())

    await asking.at(MONDAY + SOON)

    assert "ask+" not in await reply_to(asking)
