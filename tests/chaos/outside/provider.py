"""The sandbox with a will of its own: a process that fails in every way in which providers fail.

    python -m tests.chaos.outside.provider --port … --folder … --seed … --percent …

What it did wrong is a line each in `faults.log`. It calls back as Tremendous does, once
`callbacks.json` says where and with which secret. `DELETE /faults` has all go well from then on.
"""

import argparse
import asyncio
import functools
import hashlib
import hmac
import json
import random
import uuid
from datetime import UTC, datetime
from pathlib import Path

import httpx
import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tests.chaos.outside.faults import ORDERED_LIVE, Dice, Later

from goodword.process import run, serve_http
from rewards_worker.providers.sandbox.faults import Fate
from rewards_worker.providers.sandbox.mischief import as_json, refusal
from rewards_worker.providers.sandbox.server import create_app

LIVE = "TEST_live"
"""The token of the live business; test businesses have ours."""

STORED = 3
"""So often a stored 500 is answered to one key."""

BELIEVED = "believed a forged callback"
"""The line that must not be."""

WHEN_SENT = ("conflict", "nonsense", "stored_500")
WHEN_ASKED = ("error_500", "not_found", "rate_limited", "unauthorized", "drop", "slow")


class Moods:
    """In front of the sandbox: what it does wrong that the sandbox itself cannot."""

    def __init__(self, app: ASGIApp, dice: Dice, note: Path) -> None:
        self._app = app
        self._dice = dice
        self._note = note
        self._stored: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(("/orders", "/rewards")):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        ORDERED_LIVE.set(request.headers.get("authorization") == f"Bearer {LIVE}")
        if request.method == "PUT":  # what becomes of an order is our own business
            await self._app(scope, receive, send)
            return
        answer, receive = await self._mood(request)
        await (answer or self._app)(scope, receive, send)

    async def _mood(self, request: Request) -> tuple[Response | None, Receive]:
        if request.method == "GET":
            return await self._asked(request), request.receive
        body = await request.body()
        told: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return told.pop() if told else await request.receive()

        return self._sent(body), again

    def _sent(self, body: bytes) -> Response | None:
        key = str(orjson.loads(body or b"{}").get("external_id"))
        if 0 < self._stored.get(key, 0) < STORED:
            self._stored[key] += 1
            return refusal(500, "Something went wrong")
        dice = self._dice.dice(f"sent {key}")
        if dice is None or dice.randrange(4):
            return None
        name = dice.choice(WHEN_SENT)
        note(self._note, name)
        if name == "stored_500":
            self._stored[key] = 1
            return refusal(500, "Something went wrong")
        if name == "nonsense":
            return as_json(200, {"errors": {"message": "Funds are short"}})
        return refusal(409, "This external_id belongs to an order with another payload")

    async def _asked(self, request: Request) -> Response | None:
        dice = self._dice.dice(f"asked {request.url.path}")
        if dice is None:
            return None
        name = dice.choice(WHEN_ASKED)
        note(self._note, f"asked {name}")
        if name == "slow":
            await asyncio.sleep(1)
            return None
        if name == "drop":
            return Response(b"{", headers={"content-length": "1000"})
        statuses = {"error_500": 500, "not_found": 404, "rate_limited": 429, "unauthorized": 401}
        answer = refusal(statuses[name], "Not now")
        if name == "rate_limited":
            answer.headers["retry-after"] = "1"
        return answer


class Clerk:
    """Decides what becomes of orders, and calls back: never, once, or twice at the same time.

    All that it decided is in `fates.log`, for what became of an order outlives kill -9.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._log = folder / "fates.log"
        self._dice = random.Random(f"{seed} clerk")
        self._sandbox = httpx.AsyncClient()
        self._tasks = asyncio.TaskGroup()

    async def begin(self, sandbox: ASGIApp, tasks: asyncio.TaskGroup) -> None:
        """Go on where the last process was killed."""
        transport = httpx.ASGITransport(sandbox)
        self._sandbox = httpx.AsyncClient(transport=transport, base_url="http://sandbox")
        self._tasks = tasks
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        pending: dict[str, Later] = {}
        for told in map(json.loads, lines):
            one = told["external_id"]
            await self._put(one, told["fate"])
            pending.pop(one, None)
            if told["then"]:
                fates = (Fate(**told["fate"]), Fate(**told["then"]))
                pending[one] = Later(one, *fates, told["told"], 1)
        for later in pending.values():
            tasks.create_task(self._decide(later))

    def take(self, later: Later) -> None:
        self._note(later, later.first, later.fate)
        self._tasks.create_task(self._decide(later))

    def _note(self, later: Later, fate: Fate, then: Fate | None) -> None:
        told = {
            "external_id": later.external_id,
            "fate": fate.model_dump(),
            "then": then and then.model_dump(),
            "told": later.told,
        }
        note(self._log, json.dumps(told))

    async def _put(self, external_id: str, fate: dict[str, object]) -> None:
        await self._sandbox.put(f"/orders/{external_id}/fate", json=fate)

    async def _decide(self, later: Later) -> None:
        await asyncio.sleep(later.after_s)
        self._note(later, later.fate, None)
        await self._put(later.external_id, later.fate.model_dump())
        path, token = f"/orders/{later.external_id}", {"authorization": f"Bearer {LIVE}"}
        found = await self._sandbox.get(path, headers=token)
        if found.status_code == 200:
            await self._call_back(later, found.json()["order"])

    async def _call_back(self, later: Later, order: dict) -> None:
        where = self._folder / "callbacks.json"
        if not where.exists():
            return
        to = json.loads(where.read_text())
        of_reward = later.told.startswith("REWARDS.")
        body = _callback(later.told, order["rewards"][0]["id"] if of_reward else order["id"])
        how = self._dice.choice(("once", "twice", "never", "forged"))
        note(self._folder / "faults.log", f"callback {how}")
        async with httpx.AsyncClient(timeout=20) as client:
            if how == "forged":
                answer = await _post(client, to["url"], body, "somebody else's")
                if answer is not None and answer < 400:
                    note(self._folder / "faults.log", BELIEVED)
            elif how != "never":
                times = 2 if how == "twice" else 1
                sends = (_post(client, to["url"], body, to["secret"]) for _ in range(times))
                await asyncio.gather(*sends)


def _callback(event: str, object_id: str) -> bytes:
    return orjson.dumps(
        {
            "event": event,
            "uuid": str(uuid.uuid4()),
            "created_utc": datetime.now(UTC).isoformat(),
            "payload": {
                "resource": {"id": object_id, "type": event.partition(".")[0].lower()},
                "meta": {"retryable": True, "failure_reason": "mailbox_full"},
            },
        }
    )


async def _post(client: httpx.AsyncClient, url: str, body: bytes, secret: str) -> int | None:
    """The status; None where nobody answered, which nobody tries again."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"tremendous-webhook-signature": f"sha256={signature}"}
    try:
        return (await client.post(url, content=body, headers=headers)).status_code
    except httpx.HTTPError:
        return None


def note(log: Path, line: str) -> None:
    with log.open("a") as file:
        file.write(f"{line}\n")


async def serve(wanted: argparse.Namespace, stop: asyncio.Event) -> None:
    log, books = wanted.folder / "faults.log", wanted.folder / "sandbox.json"
    clerk = Clerk(wanted.folder, wanted.seed)
    dice = Dice(wanted.seed, wanted.percent, functools.partial(note, log), clerk.take)
    if books.exists():
        made = books.read_bytes()
        whole = made[: made.rfind(b"\n") + 1].splitlines()
        dice.know(orjson.loads(line)["external_id"] for line in whole)
    sandbox = create_app(books, dice)
    async with sandbox.router.lifespan_context(sandbox), asyncio.TaskGroup() as tasks:
        await clerk.begin(sandbox, tasks)
        app = Moods(sandbox, dice, log)
        await serve_http(app, host="127.0.0.1", port=wanted.port, stop=stop)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, kind in (("port", int), ("folder", Path), ("seed", int), ("percent", int)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    raise SystemExit(run(functools.partial(serve, parser.parse_args())))


if __name__ == "__main__":
    main()
