"""Letters: the default templates, and how a kind, a language and facts become a mail's words."""

from goodword.letters.defaults import KINDS, LANGUAGES, default_template
from goodword.letters.letter import Letter, LetterError, Template
from goodword.letters.render import render

__all__ = [
    "KINDS",
    "LANGUAGES",
    "Letter",
    "LetterError",
    "Template",
    "default_template",
    "render",
]
