"""What must be so before a business's own template takes the place of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from goodword.letters.defaults import KINDS, LANGUAGES, default_template
from goodword.letters.language import check, names
from goodword.letters.letter import LetterError, Template
from goodword.letters.own.markup import wrongs
from goodword.letters.render import render
from goodword.letters.samples import sample_facts

Part = Literal["subject", "text", "html"]
PARTS: Final[tuple[Part, ...]] = ("subject", "text", "html")

OWN_KINDS: Final = tuple(kind for kind in KINDS if kind not in ("task", "reward_failed_alert"))
"""Kinds that a business may have templates of: letters to people, not those to itself."""

_ANYWHERE: Final = frozenset({"business_name", "business_address", "first_name", "colour", "ink"})
_ANYWHERE_MORE: Final = frozenset({"edge", "colon", "logo_url", "subject", "language"})
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "welcome": ("terms",),
    "reward_thank_you": ("gift_box",),
    "reward_choice": ("gift_box",),
    "reward_needs_action": ("gift_box",),
    "reward_failed": ("gift_box",),
    "referral_ask": ("answer_url",),
    "introduction_request": ("draft_box",),
    "introduction_reminder": ("draft_box",),
    "introduction_draft": ("draft_box",),
}
"""Without these a letter loses what it is written for: the gift, the terms, the way to answer."""

TroubleCode = Literal[
    "unreadable_template", "unknown_placeholder", "missing_placeholder", "refused_markup"
]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing for which a template cannot be used, in which of its parts."""

    part: Part
    code: TroubleCode
    detail: str


@cache
def placeholders(kind: str) -> frozenset[str]:
    """What a template of `kind` may name: whatever ours names, and what every letter knows."""
    named: frozenset[str] = _ANYWHERE | _ANYWHERE_MORE
    for language in LANGUAGES:
        ours = default_template(kind, language)
        for part in PARTS:
            named |= names(getattr(ours, part), html=part == "html")
    return named


def troubles(kind: str, template: Template) -> list[Trouble]:
    """Everything for which a template of `kind` cannot be used; none where it can."""
    found = [each for part in PARTS for each in _of_part(kind, part, getattr(template, part))]
    return found or list(_of_whole(kind, template))


def _of_part(kind: str, part: Part, source: str) -> Iterator[Trouble]:
    html = part == "html"
    try:
        check(source, html=html)
    except LetterError as error:
        yield Trouble(part, "unreadable_template", f"{str(error).capitalize()}.")
        return
    named, known = names(source, html=html), placeholders(kind)
    if unknown := sorted(named - known):
        detail = f"Nothing fills in {', '.join(unknown)}; known are {', '.join(sorted(known))}."
        yield Trouble(part, "unknown_placeholder", detail)
    missing = [name for name in _NEEDED.get(kind, ()) if part != "subject" and name not in named]
    if missing:
        detail = f"A letter of this kind needs {{{{ {missing[0]} }}}}."
        yield Trouble(part, "missing_placeholder", detail)
    if html:
        yield from (Trouble(part, "refused_markup", wrong) for wrong in wrongs(source))


def _of_whole(kind: str, template: Template) -> Iterator[Trouble]:
    try:
        render(kind, template.language, sample_facts(kind, template.language), template=template)
    except LetterError as error:
        yield Trouble("text", "unreadable_template", f"{str(error).capitalize()}.")
