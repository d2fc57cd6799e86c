"""Kafka's jars: fetched once by Maven into a folder that every run and test shares."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from goodword.errors import GoodwordError
from standalone.child import launch, tail, wait_for_end

CHECKOUT = Path(__file__).resolve().parents[4]
RECIPE = CHECKOUT / "deploy" / "kafka"
CACHE = CHECKOUT / ".kafka"
LIBRARIES = CACHE / "libs"
JAVA = 17
FETCH_LIMIT_S = 600.0


def missing() -> str | None:
    """What this machine lacks to run Kafka, as a sentence that says what to do; None: nothing."""
    version = _java_version()
    if version < JAVA:
        found = f"Java here is {version}" if version else "Java is missing"
        return f"Kafka needs Java {JAVA} or newer, and {found}: apt install default-jre-headless"
    if not RECIPE.exists():
        return f"Kafka is run from a checkout, and {RECIPE} is missing: clone the repository"
    if not are_fetched() and not shutil.which("mvn"):
        return "Kafka is fetched by Maven, and mvn is missing: apt install maven"
    return None


def are_fetched() -> bool:
    """Whether the jars are there, and those of the pom.xml of today."""
    fetched = LIBRARIES / "pom.xml"
    return fetched.exists() and fetched.read_bytes() == (RECIPE / "pom.xml").read_bytes()


async def libraries() -> Path:
    """The folder of Kafka's jars; fetches them (44 MB) where they are not there yet.

    GoodwordError: something is `missing`, or Maven failed (with its words).
    """
    if reason := missing():
        raise GoodwordError(f"{reason}.")
    if not are_fetched():
        await _fetch()
    return LIBRARIES


def _java_version() -> int:
    java = shutil.which("java")
    if not java:
        return 0
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = re.search(r'version "(\d+)', answer.stderr)
    return int(version[1]) if version else 0


async def _fetch() -> None:
    """Into a folder of our own, put in place when complete: others may be fetching too."""
    fresh, log = CACHE / f"libs.{os.getpid()}", CACHE / "maven.log"
    _make_folder(fresh)
    goals = ("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={fresh}")
    maven = await launch(("mvn", "-q", "-B", "-f", RECIPE / "pom.xml", *goals), log=log)
    await wait_for_end(maven, limit_s=FETCH_LIMIT_S)
    if maven.returncode != 0:
        shutil.rmtree(fresh)
        raise GoodwordError(f"Maven did not fetch Kafka:\n{tail(log)}")
    shutil.copyfile(RECIPE / "pom.xml", fresh / "pom.xml")
    _put_in_place(fresh)


def _make_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _put_in_place(fresh: Path) -> None:
    if not are_fetched():
        shutil.rmtree(LIBRARIES, ignore_errors=True)
        fresh.rename(LIBRARIES)
    else:
        shutil.rmtree(fresh)
