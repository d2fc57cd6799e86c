"""Requests made worse: a body, headers and an address, with bytes and values that nobody sends."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from tests.fuzz.corpus import Told

from referral_api.domain.connections.about import Incoming

VALUES: list[Any] = [
    None,
    True,
    False,
    "",
    " ",
    [],
    {},
    [None],
    0,
    -1,
    0.1,
    10**30,
    -(10**400),
    1e308,
    float("nan"),
    float("inf"),
    "\0",
    "\ud800",
    "\u202e\u2028",
    "x" * 5000,
    "9" * 400,
    "-0.0000001",
    "1e400",
    "1e-9999999999",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-02-30T25:61:61Z",
    "Thu, 32 Xyz 2026 10:00:00 +9999",
    "JPY",
    "bhd",
    "XXX",
    "//[",
    "https://[::1/?ref=%ff&gw_click=clk_",
    "@",
    "a@b@c.example",
    "+++1",
    [[[[[[[[]]]]]]]],
]

TOKENS = [
    b"null",
    b"true",
    b"-1",
    b"1e400",
    b"1e99999999",
    b"[]",
    b"{}",
    b'""',
    b"9" * 5000,
    b"NaN",
    b"-Infinity",
    b"\\ud800",
    b"\\u0000",
    b"\\",
    b'"',
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\r\n\r\n",
    b"[" * 3000,
    b'{"a":' * 1500,
    b"<",
    b"]]>",
    b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>",
    b"&a;",
    b"&#0;",
    b"&#x10ffff;",
    b"%00%ff",
    b"&",
    b"=?utf-8?b?/////w==?=",
    b"--sample",
]

_PART = re.compile(rb'"(?:[^"\\]|\\.)*"|[-+0-9.eE]+|[A-Za-z_]+|>[^<>]*<|.', re.DOTALL)


def worse_body(told: Told, rng: Random) -> bytes:
    """The body with a few values, or a few bytes, that were others."""
    try:
        parsed = json.loads(told.plain)
    except ValueError:
        parsed = None
    if parsed is None or rng.random() < 0.4:
        plain = _other_bytes(told.plain, rng)
    else:
        for _ in range(rng.randint(1, 4)):
            parsed = _other_value(parsed, rng)
        plain = json.dumps(parsed).encode()
    body = told.dressed(plain)
    return _other_bytes(body, rng) if rng.random() < 0.1 else body


def worse_headers(incoming: Incoming, rng: Random) -> Incoming:
    """The same bytes under a header, or at an address, that was another."""
    if rng.random() < 0.2:
        url = _other_bytes(incoming.url.encode(), rng).decode("latin-1")
        return replace(incoming, url=url)
    headers = dict(incoming.headers)
    name = rng.choice(sorted(headers))
    value = headers.pop(name)
    chance = rng.random()
    if chance < 0.7:
        headers[name] = _other_bytes(value.encode(), rng).decode("latin-1")
    elif chance < 0.8:
        headers[rng.choice(sorted(incoming.headers))] = value
    elif chance < 0.9:
        headers[name] = f"{value},{value} {value}" * rng.choice((1, 500))
    return replace(incoming, headers=headers)


def _other_value(value: Any, rng: Random) -> Any:
    """The value with one inside it replaced, gone, or said twice."""
    if isinstance(value, Mapping) and value and rng.random() < 0.9:
        name = rng.choice(list(value))
        if rng.random() < 0.1:
            return {each: value[each] for each in value if each != name}
        return {**value, name: _other_value(value[name], rng)}
    if isinstance(value, list) and value and rng.random() < 0.9:
        at = rng.randrange(len(value))
        if rng.random() < 0.1:
            return [*value, *value[: at + 1]]
        return [*value[:at], _other_value(value[at], rng), *value[at + 1 :]]
    return rng.choice(VALUES)


def _other_bytes(body: bytes, rng: Random) -> bytes:
    """The bytes with one to four places replaced, lengthened or cut."""
    for _ in range(rng.randint(1, 4)):
        spans = [each.span() for each in _PART.finditer(body)] or [(0, 0)]
        start, end = rng.choice(spans)
        chance = rng.random()
        if chance < 0.5:
            body = body[:start] + rng.choice(TOKENS) + body[end:]
        elif chance < 0.8:
            at = rng.randrange(start, max(end, start + 1))
            body = body[:at] + bytes([rng.randrange(256)]) + body[at + 1 :]
        elif chance < 0.9:
            body = body[:start] + body[end:]
        else:
            body = body[:end] + body[start:]
    return body
