"""Our image, built and run as docker-compose.yml says, plays the demo over a real Kafka.

PostgreSQL and Kafka are those of the tests, and all containers are on the host's network, so hosts
and ports differ from Compose's; everything else is as it stands there. To build an image of each
service would take minutes: notifier has its own, the others run from that of all services.
"""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.deploy.interpolating import compose_model, new_env
from tests.deploy.podman import ROOT, Podman
from tests.deploy.queries import alerts, asked_in, panels
from tests.fixtures.postgres import CARELESS

from standalone.port import free_port
from standalone.postgres import EmbeddedPostgres

UV = Path(sys.executable).with_name("uv")
SERVICES = ("referral-api", "rewards-worker", "notifier")
BUILT = ("standalone", "notifier")
READY_S = 120
DEMO_LIMIT_S = 240

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def podman() -> Iterator[Podman]:
    """With our images."""
    with Podman() as made:
        made.base()
        for service in BUILT:
            made.build(service)
        yield made


@dataclass
class Composed:
    """What runs, by Compose's names."""

    podman: Podman
    model: dict[str, Any]
    operations: dict[str, int]


@pytest.fixture(scope="module")
async def composed(
    podman: Podman, kafka: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Composed]:
    """Roles and tables made, the sandbox and the three services started and ready."""
    folder = tmp_path_factory.mktemp("composed")
    async with EmbeddedPostgres(folder / "postgres", settings=CARELESS) as server:
        moved = Moved(server.admin_url, kafka)
        model = compose_model(folder, moved.environment, moved.elsewhere)["services"]
        for name, more in moved.settings.items():
            model[name]["environment"] |= more
        for name in ("referral-api", "rewards-worker", "sandbox"):
            model[name]["image"] = "goodword-standalone"
        running = Composed(podman, model, moved.operations)
        podman.finish("migrate", model["migrate"], READY_S)
        podman.start("sandbox", model["sandbox"], f"--port={moved.sandbox}")
        for name in SERVICES:
            podman.start(name, model[name])
        await ready(running)
        yield running
        for name in (*SERVICES, "sandbox"):
            podman.do("stop", "--time=70", name, limit_s=90)


class Moved:
    """The same services where all share the host's network."""

    def __init__(self, admin_url: str, kafka: str) -> None:
        api = free_port()
        self.sandbox = free_port()
        self.operations = {service: free_port() for service in SERVICES}
        postgres = admin_url.rpartition("@")[2].partition("/")[0]
        self.environment = {
            **new_env(),
            "GOODWORD_ADMIN_URL": admin_url,
            "GOODWORD_PUBLIC_URL": f"http://127.0.0.1:{api}",
        }
        for name, value in self.environment.items():
            self.environment[name] = value.replace("postgres:5432", postgres)
        self.elsewhere = {
            "kafka:9092": kafka,
            "//sandbox:9110": f"//127.0.0.1:{self.sandbox}",
            "//referral-api:8000": f"//127.0.0.1:{api}",
        }
        self.settings = {
            service: {
                "GOODWORD_OPERATIONS_PORT": str(port),
                "GOODWORD_KAFKA_TOPIC_PREFIX": f"containers-{api}.",
            }
            for service, port in self.operations.items()
        }
        self.settings["referral-api"]["GOODWORD_PORT"] = str(api)


async def ready(running: Composed) -> None:
    """Wait until every service says that it is."""
    async with httpx.AsyncClient(timeout=10) as client, asyncio.timeout(READY_S):
        for service, port in running.operations.items():
            while not await is_ready(client, port):
                state = running.podman.do("inspect", "--format={{.State.Status}}", service).strip()
                said = running.podman.run("logs", service)
                assert state == "running", f"{service}: {said.stdout}{said.stderr}"[-3000:]
                await asyncio.sleep(1)


async def is_ready(client: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200
    except httpx.TransportError:
        return False


def test_the_demo_plays_to_its_gifts_and_letters_against_the_containers(
    composed: Composed,
) -> None:
    told = composed.podman.finish("demo", composed.model["demo"], DEMO_LIMIT_S)

    assert "prospect: $37.48 issued" in told
    assert "referrer: $37.48 issued" in told
    assert "charity_donation: $200.00 issued" in told
    assert told.count("reward_thank_you by console: /data/mail/") == 2


def test_each_container_answers_for_its_health_as_compose_and_the_image_ask(
    composed: Composed,
) -> None:
    for service in SERVICES:
        asked = composed.model[service]["healthcheck"]["test"]
        assert asked[0] == "CMD"
        said = composed.podman.do("exec", service, *asked[1:])
        assert '"ready":true' in said

        live = composed.podman.inspect(composed.model[service]["image"])["Healthcheck"]["Test"]
        assert '"live":true' in composed.podman.do("exec", service, *live[1:])
    wrong = composed.podman.run("exec", "--env=GOODWORD_OPERATIONS_PORT=1", "notifier", *live[1:])
    assert (wrong.returncode, "does not answer" in wrong.stdout) == (1, True)


def test_each_container_is_an_ordinary_user_who_can_write_nowhere_but_in_its_volume(
    composed: Composed,
) -> None:
    tried = "id -u; id -g; for each in / /app /data /tmp; do touch $each/it && echo $each; done"

    for service in SERVICES:
        said = composed.podman.run("exec", service, "sh", "-c", tried).stdout.split()

        assert said == ["10001", "10001", *(["/data"] if service == "notifier" else []), "/tmp"]


def test_the_image_of_a_service_holds_what_the_lock_says_for_it_and_nothing_of_the_checkout(
    composed: Composed,
) -> None:
    listing = (
        "import importlib.metadata as m; "
        "print(*(f'{d.name}=={d.version}' for d in m.distributions()), sep='\\n')"
    )
    installed = composed.podman.do("exec", "notifier", "/app/bin/python", "-c", listing)
    files = composed.podman.do("exec", "notifier", "ls", "-A", "/", "/app", "/data").split()

    found = {normal(line) for line in installed.split()}
    assert found == exported("goodword-notifier")
    assert not {"source", "uv", ".env", ".git", "tests"} & set(files)


def exported(package: str) -> set[str]:
    """What uv.lock has for a package, each as name==version, its workspace members included."""
    command = [UV, "export", "--frozen", "--no-dev", "--no-hashes", "--package", package]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line.partition(" ;") for line in run.stdout.splitlines() if "==" in line]
    asked = [name for name, _, marker in lines if "win32" not in marker]
    return {normal(line) for line in asked} | {"goodword==0.1.0", f"{package}==0.1.0"}


def normal(line: str) -> str:
    name, _, version = line.strip().partition("==")
    return f"{re.sub(r'[-_.]+', '-', name.lower())}=={version}"


async def test_every_metric_of_the_alerts_and_the_dashboard_is_kept_where_services_run(
    composed: Composed,
) -> None:
    pages = ""
    async with httpx.AsyncClient(timeout=10) as client:
        for port in composed.operations.values():
            pages += (await client.get(f"http://127.0.0.1:{port}/metrics")).text

    kept = {line.split()[2] for line in pages.splitlines() if line.startswith("# TYPE ")}
    expressions = [*alerts().values(), *(each for asked in panels().values() for each in asked)]
    asked = {name for expression in expressions for name in asked_in(expression)}
    # This one is made when the first payout is asked about again, a day later.
    assert asked - kept == {"payout_findings_total"}


def test_no_image_names_a_secret(composed: Composed) -> None:
    for service in BUILT:
        config = composed.podman.inspect(f"goodword-{service}")["Config"]

        names = {each.partition("=")[0] for each in config["Env"]}
        assert config["User"] == "10001:10001"
        assert {name for name in names if name.startswith("GOODWORD")} == {
            "GOODWORD_HOST",
            "GOODWORD_OPERATIONS_PORT",
        }
