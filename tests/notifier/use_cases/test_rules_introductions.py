"""The rules of reminding of introductions (R-INT-03, R-INT-04, R-MSG-05), at the edges of time."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.notifier.introductions import (
    BEN,
    REFERRAL,
    ask,
    at,
    begin,
    letter,
    made,
    reminders,
    requested,
    said,
    sent,
    withheld,
)
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    Event,
    IntroductionDeclined,
    IntroductionPermitted,
    IntroductionReminded,
    PersonErased,
    ReferralContacted,
    ReferralExpired,
    ReferralLost,
    ReferralQualified,
    ReferralWithdrawn,
    SaleClosed,
    SaleReattributed,
)
from goodword.events.people import Referred
from goodword.events.sales import SaleReferral
from goodword.letters.mailboxes import mailbox
from goodword.money import Money
from notifier.use_cases.messages.claim_message import claim_message

MONDAY = datetime(2031, 6, 2, 10, tzinfo=UTC)
THURSDAY = datetime(2031, 6, 5, 17, tzinfo=UTC)
OFFICE = {"opens": "08:00", "closes": "20:00"}
HOUR = timedelta(hours=1)
REQUEST, REMINDER, DRAFT = "introduction_request", "introduction_reminder", "introduction_draft"


async def test_r_int_02_a_request_is_written_to_the_client_at_once(world: World) -> None:
    await begin(world, MONDAY)
    rita = ids.new()
    await world.tell(world.person(rita, "Rita"))

    await ask(world, MONDAY, rep_id=rita)

    assert await sent(world) == [REQUEST]
    _, text = await letter(world, REQUEST)
    assert "Thank you for thinking of Ben." in text
    assert "We moved her shop in one night." in text
    assert "Rita Ruiz" in text
    assert "rita@example.com" in text
    assert "https://api.example/i/" in text
    assert "asks for leave first" in text


async def test_r_int_03_one_step_encloses_the_introduction_itself(world: World) -> None:
    await begin(world, MONDAY)

    await ask(world, MONDAY, two_step=False)

    _, text = await letter(world, REQUEST)
    assert "asks for leave first" not in text


async def test_r_int_05_an_introduction_is_copied_to_the_address_by_which_we_see_it(
    world: World,
) -> None:
    world.mailroom = replace(world.mailroom, mail_in_domain="in.harbor.example")
    await begin(world, MONDAY)
    rita = ids.new()
    await world.tell(world.person(rita, "Rita"))

    await ask(world, MONDAY, two_step=False, rep_id=rita)

    _, text = await letter(world, REQUEST)
    ours = mailbox(world.mailroom.hasher, "ref", REFERRAL, "in.harbor.example")
    assert f"rita@example.com, {ours}" in text


async def test_r_int_03_once_leave_is_given_the_reminder_encloses_the_introduction(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)
    event = IntroductionPermitted(
        business_id=world.business_id,
        referral_id=REFERRAL,
        referrer_id=world.ana,
        prospect_id=BEN,
        evidence_kind="crm",
        actor="operator",
        permitted_at=MONDAY + HOUR,
    )
    await world.tell(Said(event, 3))

    await at(world, MONDAY + 48 * HOUR)

    _, first = await letter(world, REQUEST)
    _, second = await letter(world, REMINDER)
    assert "/i/" in first
    assert "/i/" not in second
    assert await sent(world) == [REQUEST, REMINDER]


async def test_r_int_04_monday_at_ten_is_due_on_wednesday_at_ten_and_not_before(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)

    await at(world, MONDAY + 48 * HOUR - timedelta(minutes=1))
    before = await sent(world)
    await at(world, MONDAY + 48 * HOUR)

    assert before == [REQUEST]
    assert await sent(world) == [REQUEST, REMINDER]
    [fact] = await said(world, IntroductionReminded)
    assert (fact.referral_id, fact.person_id, fact.step) == (REFERRAL, world.ana, "reminder")


async def test_r_int_04_an_introduction_half_an_hour_before_cancels_the_reminder(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)
    await at(world, MONDAY + 47.5 * HOUR)
    await world.tell(made(world, MONDAY + 47.5 * HOUR))

    await at(world, MONDAY + 200 * HOUR)

    assert await sent(world) == [REQUEST]
    assert (await withheld(world), await reminders(world)) == ([], [])


async def test_r_int_04_thursday_at_five_is_delivered_on_monday_at_eight_if_weekends_are_quiet(
    world: World,
) -> None:
    quiet = {**OFFICE, "weekends": False}
    await begin(world, THURSDAY, quiet)
    await ask(world, THURSDAY)

    await at(world, THURSDAY + 48 * HOUR, quiet)
    [waiting] = await world.rows("select state from message where kind = $1", REMINDER)
    saturday = await sent(world)
    await at(world, datetime(2031, 6, 9, 7, 59, tzinfo=UTC), quiet)
    at_breakfast = await sent(world)
    await at(world, datetime(2031, 6, 9, 8, 0, 1, tzinfo=UTC), quiet)

    assert (waiting["state"], saturday, at_breakfast) == ("pending", [REQUEST], [REQUEST])
    assert await sent(world) == [REQUEST, REMINDER]


async def test_r_int_04_thursday_at_five_is_delivered_on_saturday_where_weekends_are_not_quiet(
    world: World,
) -> None:
    await begin(world, THURSDAY, OFFICE)
    await ask(world, THURSDAY)

    await at(world, THURSDAY + 48 * HOUR, OFFICE)

    assert await sent(world) == [REQUEST, REMINDER]


async def test_r_int_04_an_introduction_on_sunday_cancels_what_waits_for_monday(
    world: World,
) -> None:
    quiet = {**OFFICE, "weekends": False}
    await begin(world, THURSDAY, quiet)
    await ask(world, THURSDAY)
    await at(world, THURSDAY + 48 * HOUR, quiet)

    await world.tell(made(world, THURSDAY + 60 * HOUR))
    await at(world, THURSDAY + 200 * HOUR, quiet)

    assert await sent(world) == [REQUEST]
    assert await withheld(world) == [(REMINDER, "introduction_made")]
    assert await reminders(world) == []


async def test_r_int_04_one_reminder_and_one_draft_and_then_no_more(world: World) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)

    for hours in (48, 60, 95, 96, 120, 300, 600):
        await at(world, MONDAY + hours * HOUR)

    assert await sent(world) == [REQUEST, REMINDER, DRAFT]
    assert await reminders(world) == ["reminder", "draft"]


async def test_r_int_04_what_is_told_twice_is_asked_and_reminded_of_once(world: World) -> None:
    await begin(world, MONDAY)
    told = await world.tell(requested(world, MONDAY))
    await world.tell(*told)

    for hours in (50, 51, 100, 101):
        await at(world, MONDAY + hours * HOUR)

    assert sorted(await sent(world)) == sorted([REQUEST, REMINDER, DRAFT])


def _ends(world: World) -> dict[str, Event]:
    about: dict[str, Any] = {"business_id": world.business_id, "referral_id": REFERRAL}
    both = {"referrer_id": world.ana, "prospect_id": BEN}
    by = {"actor": "operator"}
    was = {"was": "introduction_requested"}
    stage = {"referral_class": "named_referral", "how": "named", "program_id": ids.new()}
    return {
        "introduction_declined": IntroductionDeclined(**about, **both, **by, declined_at=MONDAY),
        "referral_contacted": ReferralContacted(**about, **was, **by, contacted_at=MONDAY),
        "referral_lost": ReferralLost(**about, **was, **by, lost_at=MONDAY),
        "referral_expired": ReferralExpired(**about, **was, expired_at=MONDAY),
        "referral_withdrawn": ReferralWithdrawn(**about, **was, **by, withdrawn_at=MONDAY),
        "referral_qualified": ReferralQualified(
            **about, **both, **by, **stage, program_version=1, qualified_at=MONDAY
        ),
    }


@pytest.mark.parametrize(
    "reason",
    [
        "introduction_declined",
        "referral_contacted",
        "referral_lost",
        "referral_expired",
        "referral_withdrawn",
        "referral_qualified",
    ],
)
async def test_r_int_04_whatever_ends_it_cancels_what_was_not_sent(
    world: World, reason: str
) -> None:
    night = {"opens": "22:00", "closes": "23:00"}
    await begin(world, MONDAY, night)
    await ask(world, MONDAY)
    assert await sent(world) == []

    await world.tell(Said(_ends(world)[reason], 3))
    await at(world, MONDAY + 200 * HOUR, night)

    assert (await sent(world), await reminders(world)) == ([], [])
    assert await withheld(world) == [(REQUEST, reason)]


def a_sale(world: World, channel: str = "named", **changes: Any) -> Said:
    """Ben buys, as referral-api tells it."""
    price = Money(minor=420_000, currency="USD")
    referral = SaleReferral(
        referral_id=REFERRAL,
        referral_class="named_referral",
        channel=channel,
        match="email",
        referrer_id=world.ana,
        program_id=ids.new(),
        program_version=1,
    )
    sale = SaleClosed(
        **{
            "business_id": world.business_id,
            "sale_id": ids.new(),
            "source": "api",
            "closed_at": MONDAY,
            "gross": price,
            "net": price,
            "net_basis": "gross",
            "number": 1,
            "client_id": BEN,
            "is_new": True,
            "referral": referral,
            **changes,
        }
    )
    return Said(sale, 1)


def given_by_hand(world: World) -> Said:
    sale = a_sale(world).event
    assert isinstance(sale, SaleClosed)
    event = SaleReattributed(
        business_id=world.business_id,
        sale_id=sale.sale_id,
        to_referral=REFERRAL,
        actor="operator",
        sale=sale,
    )
    return Said(event, 2)


@pytest.mark.parametrize("hours", [47.9, 49, 97])
async def test_r_int_04_a_prospect_who_bought_is_not_asked_for_any_more(
    world: World, hours: float
) -> None:
    quiet = {**OFFICE, "weekends": False}
    await begin(world, MONDAY, quiet)
    await ask(world, MONDAY)
    await at(world, MONDAY + hours * HOUR, quiet)
    before = await sent(world)

    await world.tell(a_sale(world))
    await at(world, MONDAY + 300 * HOUR, quiet)

    assert await sent(world) == before


@pytest.mark.parametrize("told", [a_sale, given_by_hand])
async def test_r_int_04_what_waits_when_they_buy_is_called_off(world: World, told: Any) -> None:
    night = {"opens": "22:00", "closes": "23:00"}
    await begin(world, MONDAY, night)
    await ask(world, MONDAY)

    await world.tell(told(world))

    assert await withheld(world) == [(REQUEST, "referral_won")]


async def test_r_int_04_a_sale_that_is_heard_before_the_request_ends_it_all_the_same(
    world: World,
) -> None:
    """Topics are not ordered against each other."""
    await begin(world, MONDAY)

    await world.tell(a_sale(world))
    await ask(world, MONDAY, seq=7)
    await at(world, MONDAY + 200 * HOUR)

    assert (await sent(world), await withheld(world)) == ([], [])


async def test_r_int_04_a_test_order_ends_nothing(world: World) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)

    await world.tell(a_sale(world, test=True))
    await at(world, MONDAY + 48 * HOUR)

    assert await sent(world) == [REQUEST, REMINDER]


async def test_nothing_is_kept_of_sales_by_code_of_which_no_introduction_was_asked(
    world: World,
) -> None:
    await begin(world, MONDAY)

    await world.tell(a_sale(world, channel="code"), a_sale(world, referral=None))
    nothing = await world.rows("select 1 from introduction")
    await ask(world, MONDAY)
    await world.tell(a_sale(world, channel="code"))

    assert nothing == []
    [row] = await world.rows("select ended from introduction")
    assert row["ended"] == "referral_won"


@pytest.mark.parametrize("step", [48, 96])
@pytest.mark.parametrize(
    ("address", "reason"), [("ana@example.com", "suppressed"), ("ben@example.com", "prospect_")]
)
async def test_r_msg_05_nobody_is_reminded_of_anything_after_an_opt_out_of_either(
    world: World, step: int, address: str, reason: str
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)
    await at(world, MONDAY + (step - 1) * HOUR)
    before = await sent(world)

    await world.tell(world.suppressed(address, scope="marketing"))
    await at(world, MONDAY + 200 * HOUR)

    assert await sent(world) == before
    assert {why[: len(reason)] for _, why in await withheld(world)} == {reason}


async def test_that_somebody_was_reminded_is_told_by_the_clock_of_the_business(
    world: World,
) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)

    await at(world, MONDAY + 48 * HOUR)

    [fact] = await said(world, IntroductionReminded)
    assert timedelta(0) <= fact.reminded_at - (MONDAY + 48 * HOUR) < timedelta(minutes=5)


async def test_r_int_04_a_new_request_has_reminders_of_its_own(world: World) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)
    await world.tell(Said(_ends(world)["introduction_declined"], 3))
    later = MONDAY + 24 * HOUR
    await at(world, later)
    await ask(world, later, seq=4)

    await at(world, MONDAY + 48 * HOUR)
    first = await sent(world)
    await at(world, later + 48 * HOUR)

    assert first == [REQUEST, REQUEST]
    assert await sent(world) == [REQUEST, REQUEST, REMINDER]


async def test_r_int_04_what_is_over_by_the_time_it_is_heard_is_not_asked(world: World) -> None:
    await begin(world, MONDAY)

    await world.tell(made(world, MONDAY, seq=3))
    await ask(world, MONDAY, seq=2)
    await at(world, MONDAY + 200 * HOUR)

    assert (await sent(world), await withheld(world)) == ([], [])


async def test_r_int_04_it_is_looked_at_once_more_when_a_letter_is_claimed(world: World) -> None:
    night = {"opens": "22:00", "closes": "23:00"}
    await begin(world, MONDAY, night)
    await ask(world, MONDAY)
    await world.execute("update introduction set ended = 'introduction_made'")

    await at(world, MONDAY + 13 * HOUR - timedelta(minutes=30), night)

    assert await sent(world) == []
    assert await withheld(world) == [(REQUEST, "introduction_made")]


async def test_r_int_04_a_letter_in_hand_arrives_and_no_other_follows(world: World) -> None:
    await begin(world, MONDAY)
    await world.tell(requested(world, MONDAY))
    id_ = ids.read("msg", await world.message_id())
    mailroom = replace(world.mailroom, lease_s=600)
    assert await claim_message(world.business_id, id_, mailroom=mailroom) is not None

    await world.tell(made(world, MONDAY))
    await at(world, MONDAY + 200 * HOUR)

    [row] = await world.rows("select state, kind from message")
    assert (row["state"], row["kind"]) == ("sending", REQUEST)
    assert await withheld(world) == []


@pytest.mark.parametrize("scope", ["all", "marketing"])
async def test_r_msg_05_nothing_is_asked_about_a_prospect_who_wants_no_letters(
    world: World, scope: str
) -> None:
    await begin(world, MONDAY)
    await world.tell(world.suppressed("ben@example.com", scope=scope))

    await ask(world, MONDAY)

    assert await sent(world) == []
    assert await withheld(world) == [(REQUEST, "prospect_suppressed")]


async def test_a_prospect_whose_mail_came_back_may_still_be_introduced(world: World) -> None:
    await begin(world, MONDAY)
    await world.tell(world.suppressed("ben@example.com", reason="bounced"))

    await ask(world, MONDAY)

    assert await sent(world) == [REQUEST]


@pytest.mark.parametrize("who", ["prospect", "referrer"])
async def test_nobody_is_reminded_of_or_about_who_was_erased(world: World, who: str) -> None:
    await begin(world, MONDAY)
    await ask(world, MONDAY)
    erased = BEN if who == "prospect" else world.ana
    event = PersonErased(business_id=world.business_id, person_id=erased, version=9)
    await world.tell(Said(event, 9))

    await at(world, MONDAY + 200 * HOUR)

    assert (await sent(world), await reminders(world)) == ([REQUEST], [])


async def test_r_int_06_what_nobody_told_is_not_told_and_leaves_no_gap(world: World) -> None:
    await begin(world, MONDAY)
    await world.tell(world.person(world.ana, "Ana", locale="de"))

    await ask(world, MONDAY)

    _, text = await letter(world, REQUEST)
    assert "Harbor & Pine hat für mich gearbeitet" in text
    assert "Harbor & Pine von Harbor & Pine" not in text
    assert "Ich frage zuerst dich" in text
    assert "[" not in text


async def test_r_int_06_what_the_referrer_said_is_told_in_letters_of_that_referral_alone(
    world: World,
) -> None:
    await begin(world, MONDAY)
    own = Referred(referral_id=REFERRAL, how_known="we row\ntogether", need="a boathouse " * 40)
    other = Referred(referral_id=ids.new(), how_known="SECRET of another", need="SECRET, too")
    await world.tell(world.person(BEN, "Ben", referred=(other, own)))

    await ask(world, MONDAY)

    _, text = await letter(world, REQUEST)
    assert "As we know each other (we row together), I ask you first" in text
    assert "This made me think of you: a boathouse a boathouse" in text
    assert re.search(r"boathouse( a)?\u2026", text)
    assert "SECRET" not in text


STEPS = st.lists(
    st.sampled_from(["hour", "reminder", "draft", "made", "again", "lost"]), min_size=1, max_size=7
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
async def test_no_order_of_things_reminds_after_the_introduction(
    world: World, steps: list[str]
) -> None:
    other = World(world.db, world.admin_url, world.inbox, world.mailroom)
    await begin(other, MONDAY)
    now, seq, over_since = MONDAY, 1, None
    waits = {"hour": 1, "reminder": 48, "draft": 96}
    for step in steps:
        now += waits.get(step, 0) * HOUR
        seq += 1
        if step in waits:
            await at(other, now)
        elif step == "again":
            over_since = None
            await ask(other, now, seq=seq)
        else:
            lost = Said(_ends(other)["referral_lost"], seq)
            await other.tell(made(other, now, seq) if step == "made" else lost)
            over_since = len(await said(other, IntroductionReminded))
        if over_since is not None:
            assert len(await said(other, IntroductionReminded)) == over_since
    assert len(await said(other, IntroductionReminded)) <= 2 * steps.count("again")
