"""The sandbox's books: one line of JSON for each order, never changed, on disk before it is told.

They outlive kill -9, so that whoever pays twice is found out. All of it happens in one thread of
its own, so that orders at once are taken one after the other and nobody waits for the disk but
those who ordered.
"""

import asyncio
import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import orjson

ID_BYTES = 6
TOKEN_BYTES = 16

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One order as it was taken. `fingerprint` tells a repeat from another order under its key;
    `denomination` keeps its digits; `charity` is to whom a donation goes."""

    id: str
    external_id: str
    fingerprint: str
    created_at: str
    product: str
    denomination: str
    currency_code: str
    name: str
    email: str
    method: str
    token: str
    charity: str = ""

    @property
    def reward_id(self) -> str:
        return self.id[::-1]

    @property
    def registration(self) -> str:
        """That of a charity, made up, and the same each time."""
        return f"SANDBOX-{hashlib.sha256(self.charity.casefold().encode()).hexdigest()[:8]}"


class Taken(Enum):
    """What became of an order that came in."""

    NEW = "new"
    KNOWN = "known"
    CONFLICT = "conflict"


class Books:
    """The orders in `file`, or in memory alone where there is none."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._handle: int | None = None
        self._entries: dict[str, Entry] = {}
        self._by_token: dict[str, Entry] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sandbox-books")

    async def open(self) -> None:
        """Read what is there; RuntimeError where another server has these books open."""
        await self._in_thread(self._open)

    async def close(self) -> None:
        await self._in_thread(self._close)
        self._thread.shutdown()

    async def take(
        self, external_id: str, order: Mapping[str, str], fingerprint: str
    ) -> tuple[Taken, Entry]:
        """Write the order down, or find the one that has its external id."""
        return await self._in_thread(lambda: self._take(external_id, order, fingerprint))

    def find(self, external_id: str) -> Entry | None:
        return self._entries.get(external_id)

    def find_token(self, token: str) -> Entry | None:
        """The order whose gift has this link."""
        return self._by_token.get(token)

    @property
    def entries(self) -> list[Entry]:
        """All orders, oldest first."""
        return list(self._entries.values())

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _open(self) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._close()
            raise RuntimeError(f"another sandbox has {self._file} open") from error
        content = self._file.read_bytes()
        # A line that was cut off by a crash was never answered: its order was not made.
        whole = content[: content.rfind(b"\n") + 1]
        os.ftruncate(self._handle, len(whole))
        for line in whole.splitlines():
            self._keep(Entry(**orjson.loads(line)))

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take(
        self, external_id: str, order: Mapping[str, str], fingerprint: str
    ) -> tuple[Taken, Entry]:
        if known := self._entries.get(external_id):
            same = known.fingerprint == fingerprint
            return (Taken.KNOWN if same else Taken.CONFLICT), known
        entry = Entry(
            id=secrets.token_hex(ID_BYTES).upper(),
            external_id=external_id,
            fingerprint=fingerprint,
            created_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            token=secrets.token_urlsafe(TOKEN_BYTES),
            **order,
        )
        self._write(entry)
        self._keep(entry)
        return Taken.NEW, entry

    def _write(self, entry: Entry) -> None:
        if self._handle is None:
            return
        line = orjson.dumps(asdict(entry)) + b"\n"
        before = os.fstat(self._handle).st_size
        try:
            if os.write(self._handle, line) != len(line):
                raise OSError("the disk took part of a line")
            os.fsync(self._handle)
        except OSError:
            os.ftruncate(self._handle, before)
            raise

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.external_id] = entry
        self._by_token[entry.token] = entry


def fingerprint_of(order: Mapping[str, Any]) -> str:
    """The same for the same order, however it is spaced, sorted, and its amounts written."""
    text = orjson.dumps(order, option=orjson.OPT_SORT_KEYS, default=_exact)
    return hashlib.sha256(text).hexdigest()


def _exact(number: Any) -> str:
    return str(number.normalize())
