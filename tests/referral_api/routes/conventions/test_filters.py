"""Lists by what is asked for most: what a sender calls it, and how it stands."""

from tests.referral_api.routes.sales.test_sales import SALE
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.events import MessageSent, RewardEarned
from goodword.testing.events import deliver
from referral_api.use_cases.projections.handlers import HANDLERS

AT = "2026-03-05T12:00:00Z"
BEN = {"person_ref": {"email": "ben@example.com"}}


async def made(house, path, body):
    answer = await house.post(path, body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def found(house, path, **filters):
    answer = await house.get(path, **filters)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["data"]]


async def test_reports_are_found_by_the_name_that_their_sender_gave_them(house):
    one, other = ({"source": "desk", "external_id": number, **BEN} for number in "12")
    for path, body in (
        ("/v1/value_contacts", {"kind": "milestone_note", "value": "x", "occurred_at": AT}),
        ("/v1/issues", {"kind": "billing", "opened_at": AT}),
        ("/v1/order_fulfilments", {"fulfilled_at": AT}),
        ("/v1/invitations", {"kind": "transactional_survey", "template": "x", "decided_at": AT}),
    ):
        wanted = await made(house, path, body | one)
        await made(house, path, body | other)

        assert await found(house, path, source="desk", external_id="1") == [wanted]
        assert await found(house, path, source="till", external_id="1") == []


async def test_issues_are_found_by_whether_they_are_resolved(house):
    issue = {"kind": "billing", "opened_at": AT, **BEN}
    waits = await made(house, "/v1/issues", issue)
    done = await made(house, "/v1/issues", issue | {"resolved_at": AT})

    assert await found(house, "/v1/issues", resolved="false") == [waits]
    assert await found(house, "/v1/issues", resolved="true") == [done]


async def test_people_are_found_by_their_rep(house):
    rep = await made(house, "/v1/people", {"emails": ["rita@shop.example"]})
    await made(house, "/v1/people", {"emails": ["cleo@buyers.example"]})
    ben = await made(house, "/v1/people", {"emails": ["ben@buyers.example"], "rep_id": rep})

    assert await found(house, "/v1/people", rep_id=rep) == [ben]


async def test_connections_are_found_by_source_and_status(house):
    shop = await made(house, "/v1/connections", {"source": "shopify", "name": "Shop"})
    other = await made(house, "/v1/connections", {"source": "standard", "name": "Ours"})
    await house.patch(f"/v1/connections/{other}", {"status": "disabled"})

    assert await found(house, "/v1/connections", source="shopify") == [shop]
    assert await found(house, "/v1/connections", status="disabled") == [other]


async def test_deliveries_are_found_by_the_id_that_came_with_them(house, shop):
    await shop.post({}, delivery_id="d-1")
    await shop.post({}, delivery_id="d-2")

    listed = (await house.get("/v1/deliveries", external_id="d-1")).json()["data"]

    assert [each["external_id"] for each in listed] == ["d-1"]


async def test_rewards_are_found_by_rule_and_kind_and_messages_by_channel(house, referral_db):
    sale = (await house.post("/v1/sales", SALE)).json()
    about = {"sale_id": ids.read("sal", sale["id"])}
    card = told_reward(house, RewardEarned, 1, **about)
    letter = MessageSent(
        business_id=house.business_id,
        message_id=ids.new(),
        person_id=ids.new(),
        kind="reward_thank_you",
        cause=ids.new(),
        channel="console",
        template="reward_thank_you",
        template_version=1,
        header_message_id="<1@goodword.example>",
    )
    await deliver(referral_db, HANDLERS, [Said(card, 1), Said(letter, 1)])

    assert await found(house, "/v1/rewards", rule=card.rule) == [card.subject]
    assert await found(house, "/v1/rewards", kind=card.kind) == [card.subject]
    assert await found(house, "/v1/rewards", kind="cash") == []
    assert await found(house, "/v1/rewards", rule="another") == []
    assert await found(house, "/v1/messages", channel="console") == [letter.subject]
    assert await found(house, "/v1/messages", channel="smtp") == []
