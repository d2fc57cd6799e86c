"""Rendering: a kind, a reader's locale and facts in; subject, plain text and HTML out. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from goodword.letters.colour import accent, edge_of, ink_on
from goodword.letters.defaults import default_template, language_of, source
from goodword.letters.drafts import STEPS, Draft, draft_of
from goodword.letters.facts import Facts
from goodword.letters.language import fill
from goodword.letters.letter import MAX_SUBJECT_CHARS, Letter, LetterError, Template
from goodword.letters.nameless import nameless
from goodword.letters.plain import one_line, shown_name
from goodword.letters.rewards import ADDED
from goodword.letters.tasks import TASK, task_values
from goodword.letters.words import WORDS, Words

_BLANK_LINES = re.compile(r"\n{3,}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")

MAX_PERCENT = 100

_FAILED = frozenset({"reward_failed", "reward_failed_alert"})
_WAITING = frozenset({"reward_choice", "reward_needs_action", *_FAILED})
"""Letters about a gift that is not out: there is no code yet, and none is shown."""

_TO_CLIENTS = frozenset({"referral_ask", "introduction_thanks", *STEPS})


def render(
    kind: str, language: str, facts: Mapping[str, object], *, template: Template | None = None
) -> Letter:
    """The letter of `kind` for a reader of `language` (a locale such as `de` or `fr-CA`).

    `facts` are named as the fields of `goodword.letters.facts.Facts`. `template` is a business's
    own; without one ours is used, in English where we do not write the reader's language.
    LetterError where facts or template do not make a letter.
    """
    chosen = template or default_template(kind, language_of(language))
    words = WORDS[language_of(chosen.language)]
    read, locale = Facts.read(kind, facts), _locale(language, chosen.language)
    values = _values(kind, read, words, locale)
    if template and not values["first_name"]:
        chosen = _without_name(template)
    if kind == TASK:
        values |= task_values(read, language_of(chosen.language), locale)
    if kind in STEPS:
        values |= _enclosed(kind, read, language_of(chosen.language))
    subject = _cut(one_line(fill(chosen.subject, values, html=False)))
    values |= {"subject": subject, "language": chosen.language}
    return Letter(
        kind=kind,
        template=chosen.name,
        version=chosen.version,
        language=chosen.language,
        subject=subject,
        text=_text(chosen.text, values),
        html=_html(chosen.html, values),
    )


def _without_name(own: Template) -> Template:
    language = language_of(own.language)
    return replace(
        own,
        subject=nameless(own.subject, language),
        text=nameless(own.text, language),
        html=nameless(own.html, language),
    )


def _text(body: str, values: Mapping[str, object]) -> str:
    inner = {
        **values,
        "gift_box": fill(source("gift.txt"), values, html=False),
        "draft_box": fill(source("draft.txt"), values, html=False),
    }
    whole = fill(source("layout.txt"), {**inner, "body": fill(body, inner, html=False)}, html=False)
    return _BLANK_LINES.sub("\n\n", whole).strip() + "\n"


def _html(body: str, values: Mapping[str, object]) -> str:
    inner = {
        **values,
        "gift_box": Markup(fill(source("gift.html"), values, html=True)),  # noqa: S704  # escaped by fill
        "draft_box": Markup(fill(source("draft.html"), values, html=True)),  # noqa: S704  # escaped by fill
    }
    filled = Markup(fill(body, inner, html=True))  # noqa: S704  # escaped by fill
    return fill(source("layout.html"), {**inner, "body": filled}, html=True)


def _values(kind: str, facts: Facts, words: Words, locale: str) -> dict[str, object]:
    colour = accent(facts.business_colour)
    acting = kind in _WAITING
    return {
        "business_name": facts.business_name,
        "business_address": facts.business_address or None,
        "logo_url": facts.business_logo_url,
        "colour": colour,
        "ink": ink_on(colour),
        "edge": edge_of(colour),
        "first_name": shown_name(facts.first_name),
        "side": facts.side,
        "gift": words.gifts.get(_gift(kind, facts), words.gifts["other"]),
        "program": facts.program,
        "terms": facts.terms,
        # Gifts to choose from differ in worth.
        "value": None if kind == "reward_choice" else _worth(facts, locale),
        "code": None if acting else facts.code,
        "colon": words.colon,
        "code_label": words.code,
        "link": facts.link,
        "link_label": _link_label(kind, words),
        "needed": words.needed.get(facts.needed or "other", words.needed["other"]),
        "how": None if kind in _FAILED else _how(facts, words, acting=acting),
        **_requests(facts),
        **_asking(facts, words),
        "about": _about(kind, words).format(facts.business_name),
        "unsubscribe_url": facts.unsubscribe_url,
        "unsubscribe_label": words.unsubscribe,
    }


def _asking(facts: Facts, words: Words) -> dict[str, object]:
    return {
        "rep_name": facts.rep_name,
        "rep_contact": facts.rep_contact,
        "story": facts.story,
        "wanted": facts.wanted,
        "answer_url": facts.answer_url,
        "answer_label": words.answer,
        "prospect_first": shown_name(facts.prospect_first),
        "draft": None,
        "draft_subject_label": words.subject,
        "copy_to": facts.copy_to,
        "copy_label": words.copy_to,
        "open_label": words.open_mail,
        "rule": "-" * 40,
    }


def _enclosed(kind: str, facts: Facts, language: str) -> dict[str, object]:
    step = facts.step or STEPS[kind]
    draft: Draft = draft_of(step, language, facts)
    return {
        "step": step,
        "draft": draft.text,
        "draft_subject": draft.subject,
        "draft_copy_to": draft.copy_to,
        "mailto": draft.mailto,
    }


def _gift(kind: str, facts: Facts) -> str:
    return "choice" if kind == "reward_choice" else facts.gift or "other"


def _link_label(kind: str, words: Words) -> str:
    if kind == "reward_choice":
        return words.choose
    return words.act if kind in _WAITING else words.redeem


def _requests(facts: Facts) -> dict[str, str | None]:
    """What a business is told to ask the API for."""
    at = f"/v1/rewards/{facts.reward}"
    return {
        "reward": facts.reward,
        "reason": facts.reason,
        "retry": f"POST {at}/retry",
        "revoke": f"POST {at}/revoke",
        "explain": f"GET {at}",
    }


def _about(kind: str, words: Words) -> str:
    if kind == TASK:
        return words.about_task
    if kind in _TO_CLIENTS:
        return words.about_client
    if kind == "reward_failed_alert":
        return words.about_contact
    return words.about_taking_part if kind == "welcome" else words.about


def _worth(facts: Facts, locale: str) -> str | None:
    if facts.amount is not None:
        return facts.amount.format(locale)
    if facts.points is not None:
        return format_decimal(facts.points, locale=locale)
    if facts.percent_off is not None:
        return _percent(facts.percent_off, locale)
    return None


def _percent(text: str, locale: str) -> str:
    if not _PERCENT.fullmatch(text) or not 0 < Decimal(text) <= MAX_PERCENT:
        raise LetterError(f"percent_off must be a number above 0 and at most {MAX_PERCENT}")
    return format_percent(Decimal(text) / 100, locale=locale, decimal_quantization=False)


def _how(facts: Facts, words: Words, *, acting: bool) -> str | None:
    """The sentence that stands where there is nothing to copy or to press."""
    if facts.link or (facts.code and not acting):
        return None
    if acting:
        return words.reply
    if facts.provider:
        return words.from_provider.format(facts.provider)
    if facts.gift == "charity_donation":
        return words.donated
    return words.added if facts.gift in ADDED else words.handed_over


def _locale(requested: str, language: str) -> str:
    """How numbers are written: the reader's own way where it is of the letter's language."""
    if not _LOCALE.fullmatch(requested):
        return language
    try:
        locale = Locale.parse(requested.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return language
    return str(locale) if locale.language == language else language


def _cut(subject: str) -> str:
    fits = len(subject) <= MAX_SUBJECT_CHARS
    return subject if fits else subject[: MAX_SUBJECT_CHARS - 1].rstrip() + "…"
