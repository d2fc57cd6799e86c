"""Events of what people commanded past the API: ids, and never what they wrote."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from goodword.events.event import Event, Hand, Subject
from goodword.ids import DeedId

Command = Annotated[str, StringConstraints(pattern=r"^goodword( [a-z][a-z-]{0,31}){1,3}$")]
"""A command without its arguments."""


class CommandGiven(Event):
    """Somebody changed something of a business at the command line of a service."""

    name: ClassVar[str] = "command-given"
    topic: ClassVar[str] = "tasks"
    about: ClassVar[tuple[str, str]] = ("aud", "deed_id")

    deed_id: DeedId
    actor: Hand
    command: Command
    object_id: Subject
