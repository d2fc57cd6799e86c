"""Names that were given, and how far they came."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from tests.referral_api.people import ana_joins
from tests.referral_api.said import said
from tests.referral_api.stories import a_draft, a_participant, a_program

from goodword import ids
from goodword.events import (
    ContactSuppressed,
    ReferralCreated,
    ReferralExpired,
    ReferralLost,
    ReferralNamed,
    ReferralQualified,
    ReferralWithdrawn,
    SaleClosed,
)
from goodword.testing.jobs import run_due
from referral_api.main import JOBS

DAY = 86_400
CRM = {"evidence": {"kind": "crm", "ref": "lead 7"}}


@pytest.fixture
async def ana(house):
    return await ana_joins(house)


def a_name(ana, **given):
    body = {"program_id": ana["program_id"], "referrer_ref": ana["person_id"], "permission": True}
    body |= {"prospect_ref": {"email": "ben@buyers.example", "phone": "+12015550123"}}
    return body | given


async def named(house, ana, **given):
    made = await house.post("/v1/referrals", a_name(ana, **given))
    assert made.status_code in (200, 201), made.text
    return made.json()


def a_sale(external_id="1", **given):
    at = datetime.now(UTC).isoformat()
    money = {"minor": 7990, "currency": "USD"}
    buyer = {"email": "ben@buyers.example"}
    body = {"source": "till", "external_id": external_id, "occurred_at": at, "gross": money}
    return body | {"buyer_ref": buyer} | given


async def history(house, referral):
    shown = (await house.get(f"/v1/referrals/{referral['id']}/history")).json()
    assert shown["object"] == "list"
    return shown["data"]


async def test_a_name_is_given_with_leave(house, ana, referral_db):
    made = await house.post(
        "/v1/referrals", a_name(ana, context="They row together.", metadata={"from": "call"})
    )

    referral = made.json()
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert (referral["class"], referral["status"]) == ("named_referral", "named")
    assert (referral["channel"], referral["permission"]) == ("named", True)
    assert (referral["context"], referral["metadata"]) == ("They row together.", {"from": "call"})
    assert referral["window_ends_at"] is not None
    prospect = (await house.get(f"/v1/people/{referral['prospect_id']}")).json()
    assert prospect["roles"] == ["prospect"]
    (created,) = await said(referral_db, ReferralCreated)
    assert (created.how, created.referral_class) == ("named", "named_referral")
    (step,) = await history(house, referral)
    assert (step["status"], step["evidence"]) == ("named", {"kind": "permission"})
    assert step["actor"].startswith("key_")
    assert (await house.get(f"/v1/referrals/{referral['id']}")).json() == referral


async def test_a_name_without_leave_is_a_lead_until_leave_is_given(house, ana, referral_db):
    lead = await named(house, ana, permission=False)
    later = await named(house, ana)
    again = await named(house, ana, permission=False)

    assert (lead["class"], lead["permission"]) == ("passive_lead", False)
    assert lead["id"] == later["id"] == again["id"]
    assert later["class"] == again["class"] == "named_referral"
    (created,) = await said(referral_db, ReferralCreated)
    (agreed,) = await said(referral_db, ReferralNamed)
    assert (created.standing, created.named_at) == (None, None)
    assert (agreed.referral_class, agreed.how) == ("named_referral", "named")
    assert agreed.standing is not None
    assert agreed.standing.prospect_is_new
    assert later["version"] == again["version"] == 2
    assert [each["evidence"]["kind"] for each in await history(house, lead)] == [
        "name",
        "permission",
    ]


async def test_what_a_reward_for_a_name_rests_on_is_frozen_into_it(house, ana, referral_db):
    await house.patch(f"/v1/people/{ana['person_id']}", {"tags": ["vip"]})
    favourites = {"favourite_restaurant": "Luigi's", "favourite_charity": "Red Cross"}
    await house.http.put(f"/v1/people/{ana['person_id']}/preferences", json=favourites)
    await house.post(f"/v1/participants/{ana['id']}/discuss", {})
    cleo = {"email": "cleo@buyers.example"}
    await house.post("/v1/sales", a_sale(buyer_ref=cleo, codes=["ANA20"]))

    await named(house, ana)
    await named(house, ana, prospect_ref={"email": "dora@buyers.example"}, permission=False)

    brought, created, lead = await said(referral_db, ReferralCreated)
    assert (brought.standing, lead.standing) == (None, None)
    assert (brought.facts, lead.facts) == (None, None)
    frozen = created.standing
    assert (frozen.prospect_is_new, frozen.referrer_tags) == (True, ("vip",))
    assert frozen.referrer_sales.lifetime == frozen.referrer_sales.in_month == 1
    assert frozen.shared_at == datetime.fromisoformat(ana["joined_at"])
    assert frozen.favourites_at < frozen.discussed_at < created.created_at
    assert created.named_at == created.created_at


async def test_nobody_is_named_who_was_brought_by_a_code_before(house, ana, referral_db):
    sale = (await house.post("/v1/sales", a_sale(codes=["ANA20"]))).json()

    known = await named(house, ana)

    assert (known["id"], known["class"]) == (sale["referral_id"], "named_referral")
    assert await said(referral_db, ReferralNamed) == []


async def test_leave_that_is_given_twice_at_once_is_said_once(house, ana, referral_db):
    lead = await named(house, ana, permission=False)

    both = await asyncio.gather(named(house, ana), named(house, ana))

    assert {each["id"] for each in both} == {lead["id"]}
    assert len(await said(referral_db, ReferralNamed)) == 1


async def test_after_a_term_names_come_of_earlier_promises_alone(house):
    program = await a_program(house, ends_at="2030-01-01T00:00:00Z")
    ana = await a_participant(house, program_id=program["id"])
    await house.post("/v1/test_clock/advance", {"by_s": 6 * 365 * DAY})

    kept = await house.post("/v1/referrals", a_name(ana))
    late = await house.post("/v1/referrals", a_name(ana, referrer_ref={"email": "cleo@b.example"}))

    assert kept.status_code == 201
    assert (late.status_code, late.json()["code"]) == (409, "program_not_active")
    assert "until 2030-01-01 00:00 UTC" in late.json()["detail"]


async def test_a_name_that_cannot_be_taken_is_refused(house, ana, open_house):
    other = await open_house(slug="green-door")
    draft = await a_draft(house)

    myself = await house.post("/v1/referrals", a_name(ana, prospect_ref=ana["person_id"]))
    unoffered = await house.post("/v1/referrals", a_name(ana, program_id=draft["id"]))
    nobody = await house.post("/v1/referrals", a_name(ana, rep_id=ids.show("per", ids.new())))
    foreign = await other.post("/v1/referrals", a_name(ana))

    assert (myself.status_code, myself.json()["code"]) == (422, "self_referral")
    assert myself.json()["errors"][0]["pointer"] == "/prospect_ref"
    assert (unoffered.status_code, unoffered.json()["code"]) == (409, "program_not_active")
    assert (nobody.status_code, nobody.json()["code"]) == (422, "person_unknown")
    assert foreign.status_code == 404
    assert (await house.get("/v1/referrals")).json()["data"] == []


async def test_a_named_prospect_who_buys_wins_without_any_code(house, ana, referral_db):
    referral = await named(house, ana)

    sale = (await house.post("/v1/sales", a_sale())).json()

    assert sale["referral_id"] == referral["id"]
    assert sale["match"]["by"] == "email"
    won = (await house.get(f"/v1/referrals/{referral['id']}")).json()
    assert (won["status"], won["sale_ids"], won["version"]) == ("won", [sale["id"]], 2)
    step = (await history(house, referral))[-1]
    assert (step["status"], step["actor"]) == ("won", "source:till")
    assert step["evidence"] == {"kind": "sale", "source": "till", "external_id": "1"}
    (closed,) = await said(referral_db, SaleClosed)
    assert (closed.referral.channel, closed.referral.referral_class) == ("named", "named_referral")
    assert closed.referral.named_at is not None


async def test_steps_are_taken_with_evidence_and_said(house, ana, referral_db):
    referral = await named(house, ana)
    path = f"/v1/referrals/{referral['id']}"

    contacted = await house.post(f"{path}/advance", {"status": "contacted"})
    at = datetime.now(UTC) - timedelta(hours=1)
    qualified = await house.post(
        f"{path}/advance", {"status": "qualified", "at": at.isoformat(), **CRM}
    )
    lost = await house.post(f"{path}/lose", {"reason": "no_need"})

    assert [each.json()["status"] for each in (contacted, qualified, lost)] == [
        "contacted",
        "qualified",
        "lost",
    ]
    steps = await history(house, referral)
    assert [each["status"] for each in steps] == ["named", "contacted", "qualified", "lost"]
    assert steps[2]["evidence"] == {"kind": "crm", "ref": "lead 7"}
    assert steps[3]["evidence"] == {"reason": "no_need"}
    (told,) = await said(referral_db, ReferralQualified)
    assert (told.qualified_at, told.actor) == (at, steps[2]["actor"])
    assert told.standing.referrer_sales.lifetime == 0
    assert told.facts.moment == at
    assert told.referral_class == "named_referral"
    (gone,) = await said(referral_db, ReferralLost)
    assert (gone.was, gone.reason) == ("qualified", "no_need")


async def test_a_move_that_is_not_allowed_says_which_are(house, ana, referral_db):
    referral = await named(house, ana)
    path = f"/v1/referrals/{referral['id']}"
    await house.post(f"{path}/advance", {"status": "qualified"})

    back = await house.post(f"{path}/advance", {"status": "contacted"})

    assert (back.status_code, back.json()["code"]) == (409, "illegal_transition")
    assert back.json()["current"] == "qualified"
    assert back.json()["allowed"] == ["won", "lost", "withdrawn"]
    assert len(await history(house, referral)) == 2


async def test_what_changed_meanwhile_is_not_moved(house, ana):
    referral = await named(house, ana)
    path = f"/v1/referrals/{referral['id']}/advance"
    seen = {"If-Match": '"1"'}

    first = await house.post(path, {"status": "contacted"}, headers=seen)
    second = await house.post(path, {"status": "qualified"}, headers=seen)

    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert (second.status_code, second.json()["code"]) == (412, "version_conflict")


async def test_nothing_happens_in_the_future(house, ana):
    referral = await named(house, ana)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()

    refused = await house.post(
        f"/v1/referrals/{referral['id']}/advance", {"status": "contacted", "at": tomorrow}
    )

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/at")


async def test_who_says_no_is_left_alone_for_good(house, ana, referral_db):
    referral = await named(house, ana)
    path = f"/v1/referrals/{referral['id']}"

    gone = await house.post(f"{path}/withdraw", {"reason": "asked_to_stop"})
    again = await house.post(f"{path}/withdraw", {})
    sale = (await house.post("/v1/sales", a_sale())).json()

    assert gone.json()["status"] == "withdrawn"
    assert (again.status_code, again.json()["allowed"]) == (409, [])
    (told,) = await said(referral_db, ReferralWithdrawn)
    assert (told.was, told.reason) == ("named", "asked_to_stop")
    suppressed = await said(referral_db, ContactSuppressed)
    assert sorted(each.channel for each in suppressed) == ["email", "sms"]
    # The source's fact is kept, without effect, and says why.
    assert sale["referral_id"] is None
    assert [each["outcome"] for each in sale["match"]["candidates"]] == ["withdrawn"]


async def test_who_said_no_and_buys_with_the_code_keeps_having_said_no(house, ana):
    referral = await named(house, ana)
    await house.post(f"/v1/referrals/{referral['id']}/withdraw")

    sale = (await house.post("/v1/sales", a_sale(codes=["ANA20"]))).json()

    assert (sale["referral_id"], sale["match"]["by"]) == (referral["id"], "code")
    assert (await house.get(f"/v1/referrals/{referral['id']}")).json()["status"] == "withdrawn"
    assert [each["status"] for each in await history(house, referral)] == ["named", "withdrawn"]


async def test_a_referral_expires_with_its_window_on_the_clock_of_its_business(
    house, ana, referral_db
):
    referral = await named(house, ana)
    won = await named(house, ana, prospect_ref={"email": "carl@buyers.example"})
    await house.post("/v1/sales", a_sale(buyer_ref={"email": "carl@buyers.example"}))

    await house.post("/v1/test_clock/advance", {"by_s": 29 * DAY})
    early = await run_due(referral_db, JOBS)
    await house.post("/v1/test_clock/advance", {"by_s": 2 * DAY})
    await run_due(referral_db, JOBS)

    assert early == 0
    expired = (await house.get(f"/v1/referrals/{referral['id']}")).json()
    assert expired["status"] == "expired"
    assert (await house.get(f"/v1/referrals/{won['id']}")).json()["status"] == "won"
    (told,) = await said(referral_db, ReferralExpired)
    assert (ids.show("ref", told.referral_id), told.was) == (referral["id"], "named")
    step = (await history(house, referral))[-1]
    assert (step["at"], step["actor"]) == (referral["window_ends_at"], "system")
    late = await house.post(f"/v1/referrals/{referral['id']}/advance", {"status": "contacted"})
    assert (late.status_code, late.json()["current"]) == (409, "expired")


async def test_a_lost_referral_is_won_by_a_purchase_within_its_window(house, ana):
    referral = await named(house, ana)
    await house.post(f"/v1/referrals/{referral['id']}/lose")

    sale = (await house.post("/v1/sales", a_sale())).json()

    assert sale["referral_id"] == referral["id"]
    assert (await house.get(f"/v1/referrals/{referral['id']}")).json()["status"] == "won"


async def test_a_window_from_the_introduction_has_not_begun(house):
    gift = {"kind": "gift_card", "amount": {"fixed": "50.00"}}
    rewards = [{"rule": "referrer", "to": "referrer", "give": gift}]
    program = await a_program(house, kind="active_intro", rewards=rewards)
    made = await house.post(
        "/v1/referrals",
        {
            "program_id": program["id"],
            "referrer_ref": {"email": "ana@friends.example"},
            "prospect_ref": {"email": "ben@buyers.example"},
            "permission": True,
        },
    )
    sale = (await house.post("/v1/sales", a_sale())).json()

    assert made.json()["window_ends_at"] is None
    assert sale["referral_id"] == made.json()["id"]
    assert sale["participant_id"] is None


async def test_referrals_are_listed_by_what_they_are(house, ana):
    referral = await named(house, ana)
    await named(house, ana, prospect_ref={"email": "carl@buyers.example"}, permission=False)
    await house.post("/v1/sales", a_sale("2", codes=["ANA20"], buyer_ref={"email": "d@x.example"}))

    async def found(**filters):
        return [each["id"] for each in (await house.get("/v1/referrals", **filters)).json()["data"]]

    assert len(await found()) == 3
    assert await found(prospect_id=referral["prospect_id"]) == [referral["id"]]
    assert await found(person_id=referral["prospect_id"]) == [referral["id"]]
    assert len(await found(person_id=ana["person_id"])) == 3
    assert len(await found(channel="named")) == 2
    assert await found(**{"class": "named_referral"}) == [referral["id"]]
    assert len(await found(status="won")) == 1
    assert await found(created_before=referral["created_at"]) == []


async def test_two_businesses_name_the_same_people(house, ana, open_house, referral_db):
    other = await open_house(slug="green-door")
    theirs = await ana_joins(other)
    mine = await named(house, ana)
    yours = await named(other, theirs)

    for path in ("", "/history"):
        assert (await other.get(f"/v1/referrals/{mine['id']}{path}")).status_code == 404
    for move in ("advance", "lose", "withdraw"):
        body = {"status": "contacted"} if move == "advance" else {}
        assert (await other.post(f"/v1/referrals/{mine['id']}/{move}", body)).status_code == 404
    assert (await house.get(f"/v1/referrals/{mine['id']}")).json() == mine
    sale = (await other.post("/v1/sales", a_sale())).json()
    assert sale["referral_id"] == yours["id"]
    async with referral_db.begin([other.business_id]) as session:
        seen = await session.scalars(text("select id from referral"))
        assert [ids.show("ref", each) for each in seen] == [yours["id"]]


async def test_a_name_given_again_takes_what_is_new_and_refuses_what_differs(house):
    ana = await ana_joins(house)
    body = {
        "program_id": ana["program_id"],
        "referrer_ref": ana["person_id"],
        "prospect_ref": {"email": "ben@buyers.example"},
        "permission": True,
    }
    first = (await house.post("/v1/referrals", body)).json()

    more = await house.post("/v1/referrals", body | {"context": "They sail together."})
    same = await house.post("/v1/referrals", body | {"permission": False})
    other = await house.post(
        "/v1/referrals", body | {"context": "They row.", "metadata": {"list": "3"}}
    )

    assert (more.status_code, more.json()["context"]) == (200, "They sail together.")
    assert (same.status_code, same.json()) == (200, more.json())
    assert (other.status_code, other.json()["code"]) == (409, "referral_differs")
    assert [each["pointer"] for each in other.json()["errors"]] == ["/context"]
    assert other.json()["known_as"] == first["id"]
    kept = (await house.get(f"/v1/referrals/{first['id']}")).json()
    assert (kept["context"], kept["metadata"]) == ("They sail together.", {})
