"""`.ci/audit`: fails on what is known to be unsafe, and says plainly when nobody could be asked."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from standalone.port import free_port

ROOT = Path(__file__).parents[2]
UNSAFE = "GHSA-made-up00-0001"


class Database(ThreadingHTTPServer):
    """Vulnerabilities as osv.dev tells them; `known` names the libraries that have one."""

    known: frozenset[str] = frozenset()
    status = 200


class Told(BaseHTTPRequestHandler):
    server: Database

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
        unsafe = [each["package"]["name"] in self.server.known for each in asked]
        stamp = {"id": UNSAFE, "modified": "2026-01-01T00:00:00Z"}
        self.tell({"results": [{"vulns": [stamp]} if each else {} for each in unsafe]})

    def do_GET(self) -> None:
        self.tell({"id": UNSAFE, "modified": "2026-01-01T00:00:00Z", "summary": "lets all in"})

    def tell(self, what: Any) -> None:
        body = json.dumps(what).encode()
        self.send_response(self.server.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing on standard error."""


@pytest.fixture
def database() -> Iterator[Database]:
    with Database(("127.0.0.1", 0), Told) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def audit(port: int, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / ".ci" / "audit", "--service-url", f"http://127.0.0.1:{port}"],
        env={**os.environ, "UV": str(Path(sys.executable).with_name("uv")), "UV_CACHE_DIR": cache},
        capture_output=True,
        text=True,
    )


def test_what_is_known_to_be_unsafe_fails(database: Database, tmp_path: Path) -> None:
    database.known = frozenset({"httpx"})

    run = audit(database.server_port, tmp_path)

    assert run.returncode == 1
    assert "httpx" in run.stdout
    assert UNSAFE in run.stdout


def test_where_nothing_is_known_it_says_so(database: Database, tmp_path: Path) -> None:
    run = audit(database.server_port, tmp_path)

    assert (run.returncode, run.stdout) == (0, "No known vulnerability in what uv.lock names.\n")


def test_where_nobody_can_be_asked_it_says_so_and_stops_nothing(tmp_path: Path) -> None:
    run = audit(free_port(), tmp_path)

    assert run.returncode == 0
    assert run.stdout.startswith("NOT AUDITED: ")


@pytest.mark.parametrize("status", [503, 403])
def test_a_database_in_trouble_or_a_proxy_that_bars_the_way_is_nobody_to_ask(
    database: Database, tmp_path: Path, status: int
) -> None:
    database.status = status

    run = audit(database.server_port, tmp_path)

    assert run.returncode == 0
    assert run.stdout.startswith("NOT AUDITED: ")
