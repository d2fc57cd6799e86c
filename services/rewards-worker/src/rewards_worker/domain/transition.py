"""What both state machines share: how an illegal move is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from goodword.errors import Kind, RejectedError

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


def step(moves: Mapping[tuple[State, Move], State], state: State, action: Move) -> State:
    """The state that `action` leads to; RejectedError `illegal_transition` where it leads nowhere.

    The error's `allowed` lists the states that could come next, none where `state` is final.
    """
    following = moves.get((state, action))
    if following is not None:
        return following
    allowed = sorted({after for (before, _), after in moves.items() if before == state})
    raise RejectedError(
        "illegal_transition",
        f"What is {state} cannot {action}; "
        + (f"it can only become {', '.join(allowed)}." if allowed else "that is final."),
        kind=Kind.CONFLICT,
        current=str(state),
        allowed=[str(after) for after in allowed],
    )
