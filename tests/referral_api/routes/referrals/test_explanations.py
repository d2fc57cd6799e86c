"""Every "why?" has an answer made of what is stored."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.referral_api.people import ana_joins
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    MessageSent,
    PayoutChanged,
    RewardAdjusted,
    RewardApproved,
    RewardBalances,
    RewardDecisionRefused,
    RewardDenied,
    RewardEarned,
    RewardFailed,
    RewardHeld,
    RewardIssued,
    TaskClosed,
    TaskOpened,
)
from goodword.money import Money
from goodword.testing.events import deliver
from goodword.testing.jobs import run_due
from referral_api.db.projections.event_feed import prune_feed
from referral_api.main import JOBS
from referral_api.use_cases.projections.handlers import HANDLERS

PRICE = {"minor": 7990, "currency": "USD"}
HANDOVER = {"by": "provider", "provider": "sandbox", "provider_ref": "G7"}
CHECKS = [
    {"check": "sale.net gte 50.00", "actual": "79.90", "passed": True},
    {"check": "prospect.is_new eq true", "actual": True, "passed": True},
]
EARNED = {
    "rule": "referrer",
    "beneficiary": ids.show("per", ids.new()),
    "outcome": "earned",
    "amount": {"minor": 5000, "currency": "USD"},
    "program_version": 1,
    "checks": CHECKS,
    "reasons": [],
    "law": [],
    "to": "referrer",
    "kind": "gift_card",
    "hold_days": 30,
    "net": PRICE,
}
NOT_NEW = {"code": "not_new", "required": True, "actual": False}
DENIED = EARNED | {"outcome": "denied", "reasons": [NOT_NEW]}


@pytest.fixture
async def ana(house):
    return await ana_joins(house)


async def bought(house, code="ANA20", **given):
    body = {
        "source": "till",
        "external_id": "1001",
        "occurred_at": datetime.now(UTC).isoformat(),
        "gross": PRICE,
        "buyer_ref": {"email": "ben@buyers.example", "name": {"display": "Ben Buyer"}},
        "codes": [code] if code else [],
    }
    answer = await house.post("/v1/sales", body | given)
    assert answer.status_code == 201, answer.text
    return answer.json()


def rewarded(house, sale, kind, version, **changes):
    about = {
        "referral_id": ids.read("ref", sale["referral_id"]),
        "sale_id": ids.read("sal", sale["id"]),
        "verdict": EARNED,
    }
    return Said(told_reward(house, kind, version, **about | changes), version)


async def explained(house, kind, shown):
    answer = await house.get(f"/v1/{kind}/{shown}/explain")
    assert answer.status_code == 200, answer.text
    return answer.json()


def what(told):
    return [entry["what"] for entry in told["story"]]


async def test_a_referral_is_told_from_the_name_to_the_letter(house, ana, referral_db):
    sale = await bought(house)
    amount = {"minor": 2000, "currency": "USD"}
    refund = {"external_id": "r1", "amount": amount, "occurred_at": sale["occurred_at"]}
    answer = await house.post(f"/v1/sales/{sale['id']}/refunds", refund)
    assert answer.status_code == 201, answer.text
    reward = {"reward_id": ids.new(), "hold_until": datetime(2026, 12, 24, tzinfo=UTC)}
    less = Money(minor=3748, currency="USD")
    said = await deliver(
        referral_db,
        HANDLERS,
        [
            rewarded(house, sale, RewardEarned, 1, **reward),
            rewarded(house, sale, RewardAdjusted, 2, amount=less, **reward),
            rewarded(
                house,
                sale,
                RewardIssued,
                3,
                amount=less,
                **reward,
                handover=HANDOVER,
            ),
        ],
    )
    issued = said[-1].id
    letter = MessageSent(
        business_id=house.business_id,
        message_id=ids.new(),
        person_id=ids.new(),
        kind="reward_thank_you",
        cause=issued,
        channel="console",
        template="reward_thank_you",
        template_version=1,
        header_message_id="<1@goodword.example>",
    )
    await deliver(referral_db, HANDLERS, [Said(letter, 1)])

    told = await explained(house, "referrals", sale["referral_id"])

    assert sorted(what(told)) == sorted(
        [
            "referral_named",
            "referral_won",
            "sale_closed",
            "refund_succeeded",
            "rule_decided",
            "reward_pending",
            "reward_pending",
            "reward_issued",
            "message_sent",
        ]
    )
    assert [entry["at"] for entry in told["story"]] == sorted(e["at"] for e in told["story"])
    assert told["sentence"].startswith(
        "Ben Buyer bought for $59.90 after refunds. Reward of $37.48"
    )
    assert "handed over by sandbox" in told["sentence"]
    (decided,) = (entry for entry in told["story"] if entry["what"] == "rule_decided")
    assert decided["sentence"] == (
        "Rule referrer, version 1 of the program. "
        "Earned: Ben Buyer's first purchase of $79.90 meets the $50.00 minimum."
    )
    assert decided["verdict"]["checks"] == CHECKS
    adjusted = [e for e in told["story"] if "Before refunds it was $50.00." in e["sentence"]]
    assert adjusted


async def test_a_denial_says_what_was_found_and_what_was_required(house, ana, referral_db):
    sale = await bought(house)
    await deliver(referral_db, HANDLERS, [rewarded(house, sale, RewardDenied, 1, verdict=DENIED)])

    told = await explained(house, "referrals", sale["referral_id"])

    (decided,) = (entry for entry in told["story"] if entry["what"] == "rule_decided")
    assert decided["sentence"].endswith("Denied: Ben Buyer has bought before.")
    (reason,) = decided["verdict"]["reasons"]
    assert (reason["code"], reason["required"], reason["actual"]) == ("not_new", True, False)
    assert told["sentence"].endswith("it was denied (Ben Buyer has bought before).")


@pytest.mark.parametrize("verdict", [EARNED, DENIED], ids=["earned", "denied"])
async def test_what_is_for_the_referrer_says_nothing_of_the_purchase(
    house, ana, referral_db, verdict
):
    """R-INC-14."""
    sale = await bought(house)
    kind = RewardEarned if verdict is EARNED else RewardDenied
    await deliver(referral_db, HANDLERS, [rewarded(house, sale, kind, 1, verdict=verdict)])

    for about in (("referrals", sale["referral_id"]), ("sales", sale["id"])):
        gentle = (await explained(house, *about))["for_referrer"]
        assert gentle
        for private in ("Ben", "79.90", "bought", "1001", "till"):
            assert private not in gentle


async def test_what_only_the_friend_gets_is_not_told_to_the_referrer(house, ana, referral_db):
    sale = await bought(house)
    reward = rewarded(house, sale, RewardEarned, 1, to="prospect")
    await deliver(referral_db, HANDLERS, [reward])

    told = await explained(house, "referrals", sale["referral_id"])

    assert "for the prospect" in told["sentence"]
    assert "reward" not in told["for_referrer"]


async def test_an_order_that_did_not_count_says_why(house, ana):
    sale = await bought(house, code="OTHER")

    told = await explained(house, "sales", sale["id"])

    assert told["sentence"] == (
        "Ben Buyer bought for $79.90. It belongs to no referral: No participant belongs to OTHER."
    )
    assert what(told) == ["sale_closed"]


async def test_a_test_order_is_told_as_one(house, ana):
    sale = await bought(house, test=True)

    assert (
        "Test orders never earn."
        in (await explained(house, "sales", sale["id"]))["story"][0]["sentence"]
    )


async def test_a_sale_about_which_nothing_is_decided_says_so(house, ana):
    sale = await bought(house)

    told = await explained(house, "sales", sale["id"])

    assert "No rule has been decided about it yet" in told["sentence"]


async def test_a_name_of_which_nothing_came_says_until_when_it_counts(house, ana):
    body = {"program_id": ana["program_id"], "referrer_ref": ana["person_id"], "permission": True}
    named = await house.post("/v1/referrals", body | {"prospect_ref": {"email": "cy@b.example"}})
    referral = named.json()

    told = await explained(house, "referrals", referral["id"])
    assert told["sentence"].startswith("Nothing was bought yet")

    await house.post(f"/v1/referrals/{referral['id']}/withdraw")
    told = await explained(house, "referrals", referral["id"])
    assert told["sentence"] == "Nothing was bought: the prospect asked to be left alone."


async def test_a_decision_of_a_person_is_in_the_story_with_their_words(house, ana, referral_db):
    sale = await bought(house)
    reward = rewarded(house, sale, RewardHeld, 1, status="in_review")
    await deliver(referral_db, HANDLERS, [reward])
    shown = ids.show("rwd", reward.event.reward_id)
    await house.post(f"/v1/rewards/{shown}/deny", {"reason": "two accounts of one family"})

    told = await explained(house, "referrals", sale["referral_id"])

    (decision,) = (e for e in told["story"] if e["what"] == "reward_decision_said")
    assert "decided to deny" in decision["sentence"]
    assert "two accounts of one family" in decision["sentence"]
    assert decision["actor"].startswith("key_")


async def test_a_refused_decision_is_in_the_story_with_what_to_do_instead(house, ana, referral_db):
    sale = await bought(house)
    reward = rewarded(house, sale, RewardIssued, 1, status="issued", handover=HANDOVER)
    await deliver(referral_db, HANDLERS, [reward])
    shown = ids.show("rwd", reward.event.reward_id)
    made = (await house.post(f"/v1/rewards/{shown}/revoke")).json()
    refused = RewardDecisionRefused(
        business_id=house.business_id,
        reward_id=reward.event.reward_id,
        decided=ids.read("evt", made["id"]),
        decision="revoke",
        current="issued",
        reason="illegal_transition",
    )
    await deliver(referral_db, HANDLERS, [Said(refused, 2)])

    told = await explained(house, "referrals", sale["referral_id"])

    (decision,) = (e for e in told["story"] if e["what"] == "reward_decision_refused")
    assert decision["sentence"].startswith(
        "A person decided to revoke the reward; it was refused. It was handed over. Cancel the gift"
    )


async def test_what_has_left_the_feed_is_told_by_what_is_kept_for_ever(house, ana, referral_db):
    sale = await bought(house)
    await deliver(referral_db, HANDLERS, [rewarded(house, sale, RewardDenied, 1, verdict=DENIED)])
    async with referral_db.begin([house.business_id]) as session:
        assert await prune_feed(session, -1, 1000)

    told = await explained(house, "referrals", sale["referral_id"])

    assert "rule_decided" in what(told)
    assert "reward_denied" in what(told)


async def test_a_silence_is_explained_by_what_there_is_to_see(house, ana):
    told = await explained(house, "participants", ana["id"])
    assert "The link of ANA20 has not been followed by anybody." in told["sentence"]
    assert "No system is connected that could report a purchase." in told["sentence"]
    assert told["for_referrer"] == "Nobody has followed your link yet."

    await house.post("/v1/connections", {"source": "standard", "name": "till"})
    told = await explained(house, "participants", ana["id"])
    assert "till (standard) has never reported anything." in told["sentence"]

    await bought(house)
    told = await explained(house, "participants", ana["id"])
    assert "referred 1 person, of whom 1 bought." in told["sentence"]
    assert what(told)[-1] == "referral_named"


@pytest.mark.parametrize("kind", ["referrals", "sales", "participants"])
async def test_nothing_is_explained_that_is_not_there(house, open_house, kind):
    other = await open_house()
    ana = await ana_joins(other)
    sale = await bought(other)
    theirs = {"referrals": sale["referral_id"], "sales": sale["id"], "participants": ana["id"]}

    answer = await house.get(f"/v1/{kind}/{theirs[kind]}/explain")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def paid_out(house, reward, version, status, **given):
    about = {"business_id": house.business_id, "reward_id": reward.event.reward_id}
    ordinary = {"payout_id": ids.new(), "generation": 1, "provider": "sandbox"}
    return Said(PayoutChanged(version=version, status=status, **about, **ordinary | given), version)


async def test_a_reward_that_is_on_its_way_says_who_has_the_next_word(house, ana, referral_db):
    sale = await bought(house)
    reward = rewarded(house, sale, RewardApproved, 1)
    held = paid_out(house, reward, 2, "held")
    await deliver(referral_db, HANDLERS, [reward, held])

    told = await explained(house, "referrals", sale["referral_id"])

    assert (
        "it is being handed over by sandbox: the provider holds the order back"
        in (told["sentence"])
    )
    assert told["for_referrer"] == "Thank you: your reward is being handed over."
    (entry,) = (entry for entry in told["story"] if entry["what"] == "payout_held")
    assert entry["about"] == ids.show("pay", held.event.payout_id)
    assert entry["sentence"].startswith("Payout 1, through sandbox: the provider holds")


async def test_what_a_person_was_asked_and_found_is_told_with_who_it_was(house, ana, referral_db):
    sale = await bought(house)
    reward = rewarded(house, sale, RewardFailed, 1, reason="settled_by_hand")
    about = {"business_id": house.business_id, "task_id": ids.new()}
    subjects = (ids.show("pay", ids.new()), reward.event.subject)
    opened = TaskOpened(**about, kind="settle_payout", opener="rewards-worker", subjects=subjects)
    other = TaskOpened(
        business_id=house.business_id,
        task_id=ids.new(),
        kind="settle_payout",
        opener="rewards-worker",
        subjects=(ids.show("pay", ids.new()), ids.show("rwd", ids.new())),
    )
    await deliver(referral_db, HANDLERS, [reward, Said(opened, 1), Said(other, 1)])
    asked = await explained(house, "referrals", sale["referral_id"])
    closed = TaskClosed(**about, outcome="done", reason="refused", actor="cli:rita")
    await deliver(referral_db, HANDLERS, [Said(closed, 2)])

    told = await explained(house, "referrals", sale["referral_id"])

    assert [each for each in what(asked) if each.startswith("task")] == ["task_opened"]
    tasks = [each for each in told["story"] if each["what"].startswith("task")]
    assert [(each["what"], each["about"], each["actor"]) for each in tasks] == [
        ("task_opened", opened.subject, None),
        ("task_done", opened.subject, "cli:rita"),
    ]
    assert tasks[1]["sentence"] == "Task settle payout: It was done: refused."


async def test_a_payout_is_still_told_when_the_feed_is_over(house, ana, referral_db):
    sale = await bought(house)
    handover = {"by": "provider", "provider": "sandbox", "provider_ref": "G7"}
    reward = rewarded(house, sale, RewardIssued, 1, handover=handover)
    failed = paid_out(house, reward, 2, "delivery_failed", provider_ref="G7")
    await deliver(referral_db, HANDLERS, [reward, failed])
    async with referral_db.begin([house.business_id]) as session:
        assert await prune_feed(session, -1, 1000)

    told = await explained(house, "sales", sale["id"])

    assert "it was handed over by sandbox; the value is out, but could not be" in told["sentence"]
    (entry,) = (entry for entry in told["story"] if entry["what"] == "payout_delivery_failed")
    assert entry["sentence"].endswith("It knows it as G7.")


async def test_what_was_really_handed_over_is_told_where_more_is_owed(house, ana, referral_db):
    sale = await bought(house)
    handover = {"by": "provider", "provider": "sandbox", "provider_ref": "G7"}
    books = RewardBalances(available=1252, handed_over=3748)
    reward = rewarded(house, sale, RewardIssued, 1, handover=handover, balances=books)
    await deliver(referral_db, HANDLERS, [reward])

    told = await explained(house, "sales", sale["id"])
    shown = await house.get(f"/v1/rewards/{reward.event.subject}")

    words = "handed over by sandbox, but only $37.48 of it, and a task asks for the rest."
    assert words in told["sentence"]
    assert shown.json()["handed_over"] == {"minor": 3748, "currency": "USD"}


async def test_a_letter_is_told_after_what_it_is_about_when_the_clock_has_moved(
    house, ana, referral_db
):
    await house.post("/v1/test_clock/advance", {"by_s": 30 * 86_400})
    now = (await house.get("/v1/test_clock")).json()["now"]
    sale = await bought(house, occurred_at=now)
    issued = rewarded(house, sale, RewardIssued, 1, status="issued", handover=HANDOVER)
    (said,) = await deliver(referral_db, HANDLERS, [issued])
    letter = MessageSent(
        business_id=house.business_id,
        message_id=ids.new(),
        person_id=ids.new(),
        kind="reward_thank_you",
        cause=said.id,
        channel="console",
        template="reward_thank_you",
        template_version=1,
        header_message_id="<1@goodword.example>",
    )
    await deliver(referral_db, HANDLERS, [Said(letter, 1)])

    told = await explained(house, "sales", sale["id"])

    assert what(told) == ["sale_closed", "rule_decided", "reward_issued", "message_sent"]


async def test_a_referral_of_which_only_a_test_order_came_says_so_to_its_end(
    house, ana, referral_db
):
    sale = await bought(house, test=True)
    shown = sale["referral_id"]

    open_still = await explained(house, "referrals", shown)
    await house.post("/v1/test_clock/advance", {"by_s": 400 * 86_400})
    await run_due(referral_db, JOBS)
    over = await explained(house, "referrals", shown)
    status = (await house.get(f"/v1/referrals/{shown}")).json()["status"]
    real = await bought(house, external_id="1002")
    won = await explained(house, "referrals", real["referral_id"])

    test = "A test order for $79.90 came of it, and test orders never earn."
    assert open_still["sentence"].startswith("Nothing was bought yet. A purchase counts before")
    assert open_still["sentence"].endswith(test)
    assert status == "expired"
    assert over["sentence"] == (
        f"Nothing was bought: the time in which a purchase counts ended. {test}"
    )
    assert "Ben Buyer placed a test order for $79.90" in str(over["story"])
    assert won["sentence"].startswith("Ben Buyer bought for $79.90.")


async def test_a_story_is_told_in_the_time_of_its_business(house, ana, referral_db):
    sale = await bought(house)
    reward_id = ids.new()
    earned = rewarded(house, sale, RewardEarned, 1, reward_id=reward_id)
    await deliver(referral_db, HANDLERS, [earned])
    await house.post("/v1/test_clock/advance", {"by_s": 30 * 86_400})
    later = (await house.get("/v1/test_clock")).json()["now"]
    again = await bought(house, external_id="1002", occurred_at=later)
    await deliver(
        referral_db,
        HANDLERS,
        [
            rewarded(house, sale, RewardApproved, 2, reward_id=reward_id),
            rewarded(house, again, RewardEarned, 1),
        ],
    )
    await house.post(
        f"/v1/rewards/{ids.show('rwd', reward_id)}/approve", {"reason": "She is right."}
    )

    first = (await explained(house, "sales", sale["id"]))["story"]
    second = (await explained(house, "sales", again["id"]))["story"]

    assert [each["what"] for each in first] == [
        *(
            "sale_closed",
            "rule_decided",
            "reward_pending",
            "reward_approved",
            "reward_decision_said",
        ),
    ]
    assert [each["what"] for each in second] == ["sale_closed", "rule_decided", "reward_pending"]
    at = [datetime.fromisoformat(each["at"]) for each in first]
    assert at[2] - at[0] < timedelta(minutes=1)
    assert timedelta(days=30) <= at[3] - at[2] < timedelta(days=30, minutes=1)
    assert timedelta(days=30) <= at[4] - at[2] < timedelta(days=30, minutes=1)
