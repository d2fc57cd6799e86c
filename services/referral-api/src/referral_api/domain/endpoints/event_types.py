"""What an endpoint may be told of: all that `GET /v1/events` shows, under the same names."""

from collections.abc import Sequence
from typing import Final

from goodword.errors import Problem, RejectedError
from goodword.events import EVENTS

NOT_IN_FEED: Final = frozenset({"people", "settings"})
"""Topics that carry personal data, or how a business is set up."""


def outer_name(name: str) -> str:
    """An event's name as Standard Webhooks write it, which allow no hyphen."""
    return name.replace("-", "_")


EVENT_TYPES: Final = frozenset(
    outer_name(event.name) for event in EVENTS.values() if event.topic not in NOT_IN_FEED
)

TEST: Final = "endpoint_tested"
"""The type of what is sent to try an endpoint; it stands for nothing that happened."""


def check_event_types(wanted: Sequence[str]) -> None:
    """RejectedError `unknown_event_type` where one is none that there is."""
    problems = [
        Problem(f"/event_types/{place}", "unknown_event_type", f"No event is called {each}.")
        for place, each in enumerate(wanted)
        if each not in EVENT_TYPES
    ]
    if problems:
        detail = "Name events as `GET /v1/events` shows their types, such as `sale_closed`."
        raise RejectedError("unknown_event_type", detail, problems=problems)


def is_wanted(event_types: Sequence[str], event_type: str) -> bool:
    """Whether an endpoint with this filter is told; an empty one wants everything."""
    return not event_types or event_type in event_types
