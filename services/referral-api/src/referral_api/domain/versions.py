"""Writing only what one has seen: the version that a caller expects of an object."""

from collections.abc import Set

from goodword.errors import Kind, RejectedError


def check_version(current: int, expected: Set[int] | None) -> None:
    """RejectedError `version_conflict` unless `current` is expected; None expects anything."""
    if expected is not None and current not in expected:
        raise RejectedError(
            "version_conflict",
            "This was changed since you read it; read it again and repeat your change.",
            kind=Kind.VERSION_CONFLICT,
            current=current,
        )
