"""What tests of pages ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright
from tests.referral_api.conftest import House
from tests.referral_api.routes.asks.test_asks import an_introduction_program
from tests.referral_api.routes.public.asked import Asked, ask_ana
from tests.referral_api.routes.public.browsing import Reader

from goodword.database import Database
from referral_api.routes.tools import Tools


@pytest.fixture
async def reader(address: str, chromium: str, tmp_path: Path) -> AsyncIterator[Reader]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield Reader(browser, address, tmp_path)
        await browser.close()


@pytest.fixture
async def ana(house: House, referral_db: Database, tools: Tools) -> Asked:
    """She was asked yesterday, by a business with one introduction program."""
    await an_introduction_program(house)
    return await ask_ana(house, referral_db, tools)
