"""What a business's own terms may leave to us."""

import re
from collections.abc import Iterator

from goodword.errors import Problem

SUBJECTS = ("who", "what_counts", "when", "rewards", "limits", "tax", "ending")
"""What terms must say (R-REW-05); what a template does not name is added at its end."""

KNOWN = (*SUBJECTS, "hold", "name", "business")

PLACEHOLDER = re.compile(r"\{([A-Za-z_]*)\}")


def placeholder_mistakes(terms: str | None) -> Iterator[Problem]:
    """A template that names what we do not know would be sent with a hole in it."""
    for name in dict.fromkeys(PLACEHOLDER.findall(terms or "")):
        if name not in KNOWN:
            detail = (
                f"{{{name}}} stands for nothing; use {', '.join(f'{{{one}}}' for one in KNOWN)}."
            )
            yield Problem("/terms", "unknown_placeholder", detail)


def missing_subjects(terms: str | None) -> list[str]:
    """What a template leaves out of what terms must say."""
    named = set(PLACEHOLDER.findall(terms or ""))
    return [] if terms is None else [one for one in SUBJECTS if one not in named]
