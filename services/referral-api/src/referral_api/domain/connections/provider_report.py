"""What a provider of rewards calls back about: never what happened, only where to look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportedObject:
    """Something of a provider's may have changed; rewards-worker asks the provider itself.

    Only why a message did not arrive (`undelivered`), and whether the same address may be tried
    once more, must be taken from the callback: nothing else tells it.
    """

    provider: str
    object_id: str
    undelivered: str | None = None
    may_resend: bool = False
