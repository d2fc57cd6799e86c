"""Who lives together: one family name at one postal address, as a shop was told of it.

The name belongs to it, since many share an address in a house of flats or an office; what differs
in letters, spaces and punctuation alone is the same.
"""

from collections.abc import Sequence


def home_of(
    family_name: str | None,
    lines: Sequence[str | None],
    postal_code: str | None,
    country: str | None,
) -> str | None:
    """What to know a household by; None where the name, the street, the code or the country is not
    known, since half an address is many households'."""
    name, street, code, where = (
        _plain(part) for part in (family_name, lines[0] if lines else None, postal_code, country)
    )
    if not (name and street and code and where):
        return None
    rest = "".join(_plain(line) for line in lines[1:])
    return "/".join((name, street + rest, code, where))


def _plain(text: str | None) -> str:
    return "".join(filter(str.isalnum, (text or "").casefold()))
