"""The HTML that a business may write into its letters: what it looks like, and nothing that acts,
fetches, hides, or closes what it has not opened."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from goodword.letters.own.tags import TAG, names_in

TAGS: Final = frozenset(
    {
        *("a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3"),
        *("hr", "i", "li", "ol", "p", "span", "strong", "ul"),
    }
)
LINKS: Final = frozenset({"answer_url", "link", "mailto"})
"""Placeholders that a link may lead to."""

_ATTRIBUTES: Final = frozenset({"align", "class", "href", "style"})
_VOID: Final = frozenset({"br", "hr"})
_HIDDEN: Final = re.compile(
    r"url\s*\(|expression|@|\\|/\*|display\s*:\s*none|visibility|opacity|position|font-size\s*:\s*0"
    r"|clip|content",
    re.I,
)
_WHOLE: Final = re.compile(r"</?[a-z][^<>\"']*(?:(?:\"[^\"<>]*\"|'[^'<>]*')[^<>\"']*)*>", re.I)
"""A tag from its beginning to its end: what is not one never reaches the parser, which would look
for the end of each again and again."""
_MARK: Final = "\ue000"


def wrongs(source: str) -> list[str]:
    """A sentence for each thing that may not be; none where the HTML may be sent."""
    marked = re.sub(TAG, _marked, source, flags=re.S)
    if "<" in _WHOLE.sub("", marked):
        return ["A < that begins no tag is written &lt;; comments are not sent."]
    reader = _Reader()
    reader.feed(marked)
    reader.close()
    return [*dict.fromkeys([*reader.found, *reader.unclosed()])]


def _marked(match: re.Match[str]) -> str:
    names = names_in(match.group()) if match.group().startswith("{{") else []
    return f"{_MARK}{names[0]}{_MARK}" if len(names) == 1 else ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[str] = []

    def unclosed(self) -> Iterator[str]:
        if self._open:
            yield f"<{self._open[-1]}> is not closed."

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(f"<{tag}> is not used in letters; use {', '.join(sorted(TAGS))}.")
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.found.append(f"<{tag}/> is opened and never closed; write </{tag}>.")
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.found.append(f"</{tag}> closes nothing that was opened here.")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name not in _ATTRIBUTES:
            self.found.append(f"{name} is no attribute of a letter's <{tag}>.")
        elif name == "href" and not _leads_somewhere(value):
            known = ", ".join(f"{{{{ {each} }}}}" for each in sorted(LINKS))
            self.found.append(f"A link leads to https://, mailto:, or one of {known}.")
        elif name == "style" and _HIDDEN.search(value):
            self.found.append("A style may neither hide, move nor fetch anything.")


def _leads_somewhere(value: str) -> bool:
    marked = value.strip()
    if marked.startswith(_MARK):
        return marked.strip(_MARK) in LINKS
    return marked.startswith(("https://", "mailto:"))
