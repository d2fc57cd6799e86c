"""Metadata: the caller's own notes on an object."""

from collections.abc import Mapping

from goodword.errors import Problem, RejectedError

MAX_KEYS = 20


def noted(before: Mapping[str, str], change: Mapping[str, str | None]) -> dict[str, str]:
    """The notes after a change, in which null removes a key; RejectedError beyond 20 keys."""
    merged = {**before, **change}
    after = {key: value for key, value in merged.items() if value is not None}
    if len(after) > MAX_KEYS:
        detail = f"Keep at most {MAX_KEYS} keys; remove some with null."
        raise RejectedError(
            "too_many_keys", detail, problems=[Problem("/metadata", "too_many_keys", detail)]
        )
    return after
