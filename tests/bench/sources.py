"""Reading webhooks: what each source's `verify` and `translate` cost, of the longest body that its
own tests have, filled up with what nobody reads to the length of what its sender really sends.

Against bare `json.loads` and an HMAC of the same bytes, which any reader of a signed webhook pays
for; both in CPU of this one process. A till's form is next to `json.loads` of what it holds, and of
what is no JSON next to the HMAC and reading as many bytes of JSON.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.bench.report import Report
from tests.fuzz.corpus import NOW, Told, corpus, signed
from tests.fuzz.requests import secret_of

from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.sources import SOURCES
from standalone.postgres import EmbeddedPostgres

DELIVERIES = 2000
ROUNDS = 5
TARGET = 0.3

LENGTHS = {
    "bigcommerce": 5000,
    "delighted": 589,
    "hubspot": 3300,
    "judgeme": 900,
    "lightspeed": 8915,
    "pipedrive": 3303,
    "podium": 900,
    "shopify": 9981,
    "square": 2597,
    "stripe": 2579,
    "woocommerce": 3468,
}
"""Of bodies that were captured, or that senders document."""

FILLER = {"id": 820982911946154508, "name": "Blue mug", "sku": None, "price": "19.90", "grams": 567}


async def measure(
    server: EmbeddedPostgres, folder: Path, report: Report, size: int = DELIVERIES
) -> None:
    for name in sorted(SOURCES):
        of_it = [each for each in corpus() if each.source == name and _is_read(each)]
        told = _filled(max(of_it, key=_length))
        ours, reference = _best(_reading(told), _bare(told), size)
        report.rate(f"{name}, {_length(told):,} bytes", size / ours, size / reference, TARGET)


def _filled(told: Told) -> Told:
    short = LENGTHS.get(told.source, 0) - _length(told)
    if short <= 0:
        return told
    times = max(short // (len(json.dumps(FILLER)) + 2), 1)
    return replace(
        told, plain=json.dumps({**json.loads(told.plain), "more": [FILLER] * times}).encode()
    )


def _length(told: Told) -> int:
    return len(told.body)


def _is_read(told: Told) -> bool:
    try:
        said = SOURCES[told.source].translate(told.topic, told.body, told.settings)
    except UnreadableError:
        return False
    return not isinstance(said, Ignored)


def _reading(told: Told) -> Callable[[], object]:
    source, secret = SOURCES[told.source], secret_of(told.source)
    incoming = signed(told, secret)

    def read() -> object:
        assert source.verify(incoming, [secret], NOW)
        return source.translate(told.topic, incoming.body, incoming.settings)

    return read


def _bare(told: Told) -> Callable[[], object]:
    body, key = told.body, secret_of(told.source).encode()
    text = _as_json(told)

    def read() -> object:
        hmac.compare_digest(hmac.new(key, body, hashlib.sha256).digest(), b"0" * 32)
        return json.loads(text)

    return read


def _as_json(told: Told) -> bytes:
    try:
        json.loads(told.plain)
        return told.plain
    except ValueError:
        return json.dumps(told.plain.decode("latin-1").splitlines()).encode()


def _best(
    ours: Callable[[], object], bare: Callable[[], object], times: int
) -> tuple[float, float]:
    """The least CPU that each took, in turns, so that whatever else runs here disturbs both."""
    rounds = [(_cpu_s(ours, times), _cpu_s(bare, times)) for _ in range(ROUNDS)]
    return min(each for each, _ in rounds), min(each for _, each in rounds)


def _cpu_s(read: Callable[[], object], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        read()
    return time.process_time() - start
