"""No business is seen or changed through another's pages, webhooks and callbacks."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from tests.referral_api.mails import a_mail, mailbox_of
from tests.referral_api.neighbours import Neighbours, alike, nowhere
from tests.referral_api.routes.connections.test_mail_reports import BOUNCE, LETTER
from tests.referral_api.routes.connections.test_tremendous_callbacks import callback
from tests.referral_api.routes.connections.test_tremendous_callbacks import signed as as_tremendous
from tests.referral_api.said import said
from tests.referral_api.shop import new_connection
from tests.referral_api.shopify import headers as as_shopify
from tests.referral_api.shopify import payload, raw
from tests.referral_api.sources.test_podium import REVIEW
from tests.referral_api.sources.test_podium import signed as as_podium
from tests.referral_api.sources.test_standard_signature import signed as as_standard

from goodword import ids
from goodword.events import ChannelReported, ContactSuppressed, ProviderReported
from referral_api.routes.tools import Tools
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
SALE = {
    "source": "till",
    "external_id": "webhook-1",
    "occurred_at": "2026-03-01T10:00:00Z",
    "gross": {"minor": 7990, "currency": "USD"},
    "buyer_ref": {"external_id": {"source": "crm", "id": "quetzal"}},
    "codes": ["QUETZAL"],
}
BODIES = {
    "shopify": raw(payload("orders_paid") | {"discount_codes": [{"code": "QUETZAL"}]}),
    "standard": json.dumps(
        {"type": "sale", "timestamp": "2026-03-01T10:00:00Z", "data": SALE}
    ).encode(),
    "tremendous": json.dumps(callback()).encode(),
    "inbound_mail": a_mail(to=["ben@buyers.example", mailbox_of(ids.new())]),
    "mail_reports": BOUNCE,
    "podium": json.dumps({"data": REVIEW, "metadata": {"event_type": "review.created"}}).encode(),
}


def signed(source: str, secret: str) -> Mapping[str, str]:
    """The headers with which a source posts its body."""
    body = BODIES[source]
    if source in ("inbound_mail", "mail_reports"):
        return {"Authorization": f"Bearer {secret}", "Content-Type": "message/rfc822"}
    if source == "podium":
        return as_podium(body, secret, datetime.now(UTC))
    if source == "standard":
        return as_standard(body, secret=secret, at=datetime.now(UTC))
    return as_tremendous(body, secret) if source == "tremendous" else as_shopify(secret, body)


async def connected(two: Neighbours, source: str) -> list[dict[str, Any]]:
    """A connection of each business, each with a secret of its own."""
    made = []
    for stage in (two.one, two.other):
        own = source in ("standard", "mail_reports", "inbound_mail")
        given = {} if own else {"secret": ids.new().hex}
        new = {**new_connection(source), **given}
        made.append((await stage.house.post("/v1/connections", new)).json())
    return made


async def applied(two: Neighbours, tools: Tools) -> None:
    keys = {"hasher": tools.hasher, "sealer": tools.sealer}
    while await apply_deliveries(two.one.db, sources=SOURCES, **keys):
        pass


@pytest.mark.parametrize("source", SOURCES)
async def test_a_webhook_with_another_businesss_secret_is_nobodys(
    two: Neighbours, visitor: httpx.AsyncClient, source: str
):
    theirs, mine = await connected(two, source)
    before = await two.rows(two.one), await two.rows(two.other)
    sample = SOURCES[source].sample("webhook-1", datetime.now(UTC), mine["secret"], theirs["url"])
    path = f"/webhooks/{theirs['id']}?{sample.query}"

    with_mine = await visitor.post(path, content=sample.body, headers=sample.headers)
    with_none = await visitor.post(path, content=sample.body)
    to_nothing = await visitor.post(
        f"/webhooks/{nowhere('con')}", content=sample.body, headers=sample.headers
    )

    assert (with_mine.status_code, with_mine.json()["code"]) == (401, "invalid_signature")
    assert alike(with_mine) == alike(with_none)
    assert (to_nothing.status_code, to_nothing.json()["code"]) == (404, "connection_not_found")
    assert (await two.rows(two.one), await two.rows(two.other)) == before


@pytest.mark.parametrize("source", BODIES)
async def test_the_same_webhook_to_both_is_kept_and_applied_in_each_by_itself(
    two: Neighbours, visitor: httpx.AsyncClient, tools: Tools, source: str
):
    """It names what only the first business has: a code, a buyer, a gift, a letter."""
    theirs, mine = await connected(two, source)
    answers = []
    for each in (theirs, mine):
        before = await two.rows(two.one)
        answer = await visitor.post(
            f"/webhooks/{each['id']}",
            content=BODIES[source],
            headers=signed(source, each["secret"]),
        )
        await applied(two, tools)
        answers.append(answer)

    assert [each.status_code for each in answers] == [202, 202]
    assert [each.json()["duplicate"] for each in answers] == [False, False]
    assert await two.rows(two.one) == before
    delivery = (await two.other.house.get("/v1/deliveries")).json()["data"][0]
    # A mail names what only one business has, by an address that only that one's people know.
    outcome = "ignored" if source == "inbound_mail" else "applied"
    assert (delivery["id"], delivery["status"]) == (answers[1].json()["id"], outcome)
    for path in ("/v1/sales", "/v1/referrals", "/v1/people", "/v1/events"):
        await two.other.house.get(path, limit=100)
    assert await two.leaks(posted=BODIES[source]) == {}


async def test_a_report_of_another_businesss_gift_or_letter_is_about_ones_own(
    two: Neighbours, visitor: httpx.AsyncClient, tools: Tools
):
    for source in ("tremendous", "mail_reports"):
        _, mine = await connected(two, source)
        answer = await visitor.post(
            f"/webhooks/{mine['id']}",
            content=BODIES[source],
            headers=signed(source, mine["secret"]),
        )
        assert answer.status_code == 202, answer.text
    await applied(two, tools)

    [gift] = await said(two.one.db, ProviderReported)
    [letter] = await said(two.one.db, ChannelReported)
    assert {gift.business_id, letter.business_id} == {two.other.house.business_id}
    assert [ids.show("msg", each.message_id) for each in letter.reports] == [LETTER]


async def test_a_code_under_another_businesss_name_leads_nowhere(
    two: Neighbours, visitor: httpx.AsyncClient
):
    here, there = two.one.house.slug, two.other.house.slug
    before = await two.rows(two.one), await two.rows(two.other)

    crossed = await visitor.get(f"/r/{there}/QUETZAL", headers=BROWSER)
    nothing = [
        await visitor.get(path, headers=BROWSER)
        for path in (f"/r/{there}/NOBODY", f"/r/{here}/NOBODY", "/r/nowhere/QUETZAL")
    ]

    assert crossed.status_code == 404
    assert {alike(each) for each in nothing} == {alike(crossed)}
    assert (await two.rows(two.one), await two.rows(two.other)) == before
    both = [await visitor.get(f"/r/{each}/ANA20", headers=BROWSER) for each in (here, there)]
    assert [each.status_code for each in both] == [302, 302]
    one, other = await two.rows(two.one), await two.rows(two.other)
    assert [len(each["referral.click"]) for each in (*before, one, other)] == [1, 1, 2, 2]


async def test_a_page_of_ones_own_with_another_businesss_reward_leads_nowhere(
    two: Neighbours, visitor: httpx.AsyncClient, tools: Tools
):
    mine = ids.show("biz", two.other.house.business_id)
    crossed, unknown = [
        tools.signer.sign("choose", {"business": mine, "reward": each})
        for each in (two.one.known["rwd"], nowhere("rwd"))
    ]
    before = await two.rows(two.one)

    for method in ("GET", "POST"):
        form = {"choice": "gift_card"} if method == "POST" else None
        answers = [
            await visitor.request(method, f"/c/{token}", data=form) for token in (crossed, unknown)
        ]
        assert answers[0].status_code == 404
        assert alike(answers[0]) == alike(answers[1])

    assert await two.rows(two.one) == before


async def test_a_page_of_ones_own_with_another_businesss_referral_leads_nowhere(
    two: Neighbours, visitor: httpx.AsyncClient, tools: Tools
):
    mine = ids.show("biz", two.other.house.business_id)
    crossed, unknown = [
        tools.signer.sign("opt_in", {"business": mine, "referral": each})
        for each in (two.one.known["ref"], nowhere("ref"))
    ]
    before = await two.rows(two.one)

    for method in ("GET", "POST"):
        form = {"answer": "no"} if method == "POST" else None
        answers = [
            await visitor.request(method, f"/i/{token}", data=form) for token in (crossed, unknown)
        ]
        assert answers[0].status_code == 404
        assert alike(answers[0]) == alike(answers[1])

    assert await two.rows(two.one) == before


async def test_an_address_that_leaves_one_business_stays_with_the_other(
    two: Neighbours, visitor: httpx.AsyncClient, tools: Tools
):
    mine = two.other.house.business_id
    address = tools.hasher.address(mine, "email", "ana@example.com")
    assert address != tools.hasher.address(two.one.house.business_id, "email", "ana@example.com")
    says = {"business": ids.show("biz", mine), "channel": "email", "hash": address}
    before = await two.rows(two.one)

    left = await visitor.post(
        f"/u/{tools.signer.sign('unsubscribe', says)}", data={"List-Unsubscribe": "One-Click"}
    )

    assert left.status_code == 200
    assert await two.rows(two.one) == before
    [told] = await said(two.one.db, ContactSuppressed)
    assert (told.business_id, told.address_hash) == (mine, address)
