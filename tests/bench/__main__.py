"""`make bench`: each number next to its reference, taken in the same run on the same machine.

Ratios are what to trust; absolute figures are for information. `only="log webhooks"` runs parts of
it, and a number after a part is its size: `million 100000` (referrals), `memory 3` (minutes).
"""

import sys
import tempfile
from pathlib import Path

import uvloop
from tests.bench import kafka, log, memory, million, pipeline, sources, webhooks
from tests.bench.report import Report

from standalone.kafka_libraries import missing
from standalone.postgres import EmbeddedPostgres

PARTS = {
    "log": log.measure,
    "kafka": kafka.measure,
    "sources": sources.measure,
    "webhooks": webhooks.measure,
    "pipeline": pipeline.measure,
    "million": million.measure,
    "memory": memory.measure,
}


async def main(wanted: list[str]) -> None:
    report = Report()
    with tempfile.TemporaryDirectory(prefix="goodword-bench-") as folder:
        settings = {"max_connections": "200", "shared_buffers": "512MB", "max_wal_size": "4GB"}
        async with EmbeddedPostgres(Path(folder) / "postgres", settings=settings) as server:
            for name, size in _sized(wanted or list(PARTS)):
                if name == "kafka" and (reason := missing()):
                    print(f"NOT MEASURED! kafka: {reason}")
                    continue
                await PARTS[name](server, Path(folder), report, *size)
    report.show()


def _sized(wanted: list[str]) -> list[tuple[str, list[int]]]:
    """Each part that is wanted, with its size where one is given."""
    parts: list[tuple[str, list[int]]] = []
    for word in wanted:
        if word.isdecimal():
            parts[-1][1].append(int(word))
        else:
            parts.append((word, []))
    return parts


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1:]))  # as the services run
