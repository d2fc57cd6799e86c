"""Images and containers without a daemon, in a storage of their own below `.build`."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.fixtures.need import lacking

ROOT = Path(__file__).parents[2]
STORAGE = ROOT / ".build" / "podman"
BASE_FILE = ROOT / ".build" / "base-bookworm.tar"
BASE = "localhost/goodword-base"
BASE_PACKAGES = (
    "base-files",
    "ca-certificates",
    "coreutils",
    "dash",
    "libc-bin",
    "libstdc++6",
    "python3-minimal",
    "python3-venv",
)

BUILD_LIMIT_S = 400
COMMAND_LIMIT_S = 60

# A sandboxed root may not raise these, as podman's defaults would.
ULIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024")


class Podman:
    """`with` gives a storage without containers and images, and leaves none behind."""

    def __enter__(self) -> "Podman":
        for program in ("podman", "runc", "mmdebstrap"):
            if not shutil.which(program):
                lacking(f"images need {program}: apt install {program}")
        if os.geteuid() != 0:
            lacking("images are built as root here")
        self._empty()
        return self

    def __exit__(self, *_: object) -> None:
        self._empty()

    def _empty(self) -> None:
        if STORAGE.exists():
            self.do("rm", "--all", "--force", "--time=0")
            # podman mounts this folder on itself, and leaves it so.
            while (STORAGE / "root" / "overlay").is_mount():
                subprocess.run(["umount", STORAGE / "root" / "overlay"], check=True)
            shutil.rmtree(STORAGE)

    def do(self, *arguments: str | Path, limit_s: float = COMMAND_LIMIT_S) -> str:
        """What podman prints; AssertionError with its complaints where it fails."""
        run = self.run(*arguments, limit_s=limit_s)
        assert run.returncode == 0, (
            f"podman {arguments[0]}: {run.stdout[-2000:]}{run.stderr[-3000:]}"
        )
        return run.stdout

    def run(
        self, *arguments: str | Path, limit_s: float = COMMAND_LIMIT_S
    ) -> subprocess.CompletedProcess[str]:
        where = ("--root", STORAGE / "root", "--runroot", STORAGE / "run")
        # runc, since crun refuses machines with both versions of cgroups.
        command = ["podman", *where, "--cgroup-manager=cgroupfs", "--runtime=runc", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=limit_s)

    def base(self) -> None:
        """A Debian with Python and little else, made from packages: no registry is asked."""
        if not BASE_FILE.exists():
            BASE_FILE.parent.mkdir(exist_ok=True)
            fresh = BASE_FILE.with_suffix(".new")
            packages = ["--variant=extract", f"--include={','.join(BASE_PACKAGES)}"]
            made = subprocess.run(
                ["mmdebstrap", *packages, "--format=tar", "bookworm", fresh],
                capture_output=True,
                text=True,
                timeout=BUILD_LIMIT_S,
            )
            if made.returncode:
                lacking(f"mmdebstrap could not make a base image: {made.stderr.strip()[-300:]}")
            fresh.rename(BASE_FILE)
        self.do("import", BASE_FILE, BASE)

    def build(self, service: str) -> None:
        """The image `goodword-<service>`, as deploy/Dockerfile says, on our base."""
        given = {"BASE_IMAGE": BASE, "SERVICE": service}
        arguments = [f"--build-arg={name}={value}" for name, value in given.items()]
        self.do(
            "build",
            "--isolation=chroot",
            "--network=host",
            # Only this format has a HEALTHCHECK.
            "--format=docker",
            # The base has no certificates of its own: nothing in it was configured.
            "--volume=/etc/ssl/certs:/etc/ssl/certs:ro",
            *arguments,
            f"--file={ROOT / 'deploy' / 'Dockerfile'}",
            f"--tag=goodword-{service}",
            ".",
            limit_s=BUILD_LIMIT_S,
        )

    def start(self, name: str, service: dict[str, Any], *more: str) -> None:
        """A container as docker-compose.yml has it, in the background on the host's network."""
        self.do("run", "--detach", f"--name={name}", *_as_composed(service, *more))

    def finish(self, name: str, service: dict[str, Any], limit_s: float) -> str:
        """What a container printed that ends by itself; AssertionError where it fails."""
        return self.do("run", f"--name={name}", *_as_composed(service), limit_s=limit_s)

    def inspect(self, image: str) -> dict[str, Any]:
        [found] = json.loads(self.do("image", "inspect", image))
        told: dict[str, Any] = found
        return told


def _as_composed(service: dict[str, Any], *more: str) -> list[str]:
    """The arguments of `podman run` for a service of Compose's model."""
    flags = ["--network=host", "--health-interval=disable", *ULIMITS]
    flags += ["--read-only"] if service["read_only"] else []
    flags += [f"--tmpfs={path}" for path in service["tmpfs"]]
    flags += [f"--cap-drop={each}" for each in service["cap_drop"]]
    flags += [f"--security-opt={each.removesuffix(':true')}" for each in service["security_opt"]]
    flags += [f"--volume={each['source']}:{each['target']}" for each in service.get("volumes", ())]
    flags += [f"--env={name}={value}" for name, value in service.get("environment", {}).items()]
    if entrypoint := service.get("entrypoint"):
        flags += [f"--entrypoint={json.dumps(entrypoint)}"]
    return [*flags, service["image"], *(service.get("command") or ()), *more]
