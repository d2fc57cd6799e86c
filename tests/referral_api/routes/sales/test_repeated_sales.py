"""The same sale, or refund, reported again by REST: answered as it is, or told where it differs."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.referral_api.people import ana_joins
from tests.referral_api.routes.sales.test_sales import REFUND, SALE, usd
from tests.referral_api.said import said

from goodword import ids
from goodword.events import SaleClosed, SaleCorrected, SaleRefunded


def pointers(answer):
    return [each["pointer"] for each in answer.json()["errors"]]


async def test_the_same_content_is_answered_as_it_is(house, referral_db):
    first = await house.post("/v1/sales", SALE)

    again = await house.post("/v1/sales", SALE)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert len(await said(referral_db, SaleClosed)) == 1


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"gross": usd(9000)}, ["/gross"]),
        ({"net": usd(7000), "tags": []}, ["/net", "/tags"]),
        ({"net": None}, ["/net"]),
        ({"occurred_at": "2026-03-05T12:00:01Z"}, ["/occurred_at"]),
        ({"codes": []}, ["/codes"]),
        ({"items": []}, ["/items"]),
        ({"test": True}, ["/test"]),
        ({"metadata": {"till": "4"}}, ["/metadata"]),
        ({"buyer_ref": {"email": "cleo@buyers.example"}}, ["/buyer_ref"]),
    ],
)
async def test_other_content_is_refused_with_what_differs(house, referral_db, change, fields):
    first = (await house.post("/v1/sales", SALE)).json()

    again = await house.post("/v1/sales", SALE | change)

    assert (again.status_code, again.json()["code"]) == (409, "sale_differs")
    assert pointers(again) == fields
    assert again.json()["known_as"] == first["id"]
    assert (await house.get(f"/v1/sales/{first['id']}")).json() == first
    assert (await house.get("/v1/people", email="cleo@buyers.example")).json()["data"] == []
    assert await said(referral_db, SaleCorrected) == []


async def test_a_newer_version_changes_no_buyer_and_no_time(house, referral_db):
    first = (await house.post("/v1/sales", SALE)).json()
    at = {"updated_at": "2026-03-05T13:00:00Z"}

    moved = await house.post("/v1/sales", SALE | at | {"codes": ["BEN20"], "net": usd(1)})
    euros = {"gross": {"minor": 9130, "currency": "EUR"}, "net": None}
    foreign = await house.post("/v1/sales", SALE | at | euros)

    assert (moved.status_code, pointers(moved)) == (409, ["/codes"])
    assert "attribute" in moved.json()["errors"][0]["detail"]
    assert (foreign.status_code, pointers(foreign)) == (409, ["/gross", "/net"])
    assert (await house.get(f"/v1/sales/{first['id']}")).json() == first


async def test_a_version_of_the_same_moment_is_no_newer_one(house):
    at = {"updated_at": "2026-03-05T13:00:00Z"}
    await house.post("/v1/sales", SALE | at)

    again = await house.post("/v1/sales", SALE | at)
    other = await house.post("/v1/sales", SALE | at | {"metadata": {}})

    assert again.status_code == 200
    assert (other.status_code, pointers(other)) == (409, ["/metadata"])


async def test_the_buyer_is_the_same_by_any_name_and_after_a_merge(house):
    phone = {"phone": "+15550001111"}
    sale = (await house.post("/v1/sales", SALE | {"buyer_ref": SALE["buyer_ref"] | phone})).json()
    ben = sale["buyer_id"]
    other = (await house.post("/v1/people", {"emails": ["benjamin@buyers.example"]})).json()["id"]
    await house.post(f"/v1/people/{ben}/merge", {"into": other})

    refs = [phone, ben, other, {"email": "benjamin@buyers.example"}, None]
    answers = [await house.post("/v1/sales", SALE | {"buyer_ref": ref}) for ref in refs]
    stranger = await house.post("/v1/sales", SALE | {"buyer_ref": ids.show("per", ids.new())})

    assert [answer.status_code for answer in answers] == [200] * 5
    assert (stranger.status_code, pointers(stranger)) == (409, ["/buyer_ref"])


async def test_of_an_erased_buyer_only_amounts_are_compared(house):
    sale = (await house.post("/v1/sales", SALE)).json()
    assert (await house.post(f"/v1/people/{sale['buyer_id']}/erase")).status_code == 202

    same = await house.post("/v1/sales", SALE)
    other = await house.post("/v1/sales", SALE | {"net": usd(1)})

    assert same.status_code == 200
    assert (other.status_code, pointers(other)) == (409, ["/net"])


async def test_another_rep_is_other_content(house):
    reps = [
        (await house.post("/v1/people", {"emails": [f"rep{number}@shop.example"]})).json()["id"]
        for number in (1, 2)
    ]
    await house.post("/v1/sales", SALE | {"rep_id": reps[0]})

    same = await house.post("/v1/sales", SALE | {"rep_id": reps[0]})
    other = await house.post("/v1/sales", SALE | {"rep_id": reps[1]})

    assert same.status_code == 200
    assert (other.status_code, pointers(other)) == (409, ["/rep_id"])


async def test_a_sale_more_than_a_day_ahead_is_refused(house):
    ahead = await house.post("/v1/sales", SALE | {"occurred_at": "2999-03-05T12:00:00Z"})
    part = await house.post(
        "/v1/sales", SALE | {"occurred_at": "2999-03-05T12:00:00Z", "paid": usd(1)}
    )

    for answer in (ahead, part):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
        assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
            ("/occurred_at", "in_the_future")
        ]
    assert (await house.get("/v1/sales")).json()["data"] == []


async def test_the_business_s_own_clock_tells_what_is_ahead(house):
    in_three_days = {"occurred_at": (datetime.now(UTC) + timedelta(days=3)).isoformat()}

    early = await house.post("/v1/sales", SALE | in_three_days)
    await house.post("/v1/test_clock/advance", {"by_s": 2 * 86_400 + 3600})
    made = await house.post("/v1/sales", SALE | in_three_days)

    assert (early.status_code, made.status_code) == (422, 201), made.text


async def test_refunds_come_to_no_more_than_the_sale(house, referral_db):
    await ana_joins(house)
    path = f"/v1/sales/{(await house.post('/v1/sales', SALE)).json()['id']}/refunds"
    await house.post(path, REFUND)
    await house.post(path, REFUND | {"external_id": "r2", "status": "pending"})

    above = await house.post(path, REFUND | {"external_id": "r3", "amount": usd(3991)})
    more = await house.post(path, REFUND | {"amount": usd(5991)})
    failed = await house.post(
        path, REFUND | {"external_id": "r4", "amount": usd(9000), "status": "failed"}
    )
    rest = await house.post(path, REFUND | {"external_id": "r3", "amount": usd(3990)})

    for answer, left in ((above, 3990), (more, 5990)):
        assert (answer.status_code, answer.json()["code"]) == (409, "refund_exceeds_sale")
        assert answer.json()["remaining"] == usd(left)
        assert pointers(answer) == ["/amount"]
    assert (failed.status_code, rest.status_code) == (201, 201)
    assert rest.json()["refunded_total"] == usd(5990)
    told = await said(referral_db, SaleRefunded)
    assert [each.refunded_total.minor for each in told] == [2000, 5990]


async def test_a_refund_more_than_a_day_ahead_is_refused(house):
    path = f"/v1/sales/{(await house.post('/v1/sales', SALE)).json()['id']}/refunds"

    ahead = await house.post(path, REFUND | {"occurred_at": "2999-03-05T12:00:00Z"})

    assert (ahead.status_code, pointers(ahead)) == (422, ["/occurred_at"])
