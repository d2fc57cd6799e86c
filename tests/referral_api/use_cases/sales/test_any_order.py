"""Any order of the same order's deliveries, each twice, ends with the same sale."""

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.referral_api.said import said
from tests.referral_api.shopify import payload

from goodword.events import SaleClosed, SaleRefunded

NUMBERS = count(6_200_000_000_000_000_000)
AT = "2026-03-12T09:30:01-05:00"
EARLIER = "2026-03-05T11:02:00-05:00"
LATER = "2026-03-12T10:00:00-05:00"


def moved(amount, status="success"):
    return [{"kind": "refund", "status": status, "amount": amount, "currency": "USD"}]


def story(order_id, *, cancelled, fails):
    """What Shopify sends of one order: all of it true at its time."""
    refund = payload("refunds_create", order_id=order_id, processed_at=AT)
    second = payload(
        "refunds_create",
        id=902881570043219970,
        order_id=order_id,
        processed_at=LATER,
        refund_line_items=[],
        transactions=moved("5.00"),
    )
    failed = {**second, "transactions": moved("5.00", "failure")}
    order = payload("orders_paid", id=order_id)
    refunded = {
        **order,
        "financial_status": "partially_refunded",
        "refunds": [refund, failed if fails else second],
        "updated_at": "2026-03-12T11:00:00-05:00",
    }
    part = {**order, "financial_status": "partially_paid", "updated_at": EARLIER}
    edited = {**order, "updated_at": "2026-03-12T10:30:00-05:00", "tags": "edited"}
    deliveries = [
        ("orders/create", {**order, "financial_status": "pending"}),
        ("orders/updated", {**part, "total_outstanding": "61.30"}),
        ("orders/updated", edited),
        ("orders/create", order),
        ("orders/paid", order),
        ("refunds/create", refund),
        ("refunds/create", second),
        ("orders/updated", refunded),
    ]
    if cancelled:
        gone = {"cancelled_at": "2026-03-13T08:00:00-05:00", "cancel_reason": "customer"}
        deliveries.append(("orders/cancelled", {**refunded, **gone}))
    return deliveries


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), cancelled=st.booleans(), fails=st.booleans())
async def test_any_order_ends_with_the_same_sale(shop, house, referral_db, data, cancelled, fails):
    order_id = next(NUMBERS)
    sent = story(order_id, cancelled=cancelled, fails=fails) * 2
    shuffled = data.draw(st.permutations(sent))
    cuts = data.draw(st.sets(st.integers(1, len(sent) - 1), max_size=4))

    for position, (topic, body) in enumerate(shuffled):
        if position in cuts:
            await shop.apply()
        assert (await shop.post(body, topic=topic)).status_code == 202
    await shop.apply()

    found = await house.get("/v1/sales", external_id=str(order_id))
    (sale,) = found.json()["data"]
    back = 7990 if cancelled else 2000 if fails else 2500
    assert sale["original_net"]["minor"] == 7990
    assert sale["refunded_total"]["minor"] == back
    assert sale["net"]["minor"] == 7990 - back
    states = {each["external_id"]: each["status"] for each in sale["refunds"]}
    assert states["902881570043219970"] == ("failed" if fails else "succeeded")
    assert len(states) == (3 if cancelled else 2)
    assert [each["paid"]["minor"] for each in sale["parts"]] == [3000]
    assert sale["tags"] == ["spring", "newsletter"]
    about = [
        event
        for kind in (SaleClosed, SaleRefunded)
        for event in await said(referral_db, kind)
        if event.subject == sale["id"]
    ]
    assert [type(event) for event in about].count(SaleClosed) == 1
    assert about[-1].refunded_total.minor == back
    async with referral_db.begin([house.business_id]) as session:
        left = await session.scalars(
            text("select status from delivery where status not in ('applied', 'ignored')")
        )
        assert left.all() == []
