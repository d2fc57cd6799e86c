"""Running a service as a process: one owner of the signals, a clean end, a clear last line.

Everything a service does runs side by side in one TaskGroup and ends when `stop` is set. A loop
that crashes takes the process down with it, for whoever supervises it to start again: a server that
keeps answering while its loops are dead would be worse than none.
"""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from typing import Any, NoReturn

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from goodword.errors import GoodwordError
from goodword.heads import BoundedHeads

GRACE_S = 20
"""How long requests in flight may take once we are told to stop."""

KEEP_ALIVE_S = 75
"""Longer than the 60 s of usual load balancers, which then never write into a closed connection."""

STOP_LIMIT_S = 60
"""What has not stopped after this long hangs, and is ended as it is."""

MAX_CONNECTIONS = 1000
"""Held at the same time; a request on one more is answered 503."""

COLLECT_AFTER = (10_000, 20, 20)
"""New objects after which garbage is looked for. Python's own 700 is for small programs: a batch of
a hundred events makes tens of thousands, most of which die by themselves."""

log = structlog.get_logger()


def run(main: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Run `main` until it returns; the process's exit code: 0, or 1 where something crashed.

    SIGINT and SIGTERM set the event that `main` is given; a second one while it stops ends the
    process at once. What crashed is the last line on standard error: the sentence of a
    GoodwordError, the traceback of anything else.
    """
    try:
        uvloop.run(_until_signal(main))
    except BaseException as error:
        causes = _causes(error)
        for cause in causes:
            if not isinstance(cause, GoodwordError):
                traceback.print_exception(cause, file=sys.stderr)
        _say_last(_sentence(causes[0]))
        return 1
    return 0


async def _until_signal(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(which: signal.Signals) -> None:
        if stop.is_set():
            _end_at_once(f"ended at once by a second {which.name}")
        log.info("stopping", signal=which.name)
        stop.set()
        loop.call_later(STOP_LIMIT_S, _end_at_once, f"did not stop within {STOP_LIMIT_S} s")

    for which in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(which, asked, which)
    await main(stop)


def _end_at_once(words: str) -> NoReturn:
    """End without unwinding: what hangs would hang there too."""
    _say_last(words)
    os._exit(1)


def _say_last(words: str) -> None:
    print(f"goodword: {words}", file=sys.stderr, flush=True)


def _causes(error: BaseException) -> list[BaseException]:
    """The errors inside the groups that task groups make, in order."""
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    return [cause for inner in error.exceptions for cause in _causes(inner)]


def _sentence(error: BaseException) -> str:
    if isinstance(error, GoodwordError):
        return str(error)
    return f"ended by {type(error).__name__}: {error}".rstrip(": ")


async def pause(stop: asyncio.Event, seconds: float) -> bool:
    """Sleep for `seconds`, or until `stop` is set; True where it is."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
    return stop.is_set()


async def serve_http(app: ASGIApp, *, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve `app` until `stop` is set, then answer what is in flight and return.

    GoodwordError where the address cannot be had.
    """
    config = uvicorn.Config(
        app,
        http=BoundedHeads,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=MAX_CONNECTIONS,
    )
    server = _Server(config)
    _keep_what_is_there()
    with listening(host, port) as listener:
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(server.serve(sockets=[listener]))
            waiting = tasks.create_task(stop.wait())
            await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            waiting.cancel()


def _keep_what_is_there() -> None:
    """Take all objects of a process that is about to begin out of every later look for garbage.

    They are code, models and routes, some two hundred thousand that live as long as we: to look
    through them stops everything for a tenth of a second, again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


class _Server(uvicorn.Server):
    """uvicorn takes the signals for itself and raises them again when it is done; ours does not."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket bound to an address; GoodwordError where that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise GoodwordError(
                f"Port {port} of {host} cannot be had ({error.strerror}): end who uses it, or"
                " choose another port."
            ) from error
        yield listener


async def serve_doors(doors: Sequence[Coroutine[Any, Any, None]], closed: asyncio.Event) -> None:
    """Serve until all of them are closed, whichever way, and say so by `closed`."""
    try:
        async with asyncio.TaskGroup() as tasks:
            for door in doors:
                tasks.create_task(door)
    except ExceptionGroup as group:
        # A group within the caller's own would hide the one sentence that says what is wrong.
        if len(group.exceptions) == 1:
            raise group.exceptions[0] from None
        raise
    finally:
        closed.set()
