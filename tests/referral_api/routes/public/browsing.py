"""Pages as people open them: in a real browser without scripts, on a phone and on a desk."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, ViewportSize

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
VIEWS: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "narrow": {"width": 320, "height": 568},
    "desk": {"width": 1280, "height": 800},
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_SHOWN_AS = re.compile(r"status of (404|422) ")
"""Pages that say what is missing, or is to be mended, are no mistakes of ours."""
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenmanufaktur"


@dataclass
class Reader:
    """Somebody who opens pages; `asked` is what was fetched for them, and `complaints` what the
    browser's console said of them."""

    browser: Browser
    address: str
    pictures: Path
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def at(self, path: str, locale: str = "en-US") -> AsyncIterator[Page]:
        """A page as it opens on a phone."""
        context = await self.browser.new_context(
            viewport=VIEWS["phone"], locale=locale, user_agent=CHROME, java_script_enabled=False
        )
        page = await context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        await page.goto(self.address + path)
        yield page
        await context.close()

    async def look(self, page: Page, name: str) -> None:
        """On no screen, by day and by night, is anything cut off or beside it; and nothing is
        complained of."""
        for view, size in VIEWS.items():
            await page.set_viewport_size(size)
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme)
                await self._look(page, f"{name}-{view}-{scheme}")
        await page.set_viewport_size(VIEWS["phone"])
        assert all(each.startswith(self.address) for each in self.asked), name
        assert [each for each in self.complaints if not _SHOWN_AS.search(each)] == [], name

    async def _look(self, page: Page, name: str) -> None:
        await page.screenshot(path=self.pictures / f"{name}.png")
        beside = await page.evaluate(
            "[document.documentElement.scrollWidth - document.documentElement.clientWidth,"
            " ...[...document.querySelectorAll('body *')].map("
            "each => each.getBoundingClientRect().right - innerWidth)]"
        )
        assert max(beside) <= 0, name
        assert await page.locator("h1").count() == 1
