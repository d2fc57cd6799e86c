"""Whether a client may be asked by mail at all: what they allowed, and what the law takes for
consent (R-MSG-05, R-MSG-10; PECR reg. 22 and its like elsewhere)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from goodword.asking.parameters import AskParameters

_PURPOSES: Final = frozenset({"asking", "marketing"})
_CHANNELS: Final = frozenset({"email", "any"})


def has_basis(
    consents: Iterable[Mapping[str, Any]], *, bought: bool, parameters: AskParameters
) -> bool:
    """Whether there is a lawful basis. Whoever took back either purpose is not asked, whatever else
    they said; who said yes is; else one who bought may be, where the business relies on that."""
    words = {
        each["state"]
        for each in consents
        if each["purpose"] in _PURPOSES and each["channel"] in _CHANNELS
    }
    if "withdrawn" in words:
        return False
    return "given" in words or (bought and parameters.lawful_basis == "soft_opt_in")
