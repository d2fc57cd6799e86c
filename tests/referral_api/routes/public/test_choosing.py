"""The page on which a beneficiary chooses a gift."""

from typing import Any

import httpx
import pytest
from tests.referral_api.conftest import PUBLIC_URL, House
from tests.referral_api.said import said
from tests.referral_api.told_rewards import NOON, told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import (
    RewardApproved,
    RewardDecided,
    RewardExpired,
    RewardNeedsAction,
    RewardSnapshot,
)
from goodword.letters.links import choose_url
from goodword.money import Money
from goodword.testing.events import deliver
from referral_api.routes.tools import Tools
from referral_api.use_cases.projections.handlers import HANDLERS

BUYER = ids.show("per", ids.new())
VERDICT: dict[str, Any] = {
    "rule": "referrer",
    "beneficiary": ids.show("per", ids.new()),
    "outcome": "earned",
    "amount": {"minor": 5000, "currency": "USD"},
    "program_version": 1,
    "checks": [{"check": "sale.net gte 50.00", "actual": "79.90", "passed": True}],
    "reasons": [],
    "law": [],
    "to": "referrer",
    "kind": "gift_card",
    "hold_days": 14,
    "options": [
        {"kind": "gift_card", "amount": {"minor": 5000, "currency": "USD"}},
        {"kind": "points", "points": 1700},
        {"kind": "discount_code", "percent_off": "12.5"},
        {"kind": "custom", "item": "A <b>mug</b>"},
    ],
    "choose_within_days": 30,
}


@pytest.fixture
async def asked(house: House, referral_db: Database) -> RewardNeedsAction:
    """A reward whose beneficiary is asked to choose."""
    event = told_reward(
        house, RewardNeedsAction, 1, reason="choice", verdict=VERDICT, hold_until=NOON
    )
    await deliver(referral_db, HANDLERS, [Said(event, 1)])
    return event


def path(tools: Tools, reward: RewardSnapshot, language: str = "en") -> str:
    url = choose_url(PUBLIC_URL, tools.signer, (reward.business_id, reward.reward_id), language)
    return url.removeprefix(PUBLIC_URL)


async def test_the_page_shows_the_gifts_and_nothing_of_the_purchase(
    visitor: httpx.AsyncClient, tools: Tools, asked: RewardNeedsAction
):
    answer = await visitor.get(path(tools, asked))

    assert answer.status_code == 200
    for label in ("Gift card · $50.00", "Points · 1,700", "Discount code · 12.5%"):
        assert label in answer.text
    assert "A &lt;b&gt;mug&lt;/b&gt;" in answer.text
    assert "Blue Door" in answer.text
    assert "Please choose by March 5, 2026." in answer.text
    assert "<script" not in answer.text
    for secret in ("79.90", "sale", "prospect", "referr", ids.show("ref", asked.referral_id)):
        assert secret not in answer.text.lower()


async def test_looking_chooses_nothing(
    visitor: httpx.AsyncClient, tools: Tools, referral_db: Database, asked: RewardNeedsAction
):
    await visitor.get(path(tools, asked))
    await visitor.head(path(tools, asked))

    assert not await said(referral_db, RewardDecided)


async def test_what_is_chosen_is_said_in_the_persons_name_and_shown(
    visitor: httpx.AsyncClient, tools: Tools, referral_db: Database, asked: RewardNeedsAction
):
    answer = await visitor.post(path(tools, asked), data={"choice": "points"})

    assert answer.status_code == 200
    assert "You chose: Points · 1,700" in answer.text
    [told] = await said(referral_db, RewardDecided)
    assert (told.decision, told.choice) == ("choose", "points")
    assert told.actor == ids.show("per", asked.beneficiary_id)
    # Whoever presses twice, or opens the letter again, sees what they have.
    again = await visitor.post(path(tools, asked), data={"choice": "gift_card"})
    assert "You chose: Points" in again.text
    assert "You chose: Points" in (await visitor.get(path(tools, asked))).text
    assert len(await said(referral_db, RewardDecided)) == 1


@pytest.mark.parametrize("form", [{}, {"choice": "cash"}, {"choice": "é"}, {"other": "points"}])
async def test_what_is_no_gift_of_these_changes_nothing(
    visitor: httpx.AsyncClient,
    tools: Tools,
    referral_db: Database,
    asked: RewardNeedsAction,
    form: dict[str, str],
):
    answer = await visitor.post(path(tools, asked), data=form)

    assert (answer.status_code, "<form" in answer.text) == (200, True)
    assert not await said(referral_db, RewardDecided)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Choose your gift"),
        ("de", "Wählen Sie Ihr Geschenk"),
        ("fr", "Choisissez votre cadeau"),
        ("es", "Elija su regalo"),
    ],
)
async def test_the_page_speaks_the_language_of_the_letter(
    visitor: httpx.AsyncClient, tools: Tools, asked: RewardNeedsAction, language: str, title: str
):
    answer = await visitor.get(path(tools, asked, language))

    assert title in answer.text
    assert f'lang="{language}"' in answer.text


async def test_what_refunds_left_is_what_is_shown(
    house: House, visitor: httpx.AsyncClient, tools: Tools, referral_db: Database, asked: Any
):
    less = asked.model_copy(update={"version": 2, "amount": Money(minor=2500, currency="USD")})
    await deliver(referral_db, HANDLERS, [Said(less, 2)])

    assert "Gift card · $25.00" in (await visitor.get(path(tools, asked))).text


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        (RewardExpired, {}, "Nothing to choose here any more"),
        (RewardApproved, {"verdict": VERDICT | {"chosen": "points"}}, "You chose: Points"),
        (RewardNeedsAction, {"verdict": {}}, "Nothing to choose here any more"),
    ],
)
async def test_when_it_is_over_the_page_says_so(
    house: House,
    visitor: httpx.AsyncClient,
    tools: Tools,
    referral_db: Database,
    asked: Any,
    kind: Any,
    more: dict[str, Any],
    words: str,
):
    now = {"reward_id": asked.reward_id, "verdict": VERDICT} | more
    await deliver(referral_db, HANDLERS, [Said(told_reward(house, kind, 2, **now), 2)])

    answers = [
        await visitor.get(path(tools, asked)),
        await visitor.post(path(tools, asked), data={"choice": "points"}),
    ]

    for answer in answers:
        assert words in answer.text
        assert "<form" not in answer.text
    assert not await said(referral_db, RewardDecided)


async def test_a_token_that_is_not_ours_leads_nowhere(
    house: House, visitor: httpx.AsyncClient, tools: Tools, asked: RewardNeedsAction
):
    business, reward = ids.show("biz", house.business_id), ids.show("rwd", asked.reward_id)
    said_there = {"business": business, "reward": reward}
    tokens = [
        "nonsense",
        tools.signer.sign("unsubscribe", said_there),
        tools.signer.sign("choose", said_there | {"reward": ids.show("rwd", ids.new())}),
        tools.signer.sign("choose", said_there | {"business": ids.show("biz", ids.new())}),
    ]

    for token in tokens:
        for answer in (await visitor.get(f"/c/{token}"), await visitor.post(f"/c/{token}")):
            assert (answer.status_code, "<form" in answer.text) == (404, False)
