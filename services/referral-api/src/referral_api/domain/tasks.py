"""Who may say that a task is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from goodword.errors import Kind, Problem, RejectedError

RESOLVE_IDENTIFIERS: Final = "resolve_identifiers"
"""Two people whose identifiers came as one person's."""

DATA_REQUEST: Final = "data_request"
"""Somebody sends a person what `GET /v1/people/{id}/export` tells."""

FOLLOW_UP_NAME: Final = "follow_up_name"
"""Somebody gets in touch with whom a client has named, where no program takes them."""

READ_ANSWER: Final = "read_answer"
"""Somebody reads what a client answered by mail, in words that only a person understands."""

MEND_ENDPOINT: Final = "mend_endpoint"
"""Somebody looks after an endpoint that nothing reaches any more."""

WITH_CODE = frozenset({"hand_over_reward"})
"""Kinds that may be done with a code which we then pass on."""


SETTLE_DIFFERENCE: Final = "settle_difference"
"""Somebody hands over what is owed beside a gift that is out, or gives it up."""

CHECK_IN: Final = "check_in"
"""Somebody looks in on a client."""

PLEASED: Final = "pleased"
NOT_PLEASED: Final = "not_pleased"

OUTCOMES = {
    "settle_payout": ("issued", "refused", "ask_again"),
    SETTLE_DIFFERENCE: ("paid", "waived"),
    CHECK_IN: (PLEASED, NOT_PLEASED),
}
"""What must be said to have been found, by kind."""

ISSUED = "issued"
"""This outcome is proved by the provider's own id of it, which the opener needs."""

MAX_REFERENCE_CHARS = 200


@dataclass(frozen=True, slots=True)
class Did:
    """What somebody says to have done: `actor` is an API key's id, or the id of the person whose it
    is where two people are needed; `code` is one to pass on, `outcome` what they found."""

    actor: str
    proof: str | None = None
    code: str | None = field(default=None, repr=False)
    outcome: str | None = None

    @property
    def for_opener(self) -> str | None:
        """What the opener itself must know of it; sealed on its way."""
        return self.proof if self.outcome == ISSUED else self.code


@dataclass(frozen=True, slots=True)
class TaskNow:
    """A task as it stands."""

    kind: str
    status: str
    people: int
    done_by: Sequence[str]
    proof_wanted: str


def check_done(task: TaskNow, did: Did) -> None:
    """RejectedError `illegal_transition` where it is done or was called off, `second_person_needed`
    where four eyes must see it and these two have, `proof_needed`, `code_not_wanted`,
    `outcome_needed` or `outcome_not_wanted`.

    Whoever comes second confirms what the first did, so needs no proof and brings no code.
    """
    if task.status not in ("open", "overdue") or len(task.done_by) >= task.people:
        raise RejectedError(
            "illegal_transition",
            "This task needs nobody any more.",
            kind=Kind.CONFLICT,
            current="done" if len(task.done_by) >= task.people else task.status,
            allowed=[],
        )
    if did.actor in task.done_by:
        raise RejectedError(
            "second_person_needed",
            "Two people must do this; you were the first, so somebody else must confirm it, with an"
            " API key whose owner they are.",
            kind=Kind.CONFLICT,
        )
    first = not task.done_by
    if did.code is not None and not (first and task.kind in WITH_CODE):
        raise _wrong("/code", "code_not_wanted", "No code is passed on with this; leave it out.")
    _check_outcome(task, did)
    if first and task.proof_wanted != "none" and did.proof is None:
        words = f"Give the {task.proof_wanted} that proves it."
        raise _wrong("/proof", "proof_needed", words)


def _check_outcome(task: TaskNow, did: Did) -> None:
    wanted = OUTCOMES.get(task.kind, ())
    if did.outcome is not None and not wanted:
        words = "Nothing was to be found out; leave it out."
        raise _wrong("/outcome", "outcome_not_wanted", words)
    if wanted and did.outcome not in wanted:
        raise _wrong("/outcome", "outcome_needed", f"Say what you found: {', '.join(wanted)}.")
    if did.outcome == ISSUED and not _is_reference(did.proof):
        words = "Give the provider's own id of it, on one line of at most 200 characters."
        raise _wrong("/proof", "proof_needed", words)


def _is_reference(proof: str | None) -> bool:
    return proof is not None and proof.isprintable() and len(proof) <= MAX_REFERENCE_CHARS


def owner_needed() -> RejectedError:
    """What is said where nobody knows whose key it is, so that two keys may be one person's."""
    return RejectedError(
        "owner_needed",
        "Two people must do this, and nobody knows whose API key this is. Use a key that was made"
        " with `owner_ref`: POST /v1/api_keys.",
        kind=Kind.FORBIDDEN,
    )


def _wrong(pointer: str, code: str, detail: str) -> RejectedError:
    return RejectedError(code, detail, problems=[Problem(pointer, code, detail)])
