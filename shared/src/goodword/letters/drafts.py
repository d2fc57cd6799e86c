"""Letters that a client sends, not we: first to ask for leave, then to introduce (R-INT-03).

They are plain text, and the client's to change. Nothing in them is counted or followed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from goodword.letters.defaults import source
from goodword.letters.facts import Facts, Step
from goodword.letters.language import fill
from goodword.letters.letter import LetterError
from goodword.letters.plain import one_line, shown_name

MAX_LEAVE_WORDS = 90
"""R-INT-03: a letter that asks for leave is short."""

STEPS: dict[str, Step] = {
    "introduction_request": "leave",
    "introduction_reminder": "leave",
    "introduction_draft": "introduction",
}
"""The kinds of letters that enclose one, and the step that each is about unless facts say so."""

_BLANK_LINES = re.compile(r"\n{3,}")
_WORD = re.compile(r"\S*\w\S*")
_SENTENCE = re.compile(r".+?(?:[.!?\u2026]+[\"\u201d\u00bb)]*(?=\s|$)|$)", re.S)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to be sent by somebody else; `copy_to` is an address that it is copied to."""

    subject: str
    text: str
    copy_to: str | None = None

    @property
    def mailto(self) -> str:
        """A link that opens it in the reader's own mail program; they add whom it goes to."""
        fields = {"subject": self.subject, "body": self.text.replace("\n", "\r\n")}
        if self.copy_to:
            fields["cc"] = self.copy_to
        return "mailto:?" + "&".join(f"{name}={quote(said)}" for name, said in fields.items())


def draft_of(step: Step, language: str, facts: Facts) -> Draft:
    """The letter of `step` in `language`, one of ours; `facts.draft` takes the place of our words.

    What nobody told is not told: each sentence reads without it (R-INT-06). In one that asks for
    leave as much of it is told as MAX_LEAVE_WORDS have room for: of the story whole sentences, then
    what the prospect needs, then how the two know each other.
    """
    subject = one_line(
        fill(source(f"drafts/{step}/{language}.subject.txt"), _values(facts), html=False)
    )
    copy_to = facts.copy_to if step == "introduction" else None
    if facts.draft:
        return Draft(subject, facts.draft, copy_to)
    if not facts.rep_name:
        raise LetterError("a letter of introduction needs rep_name")
    body = source(f"drafts/{step}/{language}.text.txt")
    if step == "introduction":
        return Draft(subject, _filled(body, facts), copy_to)
    return Draft(subject, _short(body, facts), copy_to)


def words_of(text: str) -> int:
    """How many words it has: what stands between blanks and holds a letter or a digit."""
    return len(_WORD.findall(text))


def _short(body: str, facts: Facts) -> str:
    """The longest that is short enough."""
    for left in _shorter(facts):
        text = _filled(body, left)
        if words_of(text) <= MAX_LEAVE_WORDS:
            return text
    raise LetterError(f"a letter that asks for leave has at most {MAX_LEAVE_WORDS} words")


def _shorter(facts: Facts) -> Iterator[Facts]:
    sentences = [told.strip() for told in _SENTENCE.findall(facts.story or "") if told.strip()]
    for count in range(len(sentences), 0, -1):
        yield replace(facts, story=" ".join(sentences[:count]))
    yield (silent := replace(facts, story=None))
    yield (silent := replace(silent, problem=None))
    yield replace(silent, how_known=None)


def _filled(body: str, facts: Facts) -> str:
    return _BLANK_LINES.sub("\n\n", fill(body, _values(facts), html=False)).strip()


def _values(facts: Facts) -> dict[str, object]:
    return {
        "business_name": facts.business_name,
        "first_name": shown_name(facts.first_name) or "",
        "prospect_first": shown_name(facts.prospect_first),
        "rep_name": facts.rep_name,
        "rep_contact": facts.rep_contact,
        "problem": facts.problem,
        "how_known": facts.how_known,
        "story": facts.story,
        "opt_in_url": facts.opt_in_url,
        "rewarded": facts.rewarded,
    }
