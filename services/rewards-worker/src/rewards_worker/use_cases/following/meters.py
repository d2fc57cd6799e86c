"""What is counted of payouts that were asked about again."""

from typing import Literal, TypeAlias
from weakref import WeakKeyDictionary

from prometheus_client import CollectorRegistry, Counter

Finding: TypeAlias = Literal["same", "changed", "missing", "not_understood"]
"""`changed`: it had moved on without our hearing of it; `missing`: out, but unknown there."""

_COUNTERS: WeakKeyDictionary[CollectorRegistry, Counter] = WeakKeyDictionary()


def note_finding(registry: CollectorRegistry, provider: str, finding: Finding) -> None:
    """Count one answer of a provider's about a payout."""
    if registry not in _COUNTERS:
        _COUNTERS[registry] = Counter(
            "payout_findings",
            "Payouts asked about again, by provider and by what was found"
            " (same, changed, missing, not_understood)",
            ["provider", "finding"],
            registry=registry,
        )
    _COUNTERS[registry].labels(provider, finding).inc()
