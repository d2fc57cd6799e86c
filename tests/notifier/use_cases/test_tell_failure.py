"""A reward that failed, and one of which a gift is to be chosen."""

import json
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from tests.notifier.post import body, who
from tests.notifier.world import World

from goodword import ids
from goodword.events import Addresses
from goodword.jobs import Job
from notifier.use_cases.messages.send_message import send_message

CONTACT = Addresses(from_email="hello@harbor.example", contact_email="owner@harbor.example")


async def send_all(world: World) -> list[EmailMessage]:
    """Send what was opened."""
    kept = ("id", "business_id", "kind", "dedupe_key", "attempts", "max_attempts", "run_at")
    for row in await world.rows("select * from job where kind = 'send'"):
        job = Job(**{name: row[name] for name in kept}, payload=json.loads(row["payload"]))
        await send_message(job, mailroom=world.mailroom)
    return world.mails()


async def test_a_failure_is_told_to_the_business_alone(world: World) -> None:
    await world.begin(addresses=CONTACT, locale="de")
    reward_id = ids.new()
    await world.tell(world.failed(reward_id=reward_id))

    await world.send()

    [mail] = world.mails()
    assert mail["To"] == "owner@harbor.example"
    assert mail["Subject"] == "Eine Prämie von Harbor & Pine konnte nicht ausgezahlt werden"
    for part in (body(mail, "plain"), body(mail, "html")):
        assert ids.show("rwd", reward_id) in part
        assert "key_reused" in part
        assert "Ana" not in part
        assert "SECRET-SALE" not in part
    [told] = await world.told()
    assert (told.kind, told.person_id) == ("reward_failed_alert", world.ana)


async def test_who_cannot_be_reached_is_asked_for_another_address(world: World) -> None:
    await world.begin(addresses=CONTACT)
    await world.tell(world.failed(reason="mailbox_unavailable"))

    mails = await send_all(world)

    assert {who(mail["To"])[1] for mail in mails} == {"owner@harbor.example", "ana@example.com"}
    [asked] = [mail for mail in mails if "ana@" in mail["To"]]
    assert asked["Subject"] == "Your gift from Harbor & Pine has not reached you"
    assert "another e-mail address" in body(asked, "plain")


async def test_a_business_without_a_contact_is_told_where_answers_go(world: World) -> None:
    addresses = Addresses(from_email="no-reply@harbor.example", reply_to="care@harbor.example")
    await world.begin(addresses=addresses)
    await world.tell(world.failed())

    await world.send()

    assert world.mails()[0]["To"] == "care@harbor.example"


async def test_a_business_without_any_is_told_nothing(world: World) -> None:
    await world.begin()
    await world.tell(world.failed())

    await world.send()

    assert world.mails() == []
    assert await world.failures() == ["no_contact_address"]


async def test_a_business_is_told_at_any_hour(world: World) -> None:
    await world.begin(addresses=CONTACT, parameters={"mail_hours": closed_now()})
    await world.tell(world.failed())

    await world.send()

    assert len(world.mails()) == 1


async def test_a_failure_is_told_once_however_often_it_comes(world: World) -> None:
    await world.begin(addresses=CONTACT)
    [envelope] = await world.tell(world.failed())
    await world.execute("truncate inbox")
    await world.tell(envelope)

    await world.send()

    assert len(world.mails()) == 1


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("en", "Choose your gift from Harbor & Pine"),
        ("de-CH", "Suchen Sie sich Ihr Geschenk von Harbor & Pine aus"),
        ("fr", "Choisissez votre cadeau de la part de Harbor & Pine"),
        ("es-MX", "Elija su regalo de Harbor & Pine"),
    ],
)
async def test_a_choice_leads_to_the_page_of_its_reward(
    world: World, locale: str, subject: str
) -> None:
    await world.begin()
    await world.tell(world.person(world.ana, "Ana", locale=locale))
    reward_id = ids.new()
    await world.tell(world.needs_action(reward_id=reward_id, reason="choice"))

    await world.send()

    [mail] = world.mails()
    assert mail["Subject"] == subject
    plain = body(mail, "plain")
    url = next(word for word in plain.split() if "/c/" in word)
    assert world.mailroom.signer.read("choose", url.rpartition("/")[2]) == {
        "business": ids.show("biz", world.business_id),
        "reward": ids.show("rwd", reward_id),
        "language": locale[:2],
    }
    assert "37" not in plain.replace(url, "").replace(mail["List-Unsubscribe"][1:-1], "")


def closed_now() -> dict[str, str]:
    hour = (datetime.now(UTC).hour + 12) % 24
    return {"opens": f"{hour:02}:00", "closes": f"{hour:02}:59"}
