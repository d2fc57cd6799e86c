"""The rules of practice.md 3.2 as the notifier keeps them: who is written to, by whom, and when."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.notifier.introductions import BEN, ask, at, begin, letter, sent, withheld
from tests.notifier.world import World

from goodword import ids
from goodword.events import MessageSent, Place
from goodword.letters.defaults import KINDS
from goodword.letters.hours import MailHours, next_open
from goodword.letters.zones import zones_of
from goodword.testing.events import events_of
from notifier.channels import CHANNELS
from notifier.domain.copies import Business, Person
from notifier.domain.suppression import OWED, ended_from

MONDAY = datetime(2031, 6, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
REQUEST, REMINDER, DRAFT = "introduction_request", "introduction_reminder", "introduction_draft"
PLACES = [
    Place(country="US", region="CA"),
    Place(country="CA", region="ON"),
    Place(country="GB"),
    Place(country="DE"),
    Place(country="ES"),
    Place(country="FR"),
    Place(),
]


async def readers(world: World) -> set[Any]:
    facts = [one.event for one in await events_of(world.db)]
    return {each.person_id for each in facts if isinstance(each, MessageSent)}


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_r_msg_01_and_02_the_referrer_sends_and_we_never_write_first_to_a_prospect_anywhere(
    world: World, place: Place
) -> None:
    """The one mode there is: a draft of theirs with an opt-in link. So nowhere is it asked whether
    a company may write first: it does not."""
    await begin(world, MONDAY)
    await world.tell(world.person(BEN, "Ben", place=place))

    await ask(world, MONDAY)
    await at(world, MONDAY + 48 * HOUR)
    await at(world, MONDAY + 100 * HOUR)

    assert await sent(world) == [REQUEST, REMINDER, DRAFT]
    assert await readers(world) == {world.ana}
    _, mail = await letter(world, REQUEST)
    assert "https://api.example/i/" in mail
    assert "mailto:?subject=" in mail
    assert "ben@example.com" not in mail


async def test_r_msg_03_nobody_is_reached_by_phone(world: World) -> None:
    """There is no channel but mail: whoever has only a number is not written to."""
    await begin(world, MONDAY)
    await world.tell(world.person(world.ana, "Ana", emails=(), phones=("+15035550177",)))

    await ask(world, MONDAY)

    assert set(CHANNELS) == {"console", "smtp"}
    assert await withheld(world) == [(REQUEST, "no_address")]


async def test_r_msg_04_a_letter_for_which_there_may_be_a_reward_says_so_and_has_a_way_out_and_an_address(  # noqa: E501  # a rule
    world: World,
) -> None:
    await begin(world, MONDAY)

    await ask(world, MONDAY, rewarded=True)

    _, mail = await letter(world, REQUEST)
    assert "I get a thank-you from Harbor & Pine if you buy." in mail
    assert "12 Wharf Street" in mail
    assert "https://api.example/u/" in mail


async def test_r_msg_04_suppression_is_looked_up_before_anything_is_offered_to_be_sent(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await world.tell(world.suppressed("ben@example.com"))

    await ask(world, MONDAY, rewarded=True)

    assert await withheld(world) == [(REQUEST, "prospect_suppressed")]


async def test_r_msg_05_a_hash_is_of_one_business_and_of_the_normalised_address(
    world: World,
) -> None:
    hasher = world.mailroom.hasher
    own = hasher.address(world.business_id, "email", "ana@example.com")

    assert own == hasher.address(world.business_id, "email", "Ana@Example.com")
    assert own != hasher.address(ids.new(), "email", "ana@example.com")
    assert own != hasher.address(world.business_id, "sms", "ana@example.com")
    assert "ana" not in own


def opens(wall: str, person: dict[str, Any], hours: MailHours | None = None) -> str:
    """When somebody may be written to who is to be at `wall`, in UTC."""
    business = Business(
        business_id=ids.new(),
        mode="live",
        time_zone="UTC",
        name="Harbor & Pine",
        locale="en",
        postal=None,
        from_email=None,
        from_name=None,
    )
    someone = Person(person_id=ids.new(), name=None, given=None, email=None, locale=None, **person)
    moment = datetime.fromisoformat(wall).replace(tzinfo=UTC)
    found = next_open(moment, hours or MailHours(8 * 60, 20 * 60), zones_of(someone, business))
    assert found is not None
    return f"{found.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


MIAMI = {"time_zone": "America/New_York"}
WORKDAYS = MailHours(10 * 60, 18 * 60, weekends=False)


@pytest.mark.parametrize(
    ("wall", "person", "hours", "expected"),
    [
        # 19:59:59 in Miami is now, 20:00:00 the next morning.
        ("2031-06-02T23:59:59", MIAMI, None, "2031-06-02 23:59:59"),
        ("2031-06-03T00:00:00", MIAMI, None, "2031-06-03 12:00:00"),
        # Somewhere in Florida, which has two zones: 19:59 in both, 08:00 in both.
        ("2031-06-02T23:59:00", {"country": "US", "region": "FL"}, None, "2031-06-02 23:59:00"),
        ("2031-06-03T12:00:00", {"country": "US", "region": "FL"}, None, "2031-06-03 13:00:00"),
        # Somewhere in the USA on a Saturday: Monday 10:00 in Honolulu is 16:00 in New York.
        ("2031-06-07T15:00:00", {"country": "US"}, WORKDAYS, "2031-06-09 20:00:00"),
        # The clocks of Berlin go forward in this night, those of New York went three weeks before.
        ("2031-03-29T23:00:00", {"time_zone": "Europe/Berlin"}, None, "2031-03-30 06:00:00"),
        ("2031-03-09T01:00:00", MIAMI, None, "2031-03-09 12:00:00"),
    ],
)
def test_r_msg_06_letters_wait_for_the_hours_of_every_clock_their_reader_may_have(
    wall: str, person: dict[str, Any], hours: MailHours | None, expected: str
) -> None:
    assert opens(wall, person, hours) == expected


async def test_r_msg_07_one_reminder_and_one_draft_a_request_and_none_to_the_prospect(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)

    for day in range(1, 29):
        await at(world, MONDAY + day * 24 * HOUR)

    assert await sent(world) == [REQUEST, REMINDER, DRAFT]
    assert BEN not in await readers(world)


async def test_r_msg_09_a_letter_that_is_not_owed_has_both_headers_and_a_token_of_its_list(
    world: World,
) -> None:
    await world.begin()
    await world.tell(world.person(BEN, "Ben"))

    await ask(world, datetime.now(UTC))

    [mail] = world.mails()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [token] = re.findall(r"<https://api\.example/u/(\S+)>", mail["List-Unsubscribe"])
    said = world.mailroom.signer.read("unsubscribe", token)
    assert said is not None
    assert said["scope"] == "marketing"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_r_msg_09_every_kind_of_letter_is_of_one_list(kind: str) -> None:
    asked = {"referral_ask", REQUEST, REMINDER, DRAFT, "introduction_thanks"}

    assert ended_from(kind) == ("all" if kind in OWED else "marketing")
    assert (kind in asked) == (kind not in OWED)
