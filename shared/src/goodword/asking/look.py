"""One look at one text: what its checks share."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from goodword.asking.circumstances import Circumstances, TextKind
from goodword.asking.findings import Finding, Rule
from goodword.asking.language import Language
from goodword.asking.reading import Piece, Reading
from goodword.asking.sentences import Asked, how_asked


@dataclass(frozen=True)
class Look:
    """A text as it is read, and what is to be known of it."""

    reading: Reading
    language: Language
    kind: TextKind
    circumstances: Circumstances

    @cached_property
    def sentences(self) -> tuple[Piece, ...]:
        return tuple(self.reading.sentences())

    @cached_property
    def asked(self) -> tuple[tuple[Piece, Asked], ...]:
        """How each sentence asks for a referral."""
        return tuple(
            (sentence, how_asked(self.reading, sentence, self.language))
            for sentence in self.sentences
        )

    def says(self, words: str) -> bool:
        """Whether the text has any of the language's words of this name."""
        return bool(self.language.words[words].search(self.reading.read))

    def here(
        self,
        rule: Rule,
        piece: Piece,
        match: re.Match[str] | None = None,
        family: str | None = None,
    ) -> Finding:
        """That the text breaks a rule at this place."""
        start, end = self.reading.span(piece, match)
        found = replace(self.missing(rule), phrase=self.reading.text[start:end], family=family)
        return replace(found, start=start, end=end)

    def missing(self, rule: Rule) -> Finding:
        """That the text breaks a rule by what is nowhere in it."""
        return Finding(
            code=rule.code,
            rule=rule.id,
            severity=rule.severity,
            sentence=rule.said,
            better=self.language.better.get(rule.code),
        )
