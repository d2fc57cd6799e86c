"""Letters in a real browser: nothing is cut off, and nothing is asked for but the logo."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, async_playwright

from goodword.letters import KINDS, LANGUAGES, render

pytestmark = pytest.mark.browser

LOGO = "https://cdn.harbor.example/logo.png"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenmanufaktur"
FACTS: Mapping[str, object] = {
    "business_name": LONG,
    "business_logo_url": LOGO,
    "first_name": "Ana",
    "side": "referrer",
    "gift": "restaurant_certificate",
    "percent_off": "12.5",
    "code": "GC-7K2M-99XX-ABCD-EFGH-JKMN-PQRS",
    "link": "https://gifts.example/redeem/" + "7K2M" * 30,
    "needed": "tax_form",
    "program": LONG,
    "terms": f"{LONG}\n\nAlle können mitmachen.",
    "reward": "rwd_01jftt4z0yfmx9mm8000000004",
    "reason": "insufficient_funds",
    "task": "tsk_01jftt4z0yfmx9mm8000000004",
    "task_kind": "resolve_identifiers",
    "subjects": "per_01jftt4z0yfmx9mm8000000004 per_01jftt4z0yfmx9mm8000000005",
    "due_at": datetime(2026, 12, 8, 9, tzinfo=UTC),
    "proof": "reference",
    "people": 2,
    "rep_name": LONG,
    "rep_contact": "rita.lang@harbor-pine.example",
    "story": f"{LONG}, gebaut in zwei Tagen",
    "wanted": "introduction",
    "answer_url": "https://goodword.example/a/" + "a" * 300,
    "prospect_first": "Ben",
    "how_known": "Nachbarn",
    "problem": "der alte Zaun",
    "opt_in_url": "https://goodword.example/i/" + "i" * 300,
    "copy_to": "intro+" + "i" * 60 + "@mail.harbor-pine.example",
    "unsubscribe_url": "https://api.example/u/" + "t" * 300,
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_a_narrow_screen_every_letter_is_whole(language: str, chromium: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            await _look(browser, language, scheme)
        await browser.close()


async def _look(browser: Browser, language: str, scheme: str) -> None:
    page = await browser.new_page(
        viewport={"width": 320, "height": 600},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.route("https://**/*", lambda route: route.abort())
    for kind in KINDS:
        await page.set_content(render(kind, language, FACTS).html)
        wide = await page.evaluate(
            "[...document.querySelectorAll('body *')].filter("
            "each => each.getBoundingClientRect().right > innerWidth).map(each => each.outerHTML)"
        )
        assert wide == [], f"{kind} {language} {scheme}"
    assert set(asked) == {LOGO}
    await page.close()
