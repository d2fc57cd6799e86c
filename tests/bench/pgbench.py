"""pgbench, the yardstick: how fast this server takes the same rows in one transaction each."""

import asyncio
import re
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path

from standalone.cluster import program

_TPS = re.compile(r"tps = ([0-9.]+)")
SECONDS = 8
THREADS = 2


@dataclass(frozen=True, slots=True)
class Result:
    """`rate` in transactions a second, `p99_s` of their latency, `count` of them."""

    rate: float
    p99_s: float
    count: int


async def pgbench(
    url: str,
    script: str,
    folder: Path,
    *,
    clients: int,
    rate: float | None = None,
    transactions: int | None = None,
) -> Result:
    """Run `script` from so many clients for a few seconds, or so often; at `rate` if one is
    given."""
    file = folder / "bench.sql"
    file.write_text(script)
    for old in folder.glob("pgbench_log*"):
        old.unlink()
    limit = ["--rate", f"{rate:.0f}"] if rate else []
    length = ("-t", str(transactions // clients)) if transactions else ("-T", str(SECONDS))
    process = await asyncio.create_subprocess_exec(
        *(program("pgbench"), "-n", "-M", "prepared", "-f", file, *length),
        *("-c", str(clients), "-j", str(THREADS), "-l", "--log-prefix", folder / "pgbench_log"),
        *limit,
        url,
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    found = _TPS.search(out.decode())
    assert found, out.decode()
    latencies = sorted(
        int(line.split()[2]) / 1e6
        for log in folder.glob("pgbench_log*")
        for line in log.read_text().splitlines()
    )
    return Result(float(found[1]), latencies[int(len(latencies) * 0.99)], len(latencies))
