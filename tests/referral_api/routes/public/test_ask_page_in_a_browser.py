"""The page of an ask in a real browser without scripts, on a phone and on a desk."""

import pytest
from playwright.async_api import expect
from tests.referral_api.conftest import House
from tests.referral_api.routes.asks.test_asks import an_introduction_program
from tests.referral_api.routes.public.asked import ask_ana
from tests.referral_api.routes.public.browsing import LONG, Reader
from tests.referral_api.said import said

from goodword.database import Database
from goodword.events import AskAnswered
from referral_api.routes.public.answering_words import WORDS
from referral_api.routes.tools import Tools

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", WORDS)
async def test_somebody_is_named_with_a_few_fields_and_a_tick(
    reader: Reader, house: House, referral_db: Database, tools: Tools, language: str
):
    """In the language of the letter, whatever the browser's is."""
    words = WORDS[language]
    await house.patch("/v1/business", {"name": LONG, "parameters": {"colour": "#ffd400"}})
    await an_introduction_program(house)
    ana = await ask_ana(house, referral_db, tools, language)
    async with reader.at(ana.path, "it-IT") as page:
        assert await page.locator("html").get_attribute("lang") == language
        await reader.look(page, f"ask-{language}")
        assert await page.locator("input:visible").count() == 3

        await page.locator("input[name=name1]").fill("Dana")
        send = page.get_by_role("button", name=words.send)
        await send.click()
        assert await page.locator("input[name=told1]:invalid").count() == 1

        await page.locator("input[name=told1]").check()
        await page.locator("summary").first.click()
        await page.locator("input[name=name2]").fill("Eli")
        await send.click()
        await expect(page.locator(".wrong")).to_have_text(words.wrong["told"])
        await reader.look(page, f"ask-to-mend-{language}")
        assert await said(referral_db, AskAnswered) == []

        await page.locator("input[name=told2]").check()
        await send.click()
        await expect(page.locator("h1")).to_have_text(words.named)
        await reader.look(page, f"ask-named-{language}")

    [answered] = await said(referral_db, AskAnswered)
    assert (answered.answer, len(answered.referral_ids)) == ("named", 2)


async def test_a_no_takes_one_button_and_a_never_may_follow(
    reader: Reader, house: House, referral_db: Database, tools: Tools
):
    words = WORDS["en"]
    ana = await ask_ana(house, referral_db, tools)
    async with reader.at(ana.path) as page:
        await page.get_by_role("button", name=words.not_now).click()
        await expect(page.locator("h1")).to_have_text(words.later)
        await reader.look(page, "ask-later")

        await page.get_by_role("button", name=words.never).click()
        await expect(page.locator("h1")).to_have_text(words.refused)
        await reader.look(page, "ask-refused")

        await page.goto(reader.address + ana.path)
        await expect(page.locator("h1")).to_have_text(words.refused)
        assert await page.locator("button").count() == 0

    assert [each.answer for each in await said(referral_db, AskAnswered)] == ["not_now"]
