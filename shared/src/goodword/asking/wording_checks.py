"""What else may not stand in a text: rewards too early or for a review, placeholders that nobody
fills in, contacts without content (R-LIN-05, R-LIN-06, R-LIN-10, R-VAL-05, R-REV-01, R-REV-07,
R-INT-06)."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from goodword.asking.findings import Finding, Rule
from goodword.asking.look import Look
from goodword.asking.reading import Piece
from goodword.asking.sentences import seeks

_PLACEHOLDER = re.compile(
    r"\{\{-?\s*(?P<name>[a-z_][a-z0-9_]*)?.*?\}\}|\{\{|\[\[.*?\]\]|<<\w.*?>>", re.S
)
_BLANK = re.compile(
    r"^[^\w\n]*(?:hi|hey|hello|dear|hallo|liebe[rs]?|bonjour|chere?|hola|estimad[oa])\s+,", re.M
)
_LINK = re.compile(r"https?://|\{\{-?\s*(?:\w*_)?(?:link|url)\b")

_REVIEW_REWARD = Rule(
    "review_reward_link",
    "R-REV-04",
    "A review and a reward in one sentence read as pay for the review.",
)
_REVIEW_ASKED = Rule(
    "review_request",
    "R-REV-01",
    "Reviews are asked of everyone alike, and never edited for us; letters go to some.",
)
_UNRESOLVED = Rule("unresolved_placeholder", "R-LIN-10", "Nothing fills in this placeholder.")
_NO_NAME = Rule("unresolved_placeholder", "R-LIN-10", "The name is missing in the salutation.")
_EMPTY = Rule(
    "empty_contact",
    "R-VAL-05",
    "This gives the client nothing; say what it is that they get.",
    "warning",
)
_UNDISCLOSED = Rule(
    "missing_disclosure",
    "R-REV-07",
    "Say beside the link that the referrer may get something.",
)


def reward_first(look: Look) -> Iterator[Finding]:
    """R-LIN-05, R-REW-01, R-INT-06: a reward is spoken of after the client's favourites are known,
    where it may be offered, and with its disclosure beside it."""
    if look.kind == "program_terms" or not (why := _why_not(look)):
        return
    for sentence in look.sentences:
        # In a story a discount may be a part of what was done; one for a favour is none.
        if look.kind == "story" and not seeks(sentence.read, look.language):
            continue
        if match := look.language.words["reward"].search(sentence.read):
            yield look.here(Rule("reward_first", "R-LIN-05", why), sentence, match)
            return


def _why_not(look: Look) -> str | None:
    told = look.circumstances
    if told.offer != "allowed":
        return "The law does not plainly allow this reward, so it is not spoken of."
    if look.kind == "referral_ask" and told.active_intro and not told.favourites_captured:
        return "The reward comes up before the client was asked for their favourites."
    if not told.disclosed and not look.says("disclosure"):
        return "The reward comes up without a disclosure."
    return None


def review_and_reward(look: Look) -> Iterator[Finding]:
    """R-LIN-06, R-REV-04: nothing is promised for a review."""
    words = look.language.words
    for sentence in look.sentences:
        review, reward = (
            words["review"].search(sentence.read),
            words["reward"].search(sentence.read),
        )
        if review and reward:
            yield look.here(_REVIEW_REWARD, sentence)


def review_asked(look: Look) -> Iterator[Finding]:
    """R-REV-01, R-REV-04, R-REV-06: whoever is asked for a referral, or has a reward, is asked for
    no review, and for no other words of one: only some get our letters."""
    for sentence in look.sentences:
        if match := look.language.words["review_request"].search(sentence.read):
            yield look.here(_REVIEW_ASKED, sentence, match)


def placeholders(look: Look) -> Iterator[Finding]:
    """R-LIN-10: what nobody will fill in."""
    read = look.reading
    filled = look.circumstances.filled or frozenset()
    for match in _PLACEHOLDER.finditer(read.text):
        if match["name"] not in filled:
            yield look.here(_UNRESOLVED, Piece(match.group(), *match.span()))
    for match in _BLANK.finditer(read.read):
        yield look.here(_NO_NAME, read.whole, match)


def empty_contact(look: Look) -> Iterator[Finding]:
    """R-VAL-05: checking in is no reason to write."""
    if look.circumstances.value:
        return
    for sentence in look.sentences:
        if match := look.language.words["empty_contact"].search(sentence.read):
            yield look.here(_EMPTY, sentence, match)


def missing_disclosure(look: Look) -> Iterator[Finding]:
    """R-REV-07: beside a link that may earn the referrer something stands that it may."""
    told = look.circumstances
    undisclosed = told.reward and not told.disclosed and not look.says("disclosure")
    if undisclosed and _LINK.search(look.reading.text):
        yield look.missing(_UNDISCLOSED)


WORDING_CHECKS: Final[tuple[Callable[[Look], Iterator[Finding]], ...]] = (
    reward_first,
    review_and_reward,
    review_asked,
    placeholders,
    empty_contact,
    missing_disclosure,
)
