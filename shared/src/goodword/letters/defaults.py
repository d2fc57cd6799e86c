"""The templates that come with us: `templates/KIND/LANGUAGE.{subject.txt,text.txt,html}`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from goodword.letters.letter import LetterError, Template

KINDS: Mapping[str, int] = {
    "welcome": 2,
    "reward_thank_you": 1,
    "reward_choice": 1,
    "reward_needs_action": 1,
    "reward_failed": 1,
    "reward_failed_alert": 1,
    "task": 2,
    "referral_ask": 2,
    "introduction_request": 3,
    "introduction_reminder": 3,
    "introduction_draft": 3,
    "introduction_thanks": 2,
}
"""Each kind of letter and the version of its default template, raised whenever words change."""

READ_AS: Mapping[str, Literal["referral_ask", "intro_request", "check_in", "program_terms"]] = {
    "welcome": "program_terms",
    "reward_thank_you": "program_terms",
    "reward_choice": "program_terms",
    "reward_needs_action": "program_terms",
    "reward_failed": "program_terms",
    "reward_failed_alert": "program_terms",
    "task": "program_terms",
    "referral_ask": "referral_ask",
    "introduction_request": "intro_request",
    "introduction_reminder": "intro_request",
    "introduction_draft": "intro_request",
    "introduction_thanks": "check_in",
}
"""What each kind of letter is to the linter of how texts ask (`goodword.asking`)."""

LANGUAGES = ("en", "de", "fr", "es")
"""The languages every kind is written in; the first stands in for all others."""


def language_of(locale: str) -> str:
    """The language of ours that a reader of `locale` (`de`, `de-CH`, `pt_BR`) gets."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


@cache
def default_template(kind: str, language: str) -> Template:
    """Our template of `kind` in `language`, one of LANGUAGES; LetterError where there is none."""
    if kind not in KINDS or language not in LANGUAGES:
        raise LetterError(f"there is no default template {kind!r} in {language!r}")
    return Template(
        name=kind,
        version=KINDS[kind],
        language=language,
        subject=source(f"{kind}/{language}.subject.txt"),
        text=source(f"{kind}/{language}.text.txt"),
        html=source(f"{kind}/{language}.html"),
    )


@cache
def source(path: str) -> str:
    """A file of this package, read once."""
    return (files("goodword.letters") / "templates" / path).read_text("utf-8")
