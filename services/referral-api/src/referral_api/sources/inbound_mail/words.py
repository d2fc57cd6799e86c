"""The words that somebody wrote in a mail: without what it quotes, encloses or signs with."""

import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser
from typing import Final

from referral_api.domain.connections.delivery import UnreadableError
from referral_api.domain.mail_texts import decoded_text
from referral_api.sources.mail_reports.reading import parts_of, read_mail

MAX_TEXT_BYTES: Final = 64 << 10
MAX_WORDS_CHARS: Final = 5000
MAX_DEPTH: Final = 4

_QUOTED = re.compile(r"^\s*[>|]")
_ATTRIBUTES = re.compile(
    r"^\s*(?:On|Am|Le|El)\b.{0,300}(?:wrote|schrieb[^:]{0,100}|écrit|escribió)\s?:\s*$"
    r"|^.{0,200}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|schrieb|a écrit|escribió)\s?:\s*$"
)
_ENDS = re.compile(
    r"^--\s?$|^_{10,}\s*$|^-{2,}\s*(?:Original|Ursprüngliche|Message d'origine|Mensaje original"
    r"|Forwarded|Weitergeleitete|Message transféré|Mensaje reenviado).{0,60}$"
    r"|^(?:From|Von|De)\s?:\s.{0,200}@"
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OPENING = re.compile(r"<[a-zA-Z/!?]")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "hr"})
_HIDDEN = frozenset({"blockquote", "style", "script", "head", "title"})


def words_of(message: Message) -> str:
    """What its writer wrote."""
    return own_words(text_of(message))[:MAX_WORDS_CHARS]


def read_text(body: bytes) -> str | None:
    """All that a kept mail says, for somebody to read; None where it says nothing any more."""
    try:
        message = read_mail(body)
    except UnreadableError:
        return None
    return text_of(message).strip()[:MAX_WORDS_CHARS] or None


def text_of(message: Message) -> str:
    """All that it says, as far as it is plain text; else what can be seen of its HTML."""
    texts = [part for part in _flat(message, MAX_DEPTH) if _is_text(part)]
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    for part in plain or texts:
        text = decoded_text(part, MAX_TEXT_BYTES)
        return _seen(text) if part.get_content_type() == "text/html" else text
    return ""


def own_words(text: str) -> str:
    """A text without what it answers, and without its signature."""
    lines = _joined(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    kept: list[str] = []
    for place, line in enumerate(lines):
        if _ENDS.match(line):
            break
        if _ATTRIBUTES.match(line):
            # Where what follows is not marked as quoted, nobody can tell where it ends.
            if any(_QUOTED.match(each) for each in lines[place + 1 :]):
                continue
            break
        if not _QUOTED.match(line):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _joined(lines: list[str]) -> list[str]:
    """With an attribution that a mail program broke in two on one line."""
    whole: list[str] = []
    for line in lines:
        if whole and re.match(r"^\s*(?:On|Am|Le|El)\b", whole[-1]) and len(whole[-1]) > 20:
            both = f"{whole[-1].rstrip()} {line.strip()}"
            if _ATTRIBUTES.match(both):
                whole[-1] = both
                continue
        whole.append(line)
    return whole


def _is_text(part: Message) -> bool:
    """An enclosed file is none of the words, and is not opened."""
    kind = part.get_content_type()
    return kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment"


class _Visible(HTMLParser):
    """Collects what a reader sees, quotes left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        elif tag in ("p", "div"):
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(re.sub(r"\s+", " ", data))


def _seen(html: str) -> str:
    reader = _Visible()
    try:
        reader.feed(_closed(html))
        reader.close()
    except Exception:  # whatever hostile markup has made this parser raise over the years
        return ""
    return "".join(reader.said)


def _closed(html: str) -> str:
    """Without comments, and without what begins a tag and never ends it: the parser looks for the
    end of each of those anew, through all that is left."""
    html = _COMMENT.sub(" ", html)
    unclosed = _OPENING.search(html, html.rfind(">") + 1)
    return html[: unclosed.start()] if unclosed else html


def _flat(message: Message, depth: int) -> Iterator[Message]:
    yield message
    if depth and message.get_content_type() != "message/rfc822":
        for part in parts_of(message):
            yield from _flat(part, depth - 1)
