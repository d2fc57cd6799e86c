"""The page of an ask, opened too early, too late, too often, or by who is somebody else by now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.routes.public.asked import DANA, FORM, Asked, page_of
from tests.referral_api.said import said
from tests.referral_api.stories import a_person
from tests.referral_api.told_asks import an_ask

from goodword import ids
from goodword.database import Database
from goodword.events import AskAnswered
from referral_api.domain.businesses.rates import Rates
from referral_api.routes.tools import Tools


async def test_a_page_may_be_opened_before_we_hear_that_its_ask_was_sent(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, tools: Tools
):
    ana = (await a_person(house))["id"]
    ask = ids.show("ask", ids.new())

    answer = await visitor.post(page_of(tools, house, ask, ana), data={"answer": "not_now"})
    await an_ask(house, referral_db, ana, ask_id=ids.read("ask", ask), wanted="name")

    assert answer.status_code == 200
    told = (await house.get(f"/v1/asks/{ask}")).json()
    assert (told["status"], told["answer"], told["wanted"]) == ("answered", "not_now", "name")
    assert told["message_id"] is not None


async def test_after_half_a_year_the_page_takes_only_a_never(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, tools: Tools
):
    ana = (await a_person(house))["id"]
    long_ago = datetime.now(UTC) - timedelta(days=181)
    ask = await an_ask(house, referral_db, ana, sent_at=long_ago)
    path = page_of(tools, house, ask, ana)

    for answer in (await visitor.get(path), await visitor.post(path, data=DANA)):
        assert answer.status_code == 200
        assert "This question has had its time" in answer.text
    assert await said(referral_db, AskAnswered) == []
    await visitor.post(path, data={"answer": "never"})
    assert [each.answer for each in await said(referral_db, AskAnswered)] == ["never"]


async def test_somebody_who_was_erased_is_told_that_nothing_is_kept(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    assert (await house.post(f"/v1/people/{ana.person}/erase")).is_success

    answers = [await visitor.get(ana.path)]
    answers += [await visitor.post(ana.path, data=form) for form in (DANA, {"answer": "never"})]

    for answer in answers:
        assert answer.status_code == 410
        assert "There is nothing here any more" in answer.text
        assert FORM not in answer.text
    async with referral_db.begin() as session:
        told = await session.scalars(text("select type from bus.outbox"))
        assert "ask-answered" not in set(told)


async def test_who_was_merged_answers_as_who_they_are_now(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    anna = (await a_person(house, "anna@example.com"))["id"]
    assert (await house.post(f"/v1/people/{ana.person}/merge", {"into": anna})).is_success

    assert (await visitor.post(ana.path, data=DANA)).status_code == 200
    await visitor.post(ana.path, data={"answer": "never"})

    [referral] = (await house.get("/v1/referrals")).json()["data"]
    assert referral["referrer_id"] == anna
    [event] = await said(referral_db, AskAnswered)
    assert event.person_id == ids.read("per", anna)
    assert (await house.get(f"/v1/people/{anna}")).json()["preferences"]["do_not_ask"] is True


async def test_a_token_that_is_not_ours_leads_nowhere(
    house: House, visitor: httpx.AsyncClient, tools: Tools, ana: Asked
):
    says = {"business": ids.show("biz", house.business_id), "ask": ana.ask, "person": ana.person}
    tokens = [
        "nonsense",
        tools.signer.sign("choose", says),
        tools.signer.sign("answer", says | {"person": ids.show("per", ids.new())}),
        tools.signer.sign("answer", says | {"business": ids.show("biz", ids.new())}),
    ]

    for token in tokens:
        for answer in (await visitor.get(f"/a/{token}"), await visitor.post(f"/a/{token}")):
            assert answer.status_code == 404
            assert FORM not in answer.text


async def test_whoever_opens_too_many_pages_is_asked_for_patience(
    app: FastAPI, tools: Tools, visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    app.state.tools = replace(tools, link_rates=Rates(per_s=0.01, burst=1))

    first = await visitor.get(ana.path)
    answers = [await visitor.get(ana.path), await visitor.post(ana.path, data=DANA)]

    assert first.status_code == 200
    for answer in answers:
        assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert await said(referral_db, AskAnswered) == []
