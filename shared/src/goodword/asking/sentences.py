"""What a sentence asks: openly for whom somebody knows, or so that it can be answered with no."""

import re
from dataclasses import dataclass
from typing import Literal

from goodword.asking.language import Language
from goodword.asking.reading import Piece, Reading

Way = Literal["open", "closed", "indirect", "nothing"]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a sentence asks for a referral, and where that shows."""

    way: Way
    where: re.Match[str] | None = None


def how_asked(reading: Reading, sentence: Piece, language: Language) -> Asked:
    """How `sentence` asks for a referral (R-LIN-01 to R-LIN-03): by its main clause. A closed one
    is not excused by an open one beside it."""
    clauses = [
        clause
        for clause in reading.clauses(sentence)
        if not language.asides.search(clause.read.strip(" ?!."))
    ]
    opens = [clause for clause in clauses if _opens(clause, language)]
    if not seeks(sentence.read, language) and not _names(reading, sentence, language):
        return Asked("open" if opens and sentence.question else "nothing")
    if wrapped := language.wrapped.search(sentence.read):
        return Asked("indirect", wrapped)
    if not opens and (conditional := language.conditional.search(sentence.read)):
        return Asked("indirect", conditional)
    if _closed(sentence, clauses, opens, language):
        return Asked("closed")
    return Asked("open" if opens else "nothing")


def seeks(read: str, language: Language) -> bool:
    """Whether a sentence is about finding somebody, and not about how the client fares."""
    rest = language.ours.sub(" ", read)
    if language.referral.search(rest):
        return True
    if language.circle.search(rest):
        return not language.service.search(rest)
    return bool(language.people.search(rest) and language.want.search(rest))


def _names(reading: Reading, sentence: Piece, language: Language) -> bool:
    """Whether it asks about one person who is called by name."""
    if not sentence.question or not language.want.search(sentence.read):
        return False
    return bool(language.named.search(reading.written(sentence)))


def _opens(clause: Piece, language: Language) -> bool:
    if language.opens.search(clause.read):
        return True
    return clause.question and bool(language.opens_late.search(clause.read))


def _closed(sentence: Piece, clauses: list[Piece], opens: list[Piece], language: Language) -> bool:
    if sentence.question and language.tags.search(sentence.read):
        return True
    first = opens[0].start if opens else sentence.end
    for clause in clauses:
        # Behind an open clause its own verb may follow, which asks nothing of itself.
        early = sentence.question and clause.start < first
        pattern = language.closes if early else language.closes_plainly
        if pattern.search(clause.read) or _closes_later(clause, language):
            return True
    elsewhere = any(language.elsewhere.search(clause.read) for clause in clauses)
    return sentence.question and not opens and not elsewhere


def _closes_later(clause: Piece, language: Language) -> bool:
    """Whether a clause that was joined to another one asks so."""
    parts = language.joins.split(clause.read)[1:]
    return any(language.closes_plainly.search(part.strip()) for part in parts)
