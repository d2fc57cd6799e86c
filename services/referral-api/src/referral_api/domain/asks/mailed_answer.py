"""What somebody says who answers an ask by mail: as far as that is certain, and no further. Pure.

A text is taken apart into phrases. An answer is certain where every phrase is a courtesy, or says
the same thing; anything else is for a person to read.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from referral_api.domain.asks.body import MAX_PROSPECTS
from referral_api.domain.asks.mailed_words import (
    COURTESIES,
    GREETS,
    NEVER,
    NO_NAMES,
    NOT_NOW,
    REVOKES,
    THEY_KNOW,
)

Said: TypeAlias = Literal[
    "never", "not_now", "named", "introduced", "perhaps_never", "unclear", "nothing"
]

MAX_PHRASES: Final = 60
MAX_NAME_WORDS: Final = 5

_ENDS = re.compile(r"[.,;:!?\n\r()\u2026\u2013\u2014]+|\s-\s")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_NAMED = re.compile(
    r"(?P<name>[^<>(),:;@\d]{1,100}?)[\s,:;(<\[]+(?:mailto:)?(?P<email>[^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+)[>)\]]*[.,;]?"
)


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody whom a client names, with an address."""

    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class MailedAnswer:
    """`friends` where some are `named` or `introduced`; `they_know` where the client says that
    those agreed. `perhaps_never` counts as never and is for somebody to read, as what is `unclear`
    is; `nothing` is what we wrote ourselves."""

    said: Said
    friends: tuple[Friend, ...] = ()
    they_know: bool = False

    def without_addresses(self) -> "MailedAnswer":
        """The same people by their names alone."""
        named = tuple(Friend(each.name, None) for each in self.friends)
        return replace(self, friends=named)


def read_answer(
    words: str, known: Iterable[str], own: Collection[str] = frozenset()
) -> MailedAnswer:
    """What `words`, the writer's own, say; `known` are the names of the two who write to each
    other, which greet and sign, and `own` their addresses, in small letters."""
    friends, rest = _take_friends(words, own)
    phrases = [plain(each) for each in _ENDS.split(rest)]
    phrases = [each for each in phrases if each]
    names = frozenset(word for name in known for word in plain(name).split())
    telling = {_kind(each, names) for each in phrases[:MAX_PHRASES]} - {"courtesy"}
    they_know = "they_know" in telling
    telling.discard("they_know")
    if friends and not telling and len(phrases) <= MAX_PHRASES:
        return MailedAnswer("named", friends, they_know)
    if not friends and not they_know and len(phrases) <= MAX_PHRASES:
        if telling == {"not_now"}:
            return MailedAnswer("not_now")
        if telling and telling <= {"never", "not_now"}:
            return MailedAnswer("never")
    revokes = "never" in telling or REVOKES.search(plain(rest))
    return MailedAnswer("perhaps_never" if revokes else "unclear")


def plain(text: str) -> str:
    """Small letters without accents, and nothing but words."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _NO_WORD.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).strip()


def _kind(phrase: str, names: frozenset[str]) -> str:
    if NEVER.fullmatch(phrase):
        return "never"
    if NOT_NOW.fullmatch(phrase):
        return "not_now"
    if THEY_KNOW.fullmatch(phrase):
        return "they_know"
    greeted = GREETS.fullmatch(phrase)
    if greeted and names.issuperset(greeted["whom"].split()):
        return "courtesy"
    if COURTESIES.fullmatch(phrase) or names.issuperset(phrase.split()):
        return "courtesy"
    return "other"


def _take_friends(words: str, own: Collection[str]) -> tuple[tuple[Friend, ...], str]:
    """Those who stand on lines of their own, a name and an address and nothing else; and the other
    lines. None where they are more than an answer may name (R-MSG-16)."""
    friends: list[Friend] = []
    rest: list[str] = []
    for line in words.splitlines():
        found = _friend(line)
        if found is None:
            rest.append(line)
        elif str(found.email).lower() not in own:
            friends.append(found)
    if len(friends) > MAX_PROSPECTS:
        return (), words
    return tuple(dict.fromkeys(friends)), "\n".join(rest)


def _friend(line: str) -> Friend | None:
    found = _NAMED.fullmatch(line.strip(" \t-*•"))
    if found is None:
        return None
    name = " ".join(found["name"].split()).strip("'\"“”„ ")
    parts = name.split()
    looks = 1 <= len(parts) <= MAX_NAME_WORDS and parts[0][:1].isupper() and parts[-1][:1].isupper()
    if not looks or not NO_NAMES.isdisjoint(plain(name).split()):
        return None
    return Friend(name, found["email"].rstrip(".;"))
