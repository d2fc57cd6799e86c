"""Whatever is said of a referral and in whatever order: it is an active one from the moment that an
introduction is shown, and never before (R-SRC-01, R-INT-05), so that nothing else can earn."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.introductions import carla_names_ben
from tests.referral_api.said import said

from goodword import ids
from goodword.database import Database
from goodword.events import IntroductionMade, SaleClosed

SHOWN = ("meeting_record", "client_confirmed_and_prospect_replied")
ACTIVE = "active_referral"
CLAIMED = ("typed_name", "inbound_mail", "opt_in_link")


def _told(kind: str) -> tuple[str, dict[str, Any]]:
    return "introductions", {"evidence": {"kind": kind, "ref": "note 7"}}


STEPS = st.one_of(
    st.sampled_from(["permission_given", "declined", "contacted", "qualified"]).map(
        lambda status: ("advance", {"status": status})
    ),
    st.just(("request_introduction", {})),
    st.just(("lose", {"reason": "no_need"})),
    st.just(("withdraw", {})),
    st.sampled_from((*SHOWN, *CLAIMED, *CLAIMED)).map(_told),
    st.just(("sale", {})),
)


@settings(max_examples=6, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[_told("typed_name"), ("advance", {"status": "contacted"}), ("sale", {})])
@example(steps=[_told("opt_in_link"), _told("meeting_record"), ("sale", {})])
@given(steps=st.lists(STEPS, min_size=2, max_size=7))
async def test_r_src_01_r_int_05_only_what_shows_an_introduction_makes_an_active_referral(
    open_house: OpenHouse, referral_db: Database, steps: list[tuple[str, dict[str, Any]]]
) -> None:
    house = await open_house(slug=f"path-{ids.new().hex[-12:]}")
    referral = await carla_names_ben(house)
    shown, sales = False, []

    for number, (what, body) in enumerate(steps):
        if what == "sale":
            await _sell(house, number)
            sales.append(shown)
            continue
        answer = await house.post(f"/v1/referrals/{referral['id']}/{what}", body)
        evidence = body.get("evidence", {}).get("kind")
        assert answer.status_code < 300 or evidence not in SHOWN or answer.status_code == 409
        shown = shown or (answer.status_code < 300 and evidence in SHOWN)
        now = (await house.get(f"/v1/referrals/{referral['id']}")).json()
        assert (now["class"] == "active_referral") is shown

    made = [one for one in await said(referral_db, IntroductionMade) if _ours(one, house)]
    sold = [one for one in await said(referral_db, SaleClosed) if _ours(one, house)]
    assert bool(made) is shown
    for then, one in zip(sales, sold, strict=True):
        assert one.referral is None or (one.referral.referral_class == ACTIVE) is then


async def _sell(house: House, number: int) -> None:
    at = datetime.now(UTC).isoformat()
    sale: dict[str, Any] = {"source": "till", "external_id": str(number), "occurred_at": at}
    sale |= {"gross": {"minor": 200_000, "currency": "USD"}}
    answer = await house.post("/v1/sales", sale | {"buyer_ref": {"email": "ben@buyers.example"}})
    assert answer.status_code in (200, 201), answer.text


def _ours(event: Any, house: House) -> bool:
    return bool(event.business_id == house.business_id)
