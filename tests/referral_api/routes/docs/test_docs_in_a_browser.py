"""The reference in a real browser, without the internet."""

import pytest
from playwright.async_api import async_playwright

pytestmark = pytest.mark.browser


async def test_the_reference_opens_with_nothing_but_us(address: str, chromium: str):
    asked: list[str] = []
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))

        await page.goto(f"{address}/docs")
        title = await page.title()
        await page.get_by_role("link", name="NewPerson", exact=True).first.click()
        shown = await page.locator("#schema-NewPerson").is_visible()
        await page.get_by_role("link", name="this list").click()
        entry = await page.locator("#identifiers_conflict").inner_text()
        await browser.close()

    assert title == "Goodword API"
    assert shown
    assert "several people" in entry
    assert all(url.startswith(address) for url in asked if not url.startswith("data:"))
    assert complaints == []
