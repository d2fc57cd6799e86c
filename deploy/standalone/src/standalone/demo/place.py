"""Where the demo is played: what `goodword up` runs on a folder, or services somewhere else."""

from dataclasses import dataclass
from pathlib import Path

from goodword.errors import GoodwordError
from standalone import private


@dataclass(frozen=True, slots=True)
class Place:
    """A running Goodword, and the folder in which its notifier keeps the mail of test businesses.

    `start` says what to do where nothing answers.
    """

    url: str
    operator_token: str
    mail: Path
    start: str


def upped(data: Path) -> Place:
    """What `goodword up` runs on `data`; GoodwordError where nothing has run there yet."""
    known, keys = private.read(data / "credentials.json"), private.read(data / "keys.json")
    if not known or not keys:
        raise GoodwordError(f"Nothing has run on {data} yet: start `make run` first.")
    return Place(known["base_url"], keys["operator_token"], data / "mail", "start `make run` first")


def elsewhere(url: str, operator_token: str | None, mail: Path | None) -> Place:
    """Services at `url`; GoodwordError where the token or the folder is not said."""
    if not operator_token:
        raise GoodwordError("GOODWORD_OPERATOR_TOKEN is not set: the demo makes businesses.")
    if not mail:
        raise GoodwordError("--mail is missing: the folder in which the notifier keeps letters.")
    return Place(url, operator_token, mail, "start its services first")
