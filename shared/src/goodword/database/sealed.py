"""What a column says of itself whose values are sealed, so that it is sealed again with others."""

from typing import Final

KEY: Final = "sealed"

SEALED: Final = {KEY: ""}
"""`info` of a column of sealed texts."""


def sealed_in(field: str) -> dict[str, str]:
    """`info` of a JSON column of which one field is sealed."""
    return {KEY: field}
