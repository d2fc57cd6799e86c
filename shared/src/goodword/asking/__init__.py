"""Whom to ask, when, and in which words. Pure: given what is known, the same answer anywhere."""

from goodword.asking.circumstances import Circumstances, Offer, TextKind
from goodword.asking.findings import Finding, Lint
from goodword.asking.language import LANGUAGES
from goodword.asking.linter import lint

__all__ = ["LANGUAGES", "Circumstances", "Finding", "Lint", "Offer", "TextKind", "lint"]
