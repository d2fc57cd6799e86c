"""Texts as the linter reads them: folded to plain letters, cut into sentences and clauses, each of
which still knows where it stood in what was written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARS = 20_000
"""No text that is looked at is longer; letters are far shorter."""

_TYPED_OTHERWISE = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u00bf\u00a1", " "),
    **dict.fromkeys("\u037e\u061f\u203d", "?"),
}
"""Marks that are typed in many ways, as they are read here; inverted marks are blanks."""

_ENDS = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n[ \t]*\n|[?!](?=\S)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[a-z]|mr|mrs|ms|dr|st|vs|nr|no|bzw|usw|etc|ca|sr|sra|ud|uds|mme|approx)\.$"
)
_CUTS = re.compile(r"\s*(?:[,;:()]|\s-\s|\s--\s)\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: as it is `read` (folded, lower case), and where it stood (`start`, `end`,
    in characters of the text in Unicode's composed form)."""

    read: str
    start: int
    end: int
    question: bool = False


class Reading:
    """A text, folded: accents, case and typing habits make no difference to a pattern."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        letters: list[str] = []
        self._at: list[int] = []
        for position, letter in enumerate(self.text):
            plain = fold(letter)
            letters.append(plain)
            self._at += [position] * len(plain)
        self.read = "".join(letters)
        self._at.append(len(self.text))

    @property
    def whole(self) -> Piece:
        """All of it."""
        return Piece(self.read, 0, len(self.text))

    def sentences(self) -> Iterator[Piece]:
        """The sentences, in order; a question is one that ends with a question mark."""
        begin = 0
        for end in _ENDS.finditer(self.read):
            if end.group().startswith(".") and _ABBREVIATED.search(
                self.read[begin : end.start() + 1]
            ):
                continue
            yield from self._piece(begin, end.end(), question="?" in end.group())
            begin = end.end()
        yield from self._piece(begin, len(self.read))

    def clauses(self, sentence: Piece) -> Iterator[Piece]:
        """The parts of a sentence between its commas, dashes and brackets."""
        begin = 0
        for cut in _CUTS.finditer(sentence.read):
            yield from self._part(sentence, begin, cut.start())
            begin = cut.end()
        yield from self._part(sentence, begin, len(sentence.read))

    def written(self, piece: Piece) -> str:
        """What was written there."""
        return self.text[piece.start : piece.end]

    def span(self, piece: Piece, match: re.Match[str] | None = None) -> tuple[int, int]:
        """From where to where, in characters of `text`."""
        if match is None:
            return piece.start, piece.end
        origin = self._read_position(piece)
        return self._at[origin + match.start()], self._at[origin + match.end() - 1] + 1

    def _read_position(self, piece: Piece) -> int:
        """Where a piece begins in what is read: the first letter that came from its start."""
        low, high = 0, len(self._at) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._at[middle] < piece.start else (low, middle)
        return low

    def _piece(self, begin: int, end: int, *, question: bool = False) -> Iterator[Piece]:
        raw = self.read[begin:end]
        begin += len(raw) - len(raw.lstrip())
        end -= len(raw) - len(raw.rstrip())
        if begin < end:
            last = self._at[end - 1] + 1
            yield Piece(self.read[begin:end], self._at[begin], last, question)

    def _part(self, sentence: Piece, begin: int, end: int) -> Iterator[Piece]:
        origin = self._read_position(sentence)
        yield from self._piece(origin + begin, origin + end, question=sentence.question)


def fold(text: str) -> str:
    """`text` in lower case, without accents and in one way of typing it; a letter may become
    several, or none where it cannot be seen."""
    text = "".join(_TYPED_OTHERWISE.get(letter, letter) for letter in text)
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        " " if letter.isspace() and letter != "\n" else letter
        for letter in spread
        if unicodedata.category(letter) not in ("Mn", "Cf")
    )
