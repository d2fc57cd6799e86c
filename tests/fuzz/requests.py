"""Any number of worsened requests to every source: which of them crash it, and which it takes
although nobody signed them."""

import base64
import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from random import Random
from typing import Any
from urllib.parse import unquote, unquote_plus

from pydantic import BaseModel
from tests.fuzz.corpus import BY_CREDENTIAL, NOW, Told, corpus, signed
from tests.fuzz.mutations import worse_body, worse_headers

from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.read_webhook import identity

BY_ADDRESS = {"hubspot", "square"}
"""Their senders sign the address too."""

_PROOF = re.compile(r"[A-Za-z0-9+/=_-]{40,}")
MOST_TOLD = 20


@dataclass
class Outcome:
    """What came of the requests: how many of each source and end, and in words those that no source
    may answer so."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    slowest: str = ""

    def total(self, end: str) -> int:
        """How many ended so, of all sources."""
        return sum(count for (_, each), count in self.counts.items() if each == end)


def play(count: int, seed: int) -> Outcome:
    """So many requests, in turns to everything that the sources read; of the same seed the same."""
    rng, outcome = Random(seed), Outcome()
    requests = [(each, signed(each, secret_of(each.source))) for each in corpus()]
    for number in range(count):
        told, genuine = requests[number % len(requests)]
        sent = _worse(told, genuine, rng)
        topic = told.topic if rng.random() < 0.9 else SOURCES[told.source].label(sent).topic
        start = time.process_time()
        try:
            _answer(Request(told, genuine, sent, topic), outcome)
        except Exception as error:
            outcome.bad.append(f"{told.source} {topic} crashed of {error!r}: {sent}")
        spent = time.process_time() - start
        if spent > outcome.slowest_s:
            outcome.slowest_s, outcome.slowest = spent, f"number {number}, of {told.source}"
        if len(outcome.bad) >= MOST_TOLD:
            break
    return outcome


@dataclass(frozen=True)
class Request:
    """What was `sent`, and the `genuine` request that it was made of."""

    told: Told
    genuine: Incoming
    sent: Incoming
    topic: str


def secret_of(source: str, holder: str = "the sender") -> str:
    """A secret in the form of the source, always the same for the same holder."""
    key = hashlib.sha256(f"{source} {holder}".encode())
    if source == "standard":
        return f"whsec_{base64.b64encode(key.digest()).decode()}"
    return key.hexdigest()


def _worse(told: Told, genuine: Incoming, rng: Random) -> Incoming:
    chance = rng.random()
    sent = genuine
    if chance < 0.75:
        sent = Incoming(genuine.headers, worse_body(told, rng), genuine.url, genuine.settings)
    return worse_headers(sent, rng) if chance > 0.5 else sent


def _answer(request: Request, outcome: Outcome) -> None:
    """As a webhook is: greeted, verified, labelled, translated."""
    source, sent = SOURCES[request.told.source], request.sent
    source.ABOUT.greet(sent)
    name = request.told.source
    is_taken = source.verify(sent, [secret_of(name)], NOW)
    if is_taken and _is_forged(request):
        outcome.bad.append(f"{name} took what nobody signed: {sent}")
    if source.verify(sent, [secret_of(name, "another")], NOW):
        outcome.bad.append(f"{name} took what another signed: {sent}")
    outcome.counts[name, "taken" if is_taken else "refused"] += 1
    identity(source.label(sent), sent.body)
    try:
        said = source.translate(request.topic, sent.body, sent.settings)
    except UnreadableError as error:
        str(error).encode()
        outcome.counts[name, "unreadable"] += 1
        return
    outcome.counts[name, "ignored" if isinstance(said, Ignored) else "facts"] += 1
    kept = () if isinstance(said, Ignored) else said
    if any("\0" in text or not _is_text(text) for text in _texts(kept)):
        outcome.bad.append(f"{name} reports what no database takes: {said}")


def _is_forged(request: Request) -> bool:
    """Whether what it shows of its sender is gone or is of other bytes. The last character of
    base64 has bits to spare, and so is no part of what must be there."""
    name, genuine, sent = request.told.source, request.genuine, request.sent
    if name not in BY_CREDENTIAL and sent.body != genuine.body:
        return True
    if name in BY_ADDRESS and unquote(sent.url) != unquote(genuine.url):
        return True
    if name == "salesforce":
        return secret_of(name) not in unquote_plus(sent.url)
    shown = "".join("\n".join(sent.headers.values()).split()).casefold()
    proofs = [proof for each in genuine.headers.values() for proof in _PROOF.findall(each)]
    return not all(proof.rstrip("=")[:-1].casefold() in shown for proof in proofs)


def _texts(value: Any) -> Iterator[str]:
    """Every text in what a source reports."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.items():
            yield from _texts(each)
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, BaseModel):
        yield from _texts(value.__dict__)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
