import re
from pathlib import Path

import pytest
from tests.notifier.post import LINK, body, read, who
from tests.notifier.world import World

from goodword import ids
from goodword.events import Addresses, MessageSent
from goodword.money import Money


async def test_an_issued_reward_is_one_mail_and_one_fact(world: World) -> None:
    [envelope] = await world.open()

    assert await world.send() is None

    [mail] = world.mails()
    shown = await world.message_id()
    assert mail["Message-ID"] == f"<{shown}@harbor.example>"
    assert who(mail["From"]) == ("Harbor & Pine", "hello@harbor.example")
    assert who(mail["To"]) == ("Ana Ruiz", "ana@example.com")
    assert mail["Subject"] == "A thank-you from Harbor & Pine"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in (body(mail, "plain"), body(mail, "html")):
        assert "Hi Ana," in part
        assert "$37.48" in part
        assert LINK in part
        assert "12 Wharf Street" in part
    assert await world.told() == [
        MessageSent(
            business_id=world.business_id,
            message_id=ids.read("msg", shown),
            person_id=world.ana,
            kind="reward_thank_you",
            cause=envelope.id,
            channel="smtp",
            template="reward_thank_you",
            template_version=1,
            header_message_id=f"{shown}@harbor.example",
        )
    ]
    assert await world.state() == "sent"


async def test_the_unsubscribe_link_names_business_channel_and_hash(world: World) -> None:
    await world.open()

    await world.send()

    [mail] = world.mails()
    url = mail["List-Unsubscribe"].strip("<>")
    base, _, token = url.rpartition("/")
    assert base == "https://api.example/u"
    assert world.mailroom.signer.read("unsubscribe", token) == {
        "business": ids.show("biz", world.business_id),
        "channel": "email",
        "hash": world.mailroom.hasher.address(world.business_id, "email", "ana@example.com"),
        "language": "en",
        "scope": "all",
    }
    assert url in body(mail, "plain")
    assert url in body(mail, "html")


async def test_no_side_learns_anything_of_the_other(world: World) -> None:
    await world.begin()
    ben = ids.new()
    await world.tell(world.person(ben, "Ben"))
    amount = Money(minor=1234, currency="USD")
    await world.tell(world.issued(beneficiary_id=ben, to="prospect", amount=amount))

    await world.send()

    [mail] = world.mails()
    assert who(mail["To"]) == ("Ben Ruiz", "ben@example.com")
    for told in (mail.as_string(), body(mail, "plain"), body(mail, "html")):
        assert not [word for word in ("Ana", "59.90", "50.00", "SECRET-SALE") if word in told]
    assert "$12.34" in body(mail, "plain")
    assert "Welcome, and thank you" in body(mail, "plain")


@pytest.mark.parametrize(
    ("locale", "greeting"), [("de-CH", "Hallo Ana,"), ("fr", "Bonjour Ana,"), (None, "Hola")]
)
async def test_a_letter_speaks_the_readers_language_or_else_the_businesss(
    world: World, locale: str | None, greeting: str
) -> None:
    await world.tell(world.business(locale="es"), world.person(world.ana, "Ana", locale=locale))
    await world.tell(world.issued())

    await world.send()

    assert greeting in body(world.mails()[0], "plain")


async def test_a_business_without_an_address_of_its_own_writes_from_ours(world: World) -> None:
    await world.begin(addresses=Addresses(from_name="Harbor's team"))
    await world.tell(world.issued())

    await world.send()

    assert who(world.mails()[0]["From"]) == ("Harbor's team", "post@goodword.example")


async def test_a_beneficiary_is_asked_to_act_only_where_they_can(world: World) -> None:
    await world.begin()
    await world.tell(world.needs_action(reason="no_provider"), world.needs_action(reason="address"))

    await world.send()

    [mail] = world.mails()
    assert mail["Subject"] == "One step left before your gift from Harbor & Pine"
    assert "Please tell us where to send it." in body(mail, "plain")
    [told] = await world.told()
    assert told.kind == "reward_needs_action"


async def test_who_is_to_choose_gets_the_page_on_which_they_can(world: World) -> None:
    await world.begin()
    await world.tell(asked := world.needs_action())

    await world.send()

    [mail] = world.mails()
    [token] = re.findall(r"/c/([\w-]+)", body(mail, "plain"))
    said = world.mailroom.signer.read("choose", token)
    assert said is not None
    assert said["reward"] == asked.event.subject
    assert f"/c/{token}" in body(mail, "html")


async def test_what_is_delivered_again_is_not_said_again(world: World) -> None:
    events = await world.open()
    await world.send()

    await world.tell(*events)
    await world.execute("truncate inbox")
    await world.tell(*events)

    assert await world.send() is None
    assert len(world.mails()) == 1
    assert len(await world.told()) == 1


async def test_a_letter_waits_for_the_person_and_the_business(world: World) -> None:
    await world.tell(world.issued())

    ana, business = ids.show("per", world.ana), ids.show("biz", world.business_id)
    assert await world.waits() == [f"person:{ana}", f"business:{business}"]
    assert await world.rows("select * from message") == []


async def test_a_merged_person_is_written_to_as_who_they_are_now(world: World) -> None:
    await world.begin()
    anna = ids.new()
    await world.tell(world.person(anna, "Anna"))
    await world.tell(world.issued())
    await world.tell(world.person(world.ana, "Ana", merged_into=anna))

    await world.send()

    assert who(world.mails()[0]["To"]) == ("Anna Ruiz", "anna@example.com")
    assert (await world.told())[0].person_id == world.ana


async def test_a_letter_waits_for_who_a_person_was_merged_into(world: World) -> None:
    anna = ids.new()
    await world.tell(world.business(), world.person(world.ana, "Ana", merged_into=anna))

    await world.tell(world.issued())

    assert await world.waits() == [f"person:{ids.show('per', anna)}"]


async def test_a_business_in_test_mode_writes_to_the_console_alone(
    world: World, tmp_path: Path
) -> None:
    await world.begin(mode="test")
    await world.tell(world.issued())

    await world.send()

    [kept] = (tmp_path / "mail").glob("*.eml")
    assert kept.stem == f"{await world.message_id()}@harbor.example"
    assert LINK in body(read(kept.read_bytes()), "plain")
    assert world.mails() == []
    assert [event.channel for event in await world.told()] == ["console"]


async def test_a_gift_that_is_a_code_is_shown_as_one(world: World) -> None:
    sealed = world.mailroom.sealer.seal("GC-7K2M-99")
    handover = {"by": "us", "provider": "sandbox", "provider_ref": "O-1", "sealed": sealed}
    await world.open(handover=handover)

    await world.send()

    assert "Your code: GC-7K2M-99" in body(world.mails()[0], "plain")


async def test_a_gift_that_the_provider_sends_is_announced(world: World) -> None:
    await world.open(handover={"by": "provider", "provider": "gift_bit", "provider_ref": "O-1"})

    await world.send()

    assert "You will get it from Gift Bit." in body(world.mails()[0], "plain")


async def test_the_business_is_seen_in_the_letter_and_answers_go_where_it_says(
    world: World,
) -> None:
    look = {"logo_url": "https://cdn.harbor.example/logo.png", "colour": "#b4532a"}
    hours = {"mail_hours": {"opens": "00:00", "closes": "24:00"}}
    addresses = Addresses(
        postal="1 Main Street",
        from_email="hello@harbor.example",
        from_name="Pine & Co",
        reply_to="care@harbor.example",
    )
    await world.begin(parameters=look | hours, addresses=addresses)
    await world.tell(world.issued())

    await world.send()

    [mail] = world.mails()
    assert who(mail["From"]) == ("Pine & Co", "hello@harbor.example")
    assert mail["Reply-To"] == "care@harbor.example"
    html = body(mail, "html")
    assert '<img src="https://cdn.harbor.example/logo.png" alt="Harbor &amp; Pine"' in html
    assert "background:#b4532a;color:#ffffff" in html
    assert "1 Main Street" in body(mail, "plain")
