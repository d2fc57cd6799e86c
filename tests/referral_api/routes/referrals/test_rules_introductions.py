"""The rules of introductions (R-INT), by their ids: who asks, what counts, when it ends."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from tests.referral_api.introductions import an_introduction_program, carla_names_ben
from tests.referral_api.people import ana_joins
from tests.referral_api.said import said

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    IntroductionDeclined,
    IntroductionMade,
    IntroductionPermitted,
    IntroductionReminded,
    IntroductionRequested,
    PersonChanged,
    ReferralContacted,
    ReferralExpired,
    SaleClosed,
)
from goodword.testing.events import deliver
from goodword.testing.jobs import move_clock, run_due
from referral_api.main import HANDLERS, JOBS

HOUR = 3600
DAY = 24 * HOUR
MEETING = {"evidence": {"kind": "meeting_record", "ref": "calendar 7"}}


async def introduced(house, referral, body=MEETING):
    return await house.post(f"/v1/referrals/{referral['id']}/introductions", body)


async def requested(house, referral, **body):
    return await house.post(f"/v1/referrals/{referral['id']}/request_introduction", body)


async def a_bare_name(house, **given):
    """A name in a program where introductions are not what counts."""
    ana = await ana_joins(house)
    body = {"program_id": ana["program_id"], "referrer_ref": ana["person_id"], "permission": True}
    body |= {"prospect_ref": {"email": "ben@buyers.example"}, **given}
    return (await house.post("/v1/referrals", body)).json()


async def as_it_is(house, referral):
    return (await house.get(f"/v1/referrals/{referral['id']}")).json()


@pytest.mark.parametrize("wanted", ["permission", "introduction", None])
async def test_r_int_01_every_request_says_what_is_wanted(house, referral_db, wanted):
    referral = await a_bare_name(house)

    answer = await requested(house, referral, **({"wanted": wanted} if wanted else {}))

    assert answer.status_code == 200
    (event,) = await said(referral_db, IntroductionRequested)
    assert event.wanted == (wanted or "introduction")


async def test_r_int_01_what_was_requested_is_not_requested_once_more(house, referral_db):
    referral = await a_bare_name(house)

    first, again = await requested(house, referral), await requested(house, referral)

    assert (first.status_code, again.status_code) == (200, 409)
    assert (again.json()["code"], again.json()["current"]) == (
        "illegal_transition",
        "introduction_requested",
    )
    assert len(await said(referral_db, IntroductionRequested)) == 1


async def test_r_int_02_a_name_with_leave_asks_for_the_introduction_at_once(house, referral_db):
    referral = await carla_names_ben(house)

    assert referral["status"] == "introduction_requested"
    assert referral["class"] == "named_referral"
    (event,) = await said(referral_db, IntroductionRequested)
    assert ids.show("ref", event.referral_id) == referral["id"]
    assert (event.wanted, event.actor) == ("introduction", None)
    assert referral["introduction"]["requested_at"] is not None
    assert referral["introduction"]["made_at"] is None


async def test_r_int_02_a_name_without_leave_asks_for_nothing_until_leave_is_given(
    house, referral_db
):
    program_id = await an_introduction_program(house)
    lead = await carla_names_ben(house, program_id=program_id, permission=False)
    assert (lead["status"], await said(referral_db, IntroductionRequested)) == ("named", [])

    later = await carla_names_ben(house, program_id=program_id)
    again = await carla_names_ben(house, program_id=program_id)

    assert later["status"] == again["status"] == "introduction_requested"
    assert len(await said(referral_db, IntroductionRequested)) == 1


async def test_r_int_02_a_program_of_codes_asks_only_when_somebody_says_so(house, referral_db):
    referral = await a_bare_name(house)
    assert (referral["status"], referral["introduction"]) == ("named", None)

    asked = await requested(house, referral)

    assert asked.json()["status"] == "introduction_requested"
    (event,) = await said(referral_db, IntroductionRequested)
    assert event.actor.startswith("key_")


@pytest.mark.parametrize(
    ("business", "said_so", "two_step"),
    [({}, None, True), ({}, False, False), ({"two_step": False}, None, False)],
)
async def test_r_int_03_two_steps_unless_somebody_wants_one(
    house, referral_db, business, said_so, two_step
):
    changed = await house.patch("/v1/business", {"parameters": {"introductions": business}})
    assert changed.status_code == 200
    referral = await a_bare_name(house)

    await requested(house, referral, **({} if said_so is None else {"two_step": said_so}))

    (event,) = await said(referral_db, IntroductionRequested)
    assert event.two_step is two_step


async def test_r_int_03_leave_is_noted_between_the_two_steps(house, referral_db):
    referral = await carla_names_ben(house)

    body = {"status": "permission_given", "evidence": {"kind": "mail", "ref": "of Monday"}}
    answer = await house.post(f"/v1/referrals/{referral['id']}/advance", body)

    assert answer.json()["status"] == "permission_given"
    (event,) = await said(referral_db, IntroductionPermitted)
    assert (event.evidence_kind, ids.show("ref", event.referral_id)) == ("mail", referral["id"])
    assert (await introduced(house, referral)).json()["status"] == "introduced"


async def test_r_int_04_what_follows_is_fixed_with_the_request_in_hours_as_they_pass(
    house, referral_db
):
    await carla_names_ben(house)
    wanted = {"reminder_hours": 1, "draft_hours": 3, "expire_days": 2}
    await house.patch("/v1/business", {"parameters": {"introductions": wanted}})
    await carla_names_ben(house, prospect_ref={"email": "dora@buyers.example"})

    first, second = await said(referral_db, IntroductionRequested)

    assert [each - first.requested_at for each in dues(first)] == [
        timedelta(hours=48),
        timedelta(hours=96),
        timedelta(days=30),
    ]
    assert [each - second.requested_at for each in dues(second)] == [
        timedelta(hours=1),
        timedelta(hours=3),
        timedelta(days=2),
    ]


def dues(event):
    return event.reminder_at, event.draft_at, event.expires_at


async def test_r_int_04_a_draft_never_comes_before_its_reminder(house):
    wanted = {"reminder_hours": 48, "draft_hours": 48}

    answer = await house.patch("/v1/business", {"parameters": {"introductions": wanted}})

    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["meeting_record", "client_confirmed_and_prospect_replied"])
async def test_r_int_05_evidence_makes_an_active_referral_and_begins_the_window(
    house, referral_db, kind
):
    referral = await carla_names_ben(house)
    assert referral["window_ends_at"] is None

    answer = await introduced(house, referral, {"evidence": {"kind": kind, "ref": "lead 7"}})

    made = answer.json()
    assert answer.status_code == 200
    assert (made["status"], made["class"]) == ("introduced", "active_referral")
    evidence = {"kind": kind, "ref": "lead 7", "authentication": None}
    assert made["introduction"]["evidence"] == evidence
    assert made["introduction"]["verified"] is True
    (event,) = await said(referral_db, IntroductionMade)
    assert (event.evidence_kind, event.verified) == (kind, True)
    assert (event.referral_class, event.introduced_at) == ("active_referral", event.made_at)
    ends_at = datetime.fromisoformat(made["window_ends_at"])
    midnight = event.made_at.replace(hour=0, minute=0, second=0, microsecond=0)
    assert ends_at == midnight + timedelta(days=91)


@pytest.mark.parametrize(
    "evidence",
    [
        {"kind": "typed_name", "ref": "Ben"},
        {"kind": "inbound_mail", "ref": "<1@mail.example>"},
        {"kind": "opt_in_link", "ref": "yes"},
        {"kind": "meeting_record"},
        {"kind": "meeting_record", "ref": " "},
    ],
)
async def test_r_int_05_a_typed_name_is_no_evidence_nor_is_what_must_come_by_itself(
    house, referral_db, evidence
):
    referral = await carla_names_ben(house)

    answer = await introduced(house, referral, {"evidence": evidence})

    assert answer.status_code == 422
    assert (await as_it_is(house, referral))["class"] == "named_referral"
    assert await said(referral_db, IntroductionMade) == []


async def test_r_int_05_two_who_say_it_at_once_make_one_introduction(house, referral_db):
    referral = await carla_names_ben(house)

    both = await asyncio.gather(introduced(house, referral), introduced(house, referral))

    assert sorted(each.status_code for each in both) == [200, 409]
    assert len(await said(referral_db, IntroductionMade)) == 1


async def test_r_int_05_an_introduction_that_comes_late_counts_all_the_same(house, referral_db):
    referral = await carla_names_ben(house)
    await house.post(f"/v1/referrals/{referral['id']}/lose", {})

    answer = await introduced(house, referral)

    assert answer.json()["status"] == "introduced"
    assert len(await said(referral_db, IntroductionMade)) == 1


async def test_r_int_05_nobody_introduces_in_the_future(house, referral_db):
    referral = await carla_names_ben(house)
    at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()

    answer = await introduced(house, referral, {**MEETING, "at": at})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/at")
    assert await said(referral_db, IntroductionMade) == []


async def test_r_int_05_a_sale_after_it_is_of_an_active_referral(house, referral_db):
    referral = await carla_names_ben(house)
    await introduced(house, referral)
    sale = {"source": "crm", "external_id": "1", "occurred_at": datetime.now(UTC).isoformat()}
    sale |= {"gross": {"minor": 420_000, "currency": "USD"}}
    sale |= {"buyer_ref": {"email": "ben@buyers.example"}}

    sold = await house.post("/v1/sales", sale)

    assert sold.json()["referral_id"] == referral["id"]
    (closed,) = await said(referral_db, SaleClosed)
    assert closed.referral.referral_class == "active_referral"
    assert closed.referral.introduced_at is not None
    assert closed.referral.introduction_verified is True


async def test_a_referrer_may_decline_and_be_asked_again(house, referral_db):
    referral = await carla_names_ben(house)

    body = {"status": "declined", "reason": "too_soon"}
    declined = await house.post(f"/v1/referrals/{referral['id']}/advance", body)

    assert declined.json()["status"] == "declined"
    (event,) = await said(referral_db, IntroductionDeclined)
    assert event.reason == "too_soon"
    assert (await requested(house, referral)).json()["status"] == "introduction_requested"


async def test_nothing_is_asked_about_a_prospect_who_wants_to_be_left_alone(house, referral_db):
    first = await carla_names_ben(house)
    await house.post(f"/v1/referrals/{first['id']}/withdraw", {})

    dora = {"email": "dora@clients.example"}
    taken = await carla_names_ben(house, program_id=first["program_id"], referrer_ref=dora)
    answer = await requested(house, taken)

    assert taken["status"] == "named"
    assert (answer.status_code, answer.json()["code"]) == (409, "not_contactable")
    assert len(await said(referral_db, IntroductionRequested)) == 1


async def expire(house, referral_db, by_s):
    await move_clock(referral_db, house.business_id, by_s)
    await run_due(referral_db, JOBS)


async def test_a_request_expires_after_thirty_days_and_not_before(house, referral_db):
    referral = await carla_names_ben(house)

    await expire(house, referral_db, 30 * DAY - 60)
    before = await as_it_is(house, referral)
    await expire(house, referral_db, 60)

    after = await as_it_is(house, referral)
    assert (before["status"], after["status"]) == ("introduction_requested", "expired")
    (event,) = await said(referral_db, ReferralExpired)
    assert (event.was, event.reason) == ("introduction_requested", "not_introduced")
    told = (await house.get(f"/v1/referrals/{referral['id']}/explain")).json()
    assert "No introduction came in time." in str(told)


async def test_an_introduction_keeps_a_request_from_expiring(house, referral_db):
    referral = await carla_names_ben(house)
    await introduced(house, referral)

    await expire(house, referral_db, 31 * DAY)

    assert (await as_it_is(house, referral))["status"] == "introduced"
    assert await said(referral_db, ReferralExpired) == []


async def test_a_new_request_has_thirty_days_of_its_own(house, referral_db):
    referral = await carla_names_ben(house)
    await expire(house, referral_db, 20 * DAY)
    await house.post(f"/v1/referrals/{referral['id']}/advance", {"status": "declined"})
    await requested(house, referral)

    await expire(house, referral_db, 11 * DAY)
    before = (await as_it_is(house, referral))["status"]
    await expire(house, referral_db, 20 * DAY)

    assert before == "introduction_requested"
    assert (await as_it_is(house, referral))["status"] == "expired"
    assert len(await said(referral_db, ReferralExpired)) == 1


def a_reminder(house, referral, at, step="reminder"):
    return IntroductionReminded(
        business_id=house.business_id,
        referral_id=ids.read("ref", referral["id"]),
        person_id=ids.read("per", referral["referrer_id"]),
        step=step,
        message_id=ids.new(),
        reminded_at=at,
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 0, 1)])
async def test_r_int_04_when_the_referrer_was_last_reminded_is_shown(house, referral_db, order):
    referral = await carla_names_ben(house)
    requested_at = datetime.fromisoformat(referral["introduction"]["requested_at"])
    reminder, draft = requested_at + timedelta(hours=48), requested_at + timedelta(hours=96)
    told = [a_reminder(house, referral, reminder), a_reminder(house, referral, draft, "draft")]
    assert referral["introduction"]["reminded_at"] is None

    for place in order:
        await deliver(referral_db, HANDLERS, [Said(told[place], place + 1)])

    shown = (await as_it_is(house, referral))["introduction"]
    assert datetime.fromisoformat(shown["reminded_at"]) == draft


async def test_r_int_04_a_reminder_of_a_request_before_is_none_of_the_newest(house, referral_db):
    referral = await carla_names_ben(house)
    requested_at = datetime.fromisoformat(referral["introduction"]["requested_at"])
    await house.post(f"/v1/referrals/{referral['id']}/advance", {"status": "declined"})
    assert (await requested(house, referral)).status_code == 200

    reminder = a_reminder(house, referral, requested_at)
    await deliver(referral_db, HANDLERS, [Said(reminder, 1)])

    shown = (await as_it_is(house, referral))["introduction"]
    assert shown["requested_at"] > referral["introduction"]["requested_at"]
    assert shown["reminded_at"] is None


async def test_r_int_04_that_a_prospect_was_contacted_is_said_for_whoever_reminds(
    house, referral_db
):
    referral = await carla_names_ben(house)

    answer = await house.post(f"/v1/referrals/{referral['id']}/advance", {"status": "contacted"})

    assert answer.status_code == 200
    (event,) = await said(referral_db, ReferralContacted)
    assert (event.subject, event.was) == (referral["id"], "introduction_requested")
    assert event.actor.startswith("key_")


async def words_of(referral_db, shown):
    """What was said of a person when they were referred, as it was said last."""
    told = [each for each in await said(referral_db, PersonChanged) if each.subject == shown]
    return [(each.how_known, each.need) for each in told[-1].referred]


async def test_r_int_06_what_the_referrer_said_travels_with_the_prospect_for_each_referral(
    house, referral_db
):
    words = {"context": "We row.", "need": "A roof that leaks."}
    first = await carla_names_ben(house, **words)
    dora = {"email": "dora@clients.example"}
    program_id = first["program_id"]
    await carla_names_ben(house, program_id=program_id, referrer_ref=dora, need="A boat.")
    again = await carla_names_ben(house, program_id=program_id, **words)

    assert (again["context"], again["need"]) == ("We row.", "A roof that leaks.")
    assert await words_of(referral_db, first["prospect_id"]) == [
        ("We row.", "A roof that leaks."),
        (None, "A boat."),
    ]


async def test_r_int_06_another_need_for_a_name_that_is_known_is_refused(house):
    first = await carla_names_ben(house, need="A roof that leaks.")
    refs = {name: first[f"{name}_id"] for name in ("referrer", "prospect")}

    answer = await house.post(
        "/v1/referrals",
        {
            "program_id": first["program_id"],
            "referrer_ref": refs["referrer"],
            "prospect_ref": refs["prospect"],
            "permission": True,
            "need": "A boat.",
        },
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "referral_differs")


async def test_r_int_06_what_somebody_said_of_others_goes_when_they_are_erased(house, referral_db):
    first = await carla_names_ben(house, context="Carla and I row.", need="Carla says: a roof.")
    dora = {"email": "dora@clients.example"}
    program_id = first["program_id"]
    await carla_names_ben(house, program_id=program_id, referrer_ref=dora, need="A boat.")

    await house.post(f"/v1/people/{first['referrer_id']}/erase")

    async with referral_db.begin([house.business_id]) as session:
        kept = await session.scalar(text("select referred from person where referred <> '[]'"))
        log = await session.scalars(text("select data::text from bus.outbox"))
        assert [each for each in log if "Carla" in each] == []
    assert [each["need"] for each in kept] == ["A boat."]
    shown = await as_it_is(house, first)
    assert (shown["context"], shown["need"]) == (None, None)


async def test_r_int_06_two_who_are_one_keep_what_was_said_of_both(house, referral_db):
    first = await carla_names_ben(house, need="A roof.")
    other = {"phone": "+15035550177"}
    program_id = first["program_id"]
    second = await carla_names_ben(
        house, program_id=program_id, prospect_ref=other, context="At school."
    )

    await house.post(f"/v1/people/{second['prospect_id']}/merge", {"into": first["prospect_id"]})

    assert await words_of(referral_db, first["prospect_id"]) == [
        (None, "A roof."),
        ("At school.", None),
    ]


async def test_r_int_06_what_is_told_of_a_known_name_later_travels_too(house, referral_db):
    first = await carla_names_ben(house, context="We row.")
    later = await carla_names_ben(house, program_id=first["program_id"], need="A roof.")

    assert (later["context"], later["need"]) == ("We row.", "A roof.")
    assert await words_of(referral_db, first["prospect_id"]) == [("We row.", "A roof.")]
