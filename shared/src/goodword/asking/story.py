"""What was done for a client, as it is told to them within an ask (R-LIN-01 to R-LIN-06, R-REV-01).

A rep writes it, and it is quoted in letters that were checked without it.
"""

from functools import lru_cache
from typing import Final

from goodword.asking.circumstances import Circumstances
from goodword.asking.findings import Finding
from goodword.asking.gate import AskReason
from goodword.asking.linter import lint

_TOLD: Final = Circumstances(value=True, offer="unknown")
"""It is told to everybody, also to who must not be promised anything."""


@lru_cache(maxsize=4096)
def unfit(story: str, locale: str) -> Finding | None:
    """The first thing for which a story is not told, such as a question that can be answered with
    no; None where it may be. Those looked at last are kept ready."""
    return next(iter(lint(story, locale, "story", _TOLD).errors), None)


def untold(story: str | None, locale: str) -> AskReason | None:
    """Why there is no story to tell; the finding's code, and none of the words."""
    if not story:
        return AskReason("no_story", None, "what was done for them")
    found = unfit(story, locale)
    if found is None:
        return None
    return AskReason("story_refused", found.code, "a story that neither asks nor promises")
