"""Facts of one reward, and a reader of HTML that notices what does not close."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from goodword.money import Money

VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """A parsed page: its tags with attributes, its text, and what was closed wrongly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def links(self) -> list[str | None]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


@pytest.fixture
def page() -> Callable[[str], Page]:
    return Page


@pytest.fixture
def facts() -> dict[str, object]:
    return {
        "business_name": "Harbor & Pine",
        "business_address": "12 Wharf Street\nPortland, OR 97201",
        "business_colour": "#b4532a",
        "first_name": "Ana",
        "side": "referrer",
        "gift": "gift_card",
        "amount": Money(minor=3748, currency="USD"),
        "code": "GC-7K2M",
        "link": "https://gifts.example/redeem?a=1&b=2",
        "unsubscribe_url": "https://api.example/u/token",
    }
