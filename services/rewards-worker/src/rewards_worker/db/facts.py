"""The facts by which something was decided, as they are kept."""

from typing import Any

import orjson
from pydantic import TypeAdapter

from goodword.programs import Facts

_AS_JSON = TypeAdapter(Facts)
# What people do and hold is theirs: it is asked of their copies, which end with them.
_ASKED_EACH_TIME = {
    "prospect": {"legal", "had_in_year", "had_in_12_months"},
    "referrer": {"legal", "bought_at", "had_in_year", "had_in_12_months"},
}


def written(facts: Facts) -> str:
    """As JSON; what says nothing is left out."""
    kept = _AS_JSON.dump_python(facts, mode="json", exclude_defaults=True, exclude=_ASKED_EACH_TIME)
    return orjson.dumps(kept).decode()


def read(raw: Any) -> Facts:
    """The facts that `written` wrote; whether the business was live was kept with them once."""
    return _AS_JSON.validate_python({name: raw[name] for name in raw if name != "live"})
