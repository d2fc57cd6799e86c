"""Letters in a business's own words."""

from email.message import EmailMessage
from typing import Any

import pytest
from tests.notifier.post import LINK
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import MessageSent, TemplatePublished, TemplateWords

WORDS = {
    "subject": "For you, {{ first_name }}",
    "text": "Our own words.\n{{ gift_box }}",
    "html": "<p>Our own words.</p>{{ gift_box }}",
}


def published(world: World, version: int = 1, **changes: Any) -> Said:
    template_id = changes.pop("template_id", None) or ids.new()
    ordinary = {"kind": "reward_thank_you", "language": "en", "business_id": world.business_id}
    words = {name: changes.pop(name, said) for name, said in WORDS.items()}
    event = TemplatePublished(
        template_id=template_id,
        version=version,
        words=TemplateWords(**words),
        **ordinary | changes,
    )
    return Said(event, version)


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_a_letter_is_written_in_the_businesss_own_words_and_says_in_which(world: World):
    own = published(world, 3)
    await world.tell(own)
    await world.open()

    await world.send()

    [mail] = world.mails()
    html = mail.get_body(("html",))
    assert html is not None
    assert mail["Subject"] == "For you, Ana"
    assert "Our own words." in plain(mail)
    assert "Our own words." in html.get_content()
    assert "12 Wharf Street" in plain(mail)
    assert mail["List-Unsubscribe"] is not None
    [sent] = await world.told()
    assert isinstance(sent, MessageSent)
    assert (sent.template, sent.template_version) == (own.event.subject, 3)


@pytest.mark.parametrize(
    "other", [{"kind": "reward_choice"}, {"language": "de"}, {"business_id": ids.new()}]
)
async def test_of_another_kind_language_or_business_it_changes_nothing(
    world: World, other: dict[str, Any]
):
    await world.tell(published(world, **other))
    await world.open()

    await world.send()

    [mail] = world.mails()
    assert "Our own words." not in plain(mail)
    [sent] = await world.told()
    assert isinstance(sent, MessageSent)
    assert (sent.template, sent.template_version) == ("reward_thank_you", 1)


async def test_an_older_version_that_is_heard_again_replaces_no_newer_one(world: World):
    template_id = ids.new()
    newer = published(world, 2, template_id=template_id, text="Second.\n{{ gift_box }}")
    older = published(world, 1, template_id=template_id, text="First.\n{{ gift_box }}")
    await world.tell(newer)
    await world.tell(older)
    await world.open()

    await world.send()

    [mail] = world.mails()
    assert "Second." in plain(mail)


async def test_a_template_that_makes_no_letter_of_these_facts_loses_none(world: World):
    await world.tell(published(world, text="{{ percent_off }} {{ gift_box }}"))
    await world.open()

    await world.send()

    [mail] = world.mails()
    assert LINK in plain(mail)
    [sent] = await world.told()
    assert isinstance(sent, MessageSent)
    assert sent.template == "reward_thank_you"
