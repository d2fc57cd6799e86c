"""Settings that are weak, or contradict each other; files that others may read."""

import base64
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from goodword.database import SCHEMAS
from goodword.doctor.finding import Finding
from goodword.settings import Settings

LEAST_CHARACTERS = 10
"""Different ones in a random key of 32 or more; fewer are typed by hand or repeated."""

LEAST_PASSWORD = 12

EXAMPLES = ("change", "example", "password", "secret", "goodword", "12345", "qwerty")
"""What stands in keys that were copied from somewhere or thought of."""

LOCAL = ("localhost", "127.0.0.1", "::1")

SECRET_FILES = (".env", "operator.env", "keys.json", "postgres.password")
"""Files with secrets, in the working folder and in GOODWORD_DATA."""


def look_at_settings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with what all services share; nothing is asked of anybody."""
    yield from _keys(settings)
    yield from _passwords(environment)
    yield from _files(environment)
    yield from _public_url(settings)
    yield from _transport(settings, environment)


def _keys(settings: Settings) -> Iterator[Finding]:
    hash_key = settings.hash_key.get_secret_value()
    keys = [key.get_secret_value() for key in settings.secret_keys]
    if is_weak(hash_key):
        yield Finding("key_weak", "", "GOODWORD_HASH_KEY is not random: it can be guessed.")
    for place, key in enumerate(keys, start=1):
        if len(set(base64.urlsafe_b64decode(key))) < LEAST_CHARACTERS:
            yield Finding("key_weak", "", f"Key {place} of GOODWORD_SECRET_KEYS is not random.")
    if len({*keys, hash_key}) <= len(keys):
        yield Finding("key_weak", "", "One key is used twice among secret keys and hash key.")


def is_weak(secret: str) -> bool:
    """Whether somebody may have thought of it instead of having it drawn."""
    few = len(set(secret)) < LEAST_CHARACTERS
    return few or any(word in secret.lower() for word in EXAMPLES)


def _passwords(environment: Mapping[str, str]) -> Iterator[Finding]:
    for schema in ("bus", *SCHEMAS.values()):
        for name in (
            f"GOODWORD_{schema.upper()}_DATABASE_URL",
            f"GOODWORD_{schema.upper()}_OWNER_URL",
        ):
            url = environment.get(name)
            if url and _guessable(urlsplit(url).password, urlsplit(url).username):
                yield Finding("password_weak", "", f"The password in {name} can be guessed.")


def _guessable(password: str | None, user: str | None) -> bool:
    told = unquote(password or "")
    return len(told) < LEAST_PASSWORD or told == unquote(user or "")


def _files(environment: Mapping[str, str]) -> Iterator[Finding]:
    folders = dict.fromkeys([Path(), Path(environment.get("GOODWORD_DATA", ".goodword"))])
    files = [folder / name for folder in folders for name in SECRET_FILES]
    if certificate_key := environment.get("GOODWORD_MAIL_IN_KEY"):
        files.append(Path(certificate_key))
    for file in files:
        mode = _mode(file)
        if mode is not None and mode & 0o077:
            yield Finding(
                "file_open_to_others",
                "",
                f"{file} has secrets, and others than its owner have rights to it ({mode:o}).",
            )


def _mode(file: Path) -> int | None:
    try:
        return stat.S_IMODE(os.stat(file).st_mode)
    except OSError:
        return None


def _public_url(settings: Settings) -> Iterator[Finding]:
    parts = urlsplit(settings.public_url)
    if parts.scheme == "http" and parts.hostname not in LOCAL:
        sentence = f"GOODWORD_PUBLIC_URL is {settings.public_url}: keys and names travel in clear."
        yield Finding("public_url_not_https", "", sentence)


def _transport(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    places = {
        (parts.hostname, parts.port or 5432, parts.path)
        for schema in SCHEMAS.values()
        if (url := environment.get(f"GOODWORD_{schema.upper()}_DATABASE_URL"))
        for parts in [urlsplit(url)]
    }
    if settings.bus == "log" and len(places) > 1:
        sentence = "GOODWORD_BUS is log, and services have databases of their own: none hears"
        yield Finding("log_needs_one_database", "", f"{sentence} of another.")
    if settings.bus == "kafka" and "," in settings.kafka and settings.kafka_replication == 1:
        sentence = "Kafka has several brokers, and our topics are kept by one each"
        yield Finding("kafka_not_replicated", "", f"{sentence} (GOODWORD_KAFKA_REPLICATION is 1).")
