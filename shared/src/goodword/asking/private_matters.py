"""Words about others that nobody should write down for us (R-MSG-12)."""

from goodword.asking.language import LANGUAGES, language
from goodword.asking.reading import MAX_CHARS, Reading


def private_matters(text: str) -> tuple[str, ...]:
    """The phrases of a text about health, faith, unions, sex life or crime, in the order in which
    they stand, as they are read: in small plain letters. All our languages are looked through,
    since a short note seldom shows in which it is written. A hit is worth a look, and proves
    nothing."""
    read = Reading(text[:MAX_CHARS]).read
    found = {
        hit.start(): hit.group()
        for code in reversed(LANGUAGES)
        for hit in language(code).private.finditer(read)
    }
    return tuple(dict.fromkeys(found[place] for place in sorted(found)))
