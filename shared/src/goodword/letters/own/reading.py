"""A template as its readers read it: without tags, in one line of thought, with both branches of
each condition one after the other. Each character knows where it stood in the source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

from goodword.letters.own.tags import TAG, names_in, strings_in

_BLOCKS: Final = "p|div|h[1-6]|ul|ol|li|blockquote|hr"
_MARKUP: Final = re.compile(
    rf"(?P<tag>{TAG})"
    r"|(?P<break><br\s*/?>)"
    rf"|(?P<block></?(?:{_BLOCKS})\b(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>)"
    r"|(?P<inline></?[a-z](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>)"
    r"|(?P<entity>&#?\w{1,32};)",
    re.S | re.I,
)
_PLAIN: Final = re.compile(rf"(?P<tag>{TAG})", re.S)
_OTHERWISE: Final = re.compile(r"\{%[-+]?\s*el(?:se|if)\b")


@dataclass(frozen=True, slots=True)
class Read:
    """What is read, and for each of its characters from where to where it stood in the source."""

    text: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the source what is read from `start` to `end` stands."""
        if not self.places or end <= start:
            return 0, 0
        last = len(self.places) - 1
        return self.places[min(start, last)][0], self.places[min(end - 1, last)][1]


def read_words(source: str, *, html: bool) -> Read:
    """How a body reads; of a tag, the name that it fills in and the texts that it may say."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for said, start, end in _pieces(source, _MARKUP if html else _PLAIN):
        whole = len(said) == end - start
        for offset, letter in enumerate(said):
            letters.append(letter)
            places.append((start + offset, start + offset + 1) if whole else (start, end))
    return Read("".join(letters), tuple(places))


def _pieces(source: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, int]]:
    behind = 0
    for match in pattern.finditer(source):
        yield source[behind : match.start()], behind, match.start()
        yield _said(match), *match.span()
        behind = match.end()
    yield source[behind:], behind, len(source)


def _said(match: re.Match[str]) -> str:
    if match.lastgroup == "tag":
        return _of_tag(match.group())
    if match.lastgroup == "entity":
        return unescape(match.group())
    return {"break": "\n", "block": "\n\n"}.get(match.lastgroup or "", "")


def _of_tag(tag: str) -> str:
    if not tag.startswith("{{"):
        return " " if _OTHERWISE.match(tag) else ""
    names, texts = names_in(tag), strings_in(tag)
    return " ".join([*(f"{{{{ {name} }}}}" for name in names[:1]), *texts])
