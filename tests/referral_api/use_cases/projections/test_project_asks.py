"""Asks, as they are kept from what the notifier tells."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from tests.referral_api.conftest import House
from tests.referral_api.stories import a_person
from tests.referral_api.told_asks import NOON, NOT_DELIVERED, sent_ask, withheld_ask

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import AskProposed
from goodword.testing.events import deliver
from referral_api.main import HANDLERS

LATER = NOON + timedelta(hours=1)
ISSUE = {"code": "open_issue", "actual": "billing", "required": "resolved"}


async def the_ask(house: House) -> dict[str, Any]:
    [ask] = (await house.get("/v1/asks")).json()["data"]
    return dict(ask)


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_an_ask_is_sent_in_whatever_order_and_however_often_it_is_told(
    house: House, referral_db: Database, order: tuple[int, ...]
):
    ana = (await a_person(house))["id"]
    asked = sent_ask(house, ana, sent_at=LATER + timedelta(hours=1))
    one = {"ask_id": asked.ask_id, "final": False}
    told = [
        withheld_ask(house, ana, **one),
        withheld_ask(house, ana, **one, reasons=[ISSUE], withheld_at=LATER),
        asked,
        asked,
    ]

    for place in order:
        await deliver(referral_db, HANDLERS, [Said(told[place], place + 1)])

    ask = await the_ask(house)
    assert (ask["id"], ask["person_id"]) == (ids.show("ask", asked.ask_id), ana)
    assert (ask["status"], ask["reasons"], ask["wanted"]) == ("unanswered", [], "introduction")
    assert ask["template"] == {"id": "referral_ask", "version": 1}
    assert ask["signal"] == {"kind": "review", "id": asked.signal and asked.signal.id}
    assert ask["message_id"] == ids.show("msg", asked.message_id)


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_of_reasons_the_newest_count_and_the_last_word_ends_it(
    house: House, referral_db: Database, order: tuple[int, ...]
):
    ana = (await a_person(house))["id"]
    last = withheld_ask(house, ana, withheld_at=LATER, reasons=[ISSUE])
    told = [withheld_ask(house, ana, ask_id=last.ask_id, final=False), last]

    for place in order:
        await deliver(referral_db, HANDLERS, [Said(told[place], place + 1)])

    ask = await the_ask(house)
    assert ask["status"] == "withheld"
    told = {"rules": ["R-ASK-06"], "sentence": "They wait for an answer (issue: billing)."}
    assert ask["reasons"] == [ISSUE | told]


async def test_while_its_window_is_open_an_ask_is_proposed_with_what_says_no(
    house: House, referral_db: Database
):
    ana = (await a_person(house))["id"]
    await deliver(referral_db, HANDLERS, [Said(withheld_ask(house, ana, final=False), 1)])

    ask = await the_ask(house)

    assert (ask["status"], ask["reasons"][0]["code"]) == ("proposed", NOT_DELIVERED["code"])


@pytest.mark.parametrize("sent_first", [True, False])
async def test_a_window_that_was_opened_is_an_ask_until_its_end_whenever_it_is_told(
    house: House, referral_db: Database, sent_first: bool
):
    ana = (await a_person(house))["id"]
    asked = sent_ask(house, ana)
    proposed = AskProposed(
        business_id=house.business_id,
        ask_id=asked.ask_id,
        person_id=asked.person_id,
        signal=asked.signal or pytest.fail("it has one"),
        wanted="introduction",
        opens_at=NOON,
        closes_at=NOON + timedelta(days=2),
    )
    told = [Said(asked, 1), Said(proposed, 2)] if sent_first else [Said(proposed, 1)]

    await deliver(referral_db, HANDLERS, told)

    ask = await the_ask(house)
    assert (ask["id"], ask["reasons"]) == (ids.show("ask", asked.ask_id), [])
    assert ask["status"] == ("unanswered" if sent_first else "proposed")
    assert ask["signal"] == {"kind": "review", "id": proposed.signal.id}


async def test_what_the_nightly_look_finds_is_in_the_timeline_and_makes_no_ask(
    house: House, referral_db: Database
):
    ana = (await a_person(house))["id"]
    nightly = withheld_ask(house, ana, ask_id=None, signal=None)

    await deliver(referral_db, HANDLERS, [Said(nightly, 1)])

    assert (await house.get("/v1/asks")).json()["data"] == []
    told = (await house.get(f"/v1/people/{ana}/timeline")).json()["data"]
    [entry] = [each for each in told if each["type"] == "ask_withheld"]
    assert entry["data"]["reasons"] == [NOT_DELIVERED]
