"""What a service shows of itself: logs, metrics, traces, and whether it is well."""

from goodword.observability.watch import Watch

__all__ = ["Watch"]
