"""Finding an erased person in what was kept as it came: bodies of webhooks, mails, answers of the
API.

It is better to lose the body of somebody else than to keep one of theirs, so addresses are compared
loosely: without dots and tags in the local part, phones by their digits from the end. In mails full
names are looked for as well, however the mail writes its letters.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Self

import orjson

from referral_api.domain.mail_texts import MailError, texts_of
from referral_api.domain.people.naming import words_in_order
from referral_api.domain.people.person import Identifier

SHORTEST_ID = 6
"""An id elsewhere that is shorter is too common a number to tell anything by itself."""

SHORTEST_PHONE = 7
"""Digits, counted from the end, that are taken for a phone number."""

_EMAIL = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")
_PHONE = re.compile(r"\+?\d[\d\s()./-]{5,}\d")
_TEXT = re.compile(r"[\w.+@-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What tells of erased people: our ids as shown, those of the facts about them, and what they
    were known by. `external` are pairs of a source and its id, `names` full names (`full_name`)."""

    people: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    external: frozenset[tuple[str, str]] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def known_by(
        cls,
        identifiers: Iterable[Identifier],
        people: Collection[str] = (),
        facts: Collection[str] = (),
        names: Iterable[str | None] = (),
    ) -> Self:
        by = list(identifiers)
        return cls(
            people=frozenset(people),
            facts=frozenset(facts),
            emails=frozenset(loose_email(each.value) for each in by if each.kind == "email"),
            phones=frozenset(_digits(each.value) for each in by if each.kind == "phone"),
            external=frozenset((each.source, each.value) for each in by if each.kind == "external"),
            names=frozenset(full_name(each or "") for each in names) - {""},
        )

    @classmethod
    def read(cls, text: str) -> Self:
        """From what `written` made."""
        kept = orjson.loads(text)
        kept["external"] = [(source, id_) for source, id_ in kept["external"]]
        return cls(**{name: frozenset(values) for name, values in kept.items()})

    def written(self) -> str:
        kept = {each.name: sorted(getattr(self, each.name)) for each in fields(self)}
        return orjson.dumps(kept).decode()

    def __or__(self, other: "Sought") -> "Sought":
        return Sought(
            **{
                each.name: getattr(self, each.name) | getattr(other, each.name)
                for each in fields(self)
            }
        )


class Search:
    """Looks for all of `sought` at once; made once for many bodies."""

    def __init__(self, sought: Sought) -> None:
        self._sought = sought
        self._words = sought.people | {id_ for _, id_ in sought.external if len(id_) >= SHORTEST_ID}
        self._ids = {id_ for _, id_ in sought.external}
        self._tails = {
            phone[-length:]
            for phone in sought.phones
            for length in range(SHORTEST_PHONE, len(phone) + 1)
        }

    def is_named_in(self, body: bytes, facts: Iterable[str] = ()) -> bool:
        """Whether `body`, of which `facts` came, tells of somebody sought."""
        if not self._sought.facts.isdisjoint(facts):
            return True
        try:
            told = orjson.loads(body)
        except orjson.JSONDecodeError:
            return self._in_text(body.decode(errors="replace")) or self._in_mail(body)
        return any(self._names(node) for node in _nodes(told))

    def _in_text(self, text: str) -> bool:
        """Word by word, as a long text without blanks would take for ever; but phones have some."""
        return any(map(self._tells, _TEXT.findall(text))) or self._rings(text)

    def _in_mail(self, raw: bytes) -> bool:
        """Where nobody can read it, nobody can say that it names nobody."""
        try:
            return any(self._in_text(text) or self._calls(text) for text in texts_of(raw))
        except MailError:
            return True

    def _calls(self, text: str) -> bool:
        """Whether a full name stands in a text, in either order."""
        if not self._sought.names:
            return False
        words = f" {' '.join(words_in_order(text))} "
        return any(
            f" {written} " in words for name in self._sought.names for written in _orders(name)
        )

    def _names(self, node: Any) -> bool:
        if isinstance(node, dict):
            if (str(node.get("source")), str(node.get("id"))) in self._sought.external:
                return True
            if isinstance(mail := node.get("raw"), str) and self._in_mail(mail.encode()):
                return True
            customer = node.get("customer")
            return isinstance(customer, dict) and str(customer.get("id")) in self._ids
        if isinstance(node, bool) or not isinstance(node, str | int):
            return False
        return self._tells(str(node))

    def _tells(self, text: str) -> bool:
        if text.strip() in self._words:
            return True
        if "@" in text and any(
            loose_email(each) in self._sought.emails for each in _EMAIL.findall(text)
        ):
            return True
        return self._rings(text)

    def _rings(self, text: str) -> bool:
        return any(_digits(each).lstrip("0") in self._tails for each in _PHONE.findall(text))


def loose_email(address: str) -> str:
    """An address as it is compared here."""
    local, _, domain = address.strip().strip(".").casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain.replace('googlemail', 'gmail')}"


def full_name(name: str) -> str:
    """A name as it is compared here; empty where it is a single word, which many have."""
    words = words_in_order(name)
    return " ".join(words) if len(words) > 1 else ""


def _orders(name: str) -> tuple[str, str]:
    first, _, last = name.rpartition(" ")
    return name, f"{last} {first}"


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _nodes(told: Any) -> Iterator[Any]:
    """Every object and every value in a body, however deep."""
    rest = [told]
    while rest:
        node = rest.pop()
        yield node
        if isinstance(node, dict):
            rest.extend(node.values())
            rest.extend(node)
        elif isinstance(node, list):
            rest.extend(node)
