"""Memory that each process holds while sales flow for ten minutes: how much, and if it grows."""

import time
from pathlib import Path

from tests.bench.flow import Flow, flowing
from tests.bench.report import Report
from tests.journeys.cluster import SERVICES

from standalone.postgres import EmbeddedPostgres

MINUTES = 10
SALES = 500
"""Of one round; memory is looked at after each."""

LIMIT_MIB = 200
FLAT_MIB = 10
"""Caches fill and plans are kept: what grows by more than that in the second half leaks."""


async def measure(
    server: EmbeddedPostgres, folder: Path, report: Report, size: int = MINUTES
) -> None:
    async with flowing(server, folder / "memory") as flow:
        halves = [await _looked_at(flow, size * 30) for _ in range(2)]
    for service in SERVICES:
        first, second = (half[service] for half in halves)
        report.size(f"{service}, at most in {size} minutes", max(first + second), LIMIT_MIB)
        grown = _middle(second[len(second) // 2 :]) - _middle(first[len(first) // 2 :])
        report.growth(f"{service}, from its 1st half to its 2nd", grown, FLAT_MIB)


async def _looked_at(flow: Flow, seconds: int) -> dict[str, list[float]]:
    """Resident memory of each process, again and again while sales flow, in MiB."""
    seen: dict[str, list[float]] = {service: [] for service in SERVICES}
    ends = time.monotonic() + seconds
    while time.monotonic() < ends or not seen[SERVICES[0]]:
        await flow.rate(SALES)
        for service in SERVICES:
            seen[service].append(flow.cluster.resident_mib(service))
    return seen


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
