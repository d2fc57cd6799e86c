"""A create that is repeated under the same name with other content: what is answered 200 holds."""

from collections.abc import Mapping

from goodword.errors import Kind, Problem, RejectedError


def other_content(code: str, what: str, fields: Mapping[str, str], known: str) -> RejectedError:
    """The refusal, by field with what to do instead; `known` is the id of `what` is kept."""
    named = ", ".join(fields)
    return RejectedError(
        code,
        f"This {what} is known, and differs in {named}; nothing was changed. See each error.",
        kind=Kind.CONFLICT,
        problems=[Problem(f"/{field}", "differs", how) for field, how in fields.items()],
        known_as=known,
    )
