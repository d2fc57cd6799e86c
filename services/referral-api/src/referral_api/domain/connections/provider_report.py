"""What a provider of rewards calls back about: never what happened, only where to look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportedObject:
    """Something of a provider's may have changed; rewards-worker asks the provider itself."""

    provider: str
    object_id: str
