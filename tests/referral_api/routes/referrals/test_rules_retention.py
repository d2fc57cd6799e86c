"""R-MSG-13: prospects are forgotten, at the edges of time, and only who is nothing else."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.referral_api.conftest import OpenHouse
from tests.referral_api.introductions import carla_names_ben

from goodword import ids
from goodword.asking import add_months
from goodword.database import Database
from goodword.letters.links import opt_in_url
from goodword.testing.jobs import move_clock, run_due
from referral_api.main import job_kinds
from referral_api.routes.tools import Tools

DAY = 24 * 3600
MEETING = {"evidence": {"kind": "meeting_record", "ref": "calendar 7"}}
CONSENT = {
    "purpose": "introduction",
    "channel": "email",
    "state": "given",
    "basis": "consent",
    "at": "2026-01-01T00:00:00Z",
    "evidence": {"kind": "form"},
}


class Time:
    """Time that passes for one house, and what is done then."""

    def __init__(self, db: Database, tools: Tools, business_id: UUID) -> None:
        self._db, self._tools, self._business_id = db, tools, business_id
        self._passed = 0

    async def passes(self, seconds: int) -> None:
        """So many seconds have passed since the beginning."""
        await move_clock(self._db, self._business_id, seconds - self._passed)
        self._passed = seconds
        await self.now()

    async def now(self) -> None:
        await run_due(self._db, job_kinds(self._tools.eraser))


@pytest.fixture
async def house(open_house: OpenHouse) -> Any:
    return await open_house(mode="test")


@pytest.fixture
def time(referral_db: Database, tools: Tools, house: Any) -> Time:
    return Time(referral_db, tools, house.business_id)


def month_or_30_days(named_at: datetime) -> datetime:
    month = datetime.combine(add_months(named_at.date(), 1), named_at.timetz())
    return min(named_at + timedelta(days=30), month)


async def erased(house: Any, referral: dict[str, Any]) -> bool:
    person = (await house.get(f"/v1/people/{referral['prospect_id']}")).json()
    return bool(person["emails"] == [] and person["name"]["given"] is None)


async def whose_erasures(house: Any, db: Database) -> set[str]:
    """Of whom nothing is known any more."""
    async with db.begin([house.business_id]) as session:
        found = await session.scalars(text("select id from person where erased_at is not null"))
        return {ids.show("per", each) for each in found}


async def post(house: Any, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await house.post(path, body)
    assert answer.status_code < 300, answer.text
    return dict(answer.json())


async def test_r_msg_13_who_never_agreed_is_forgotten_after_30_days_and_not_before(
    house, time, referral_db
):
    referral = await carla_names_ben(house)

    named_at = datetime.fromisoformat(referral["created_at"])
    kept_s = int((month_or_30_days(named_at) - named_at).total_seconds())

    await time.passes(kept_s - 60)
    before = await erased(house, referral)
    await time.passes(kept_s + 1)

    assert (before, await erased(house, referral)) == (False, True)
    carla = (await house.get(f"/v1/people/{referral['referrer_id']}")).json()
    assert carla["emails"] == ["carla@clients.example"]
    assert await whose_erasures(house, referral_db) == {referral["prospect_id"]}


async def test_r_msg_13_the_hashes_outlive_it_until_the_window_ends(house, time, referral_db):
    referral = await carla_names_ben(house)
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text("update referral set window_ends_at = now() + '90 days'"))

    await time.passes(30 * DAY + 1)

    sale = {
        "source": "till",
        "external_id": "1",
        "occurred_at": referral["created_at"],
        "gross": {"minor": 420_000, "currency": "USD"},
        "buyer_ref": {"email": "ben@buyers.example"},
    }
    assert (await post(house, "/v1/sales", sale))["referral_id"] == referral["id"]


async def test_r_msg_13_who_says_no_is_forgotten_at_once_and_stays_suppressed(
    house, time, referral_db, tools
):
    referral = await carla_names_ben(house)

    await post(house, f"/v1/referrals/{referral['id']}/withdraw", {})
    await time.now()

    assert await erased(house, referral)
    hashed = tools.hasher.address(house.business_id, "email", "ben@buyers.example")
    async with referral_db.begin([house.business_id]) as session:
        kept = (await session.execute(text("select address_hash, scope from suppression"))).all()
        traces = await session.scalar(text("select count(*) from prospect_trace"))
    assert {tuple(row) for row in kept} == {(hashed, "all"), (hashed, "marketing")}
    assert traces == 0


async def test_r_msg_13_a_no_by_the_link_forgets_them_at_once_and_the_link_says_so_still(
    house, time, visitor, tools
):
    referral = await carla_names_ben(house)
    who = house.business_id, ids.read("ref", referral["id"])
    link = opt_in_url("", tools.signer, who, "en")
    assert (await visitor.post(link, data={"answer": "no"})).status_code == 200
    before = await erased(house, referral)

    await time.now()

    assert (before, await erased(house, referral)) == (False, True)
    again = await visitor.get(link)
    assert (again.status_code, "<form" in again.text) == (200, False)


async def test_r_msg_13_who_agreed_is_kept_while_something_may_come_of_it_and_a_year_longer(
    house, time
):
    referral = await carla_names_ben(house)
    await post(house, f"/v1/referrals/{referral['id']}/introductions", MEETING)
    await time.passes(29 * DAY)
    await post(house, f"/v1/referrals/{referral['id']}/lose", {})

    await time.passes((29 + 364) * DAY)
    before = await erased(house, referral)
    await time.passes((29 + 367) * DAY)

    assert (before, await erased(house, referral)) == (False, True)


async def test_r_msg_13_who_agreed_and_is_talked_to_is_not_forgotten_by_the_first_timer(
    house, time
):
    referral = await carla_names_ben(house)
    await post(house, f"/v1/referrals/{referral['id']}/introductions", MEETING)

    await time.passes(31 * DAY)

    assert not await erased(house, referral)


async def test_r_msg_13_whom_another_names_later_is_kept_for_that(house, time):
    first = await carla_names_ben(house)
    await time.passes(20 * DAY)
    other = {"email": "dora@clients.example"}
    await carla_names_ben(house, program_id=first["program_id"], referrer_ref=other)

    await time.passes(31 * DAY)
    after_the_first = await erased(house, first)
    await time.passes(50 * DAY + 60)

    assert (after_the_first, await erased(house, first)) == (False, True)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/v1/sales",
            {
                "source": "till",
                "external_id": "1",
                "gross": {"minor": 100, "currency": "USD"},
                "buyer_ref": {"email": "ben@buyers.example"},
            },
        ),
        ("/v1/people/{prospect}/consents", CONSENT),
        (
            "/v1/opportunities",
            {
                "source": "crm",
                "external_id": "7",
                "person_ref": {"email": "ben@buyers.example"},
                "stage": "open",
                "changed_at": "2026-01-01T00:00:00Z",
            },
        ),
        (
            "/v1/issues",
            {
                "person_ref": {"email": "ben@buyers.example"},
                "kind": "question",
                "opened_at": "2026-01-01T00:00:00Z",
            },
        ),
    ],
)
@pytest.mark.parametrize("no", [True, False])
async def test_r_msg_13_who_is_more_than_a_name_to_us_is_not_forgotten(
    house, time, path: str, body: dict[str, Any], no: bool
):
    referral = await carla_names_ben(house)
    more = {"occurred_at": referral["created_at"]} if path == "/v1/sales" else {}
    await post(house, path.format(prospect=referral["prospect_id"]), body | more)

    if no and path != "/v1/sales":
        await post(house, f"/v1/referrals/{referral['id']}/withdraw", {})
    await time.passes(40 * DAY)

    assert not await erased(house, referral)


async def test_r_msg_13_a_merged_prospect_is_forgotten_with_whom_they_became(
    house, time, referral_db
):
    referral = await carla_names_ben(house)
    other = await carla_names_ben(
        house, program_id=referral["program_id"], prospect_ref={"phone": "+15035550177"}
    )
    into = {"into": other["prospect_id"]}
    await post(house, f"/v1/people/{referral['prospect_id']}/merge", into)

    await time.passes(30 * DAY + 60)

    both = {referral["prospect_id"], other["prospect_id"]}
    assert await whose_erasures(house, referral_db) == both


PLAN = import_module("referral_api.migrations.versions.0036_forget_earlier_prospects").PLAN
"""What the migration does with prospects of before."""


async def test_r_msg_13_who_was_named_before_there_was_a_time_to_forget_gets_one(
    house, time, referral_db
):
    ben = await carla_names_ben(house)
    known = {"program_id": ben["program_id"]}
    dora = await carla_names_ben(house, **known, prospect_ref={"email": "dora@buyers.example"})
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text("delete from job"))
        earlier = """update referral set steps = jsonb_set(steps, '{0,at}', to_jsonb(
            (steps -> 0 ->> 'at')::timestamptz - interval '29 days 12 hours')) where id = :id"""
        await session.execute(text(earlier), {"id": ids.read("ref", dora["id"])})

    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text(PLAN))
        await session.execute(text(PLAN))
    await time.now()
    assert await whose_erasures(house, referral_db) == set()
    await time.passes(DAY + 60)
    assert await whose_erasures(house, referral_db) == {dora["prospect_id"]}
    await time.passes(30 * DAY + 60)

    both = {ben["prospect_id"], dora["prospect_id"]}
    assert await whose_erasures(house, referral_db) == both
    carla = (await house.get(f"/v1/people/{ben['referrer_id']}")).json()
    assert carla["emails"] == ["carla@clients.example"]


async def test_r_msg_13_an_erasure_by_time_is_audited_as_one(house, time, referral_db):
    referral = await carla_names_ben(house)

    await time.passes(30 * DAY + 1)
    await time.passes(30 * DAY + 60)

    async with referral_db.begin([house.business_id]) as session:
        rows = (await session.execute(text("select person_id, asked_by from erasure"))).all()
    shown = [(ids.show("per", row.person_id), row.asked_by) for row in rows]
    assert shown == [(referral["prospect_id"], "retention")]
