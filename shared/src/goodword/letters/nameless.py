"""A business's own words for a reader whose name is not known: `Hi {{ first_name }},` is `Hi,`.

Ours ask whether there is a name; a business that does not think of it must not greet a gap.
"""

import re
from collections.abc import Mapping
from typing import Final

_NAME: Final = r"\{\{-?\s*first_name\s*-?\}\}"
_START: Final = r"(?P<start>(?:^|[\n>])[ \t]*)"
_DEAR: Final = re.compile(
    rf"{_START}(?:dear|lieber?|liebe/r|liebe\*r|chère?|cher|chers|cher/chère|cher·e"
    rf"|estimad[oa]|estimado/a|querid[oa]|querido/a)[ \u00a0]+{_NAME}",
    re.I,
)
_FIRST: Final = re.compile(rf"{_START}{_NAME}[ \u00a0]*[,:;!\u2013-]*\s*(?P<next>\w?)")
_LATER: Final = re.compile(rf",?[ \t\u00a0]+{_NAME}")

_HELLO: Final[Mapping[str, str]] = {
    "en": "Hello",
    "de": "Guten Tag",
    "fr": "Bonjour",
    "es": "Hola",
}


def nameless(source: str, language: str) -> str:
    """The body without the name of its reader, in one of the languages that letters have. What asks
    for the name itself (`{% if first_name %}`, `{{ first_name | default("you") }}`) stays."""
    greeted = _DEAR.sub(lambda found: found["start"] + _HELLO[language], source)
    begun = _FIRST.sub(lambda found: found["start"] + found["next"].upper(), greeted)
    return _LATER.sub("", begun)
