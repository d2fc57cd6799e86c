"""`operator.env`: the environment in which `goodword` commands reach what runs on a data folder."""

import shlex
from pathlib import Path

from goodword.settings import PREFIX
from standalone import private
from standalone.keys import Keys
from standalone.postgres import EmbeddedPostgres
from standalone.wiring import app_url, owner_urls


def write_operator_env(file: Path, server: EmbeddedPostgres, keys: Keys) -> None:
    """Written anew at each start, since PostgreSQL's port is another one each time."""
    values = {
        "SECRET_KEYS": keys.secret_keys,
        "HASH_KEY": keys.hash_key,
        "OPERATOR_TOKEN": keys.operator_token,
    }
    for schema, url in owner_urls(server, keys).items():
        values[f"{schema.upper()}_OWNER_URL"] = url
        if schema != "bus":
            values[f"{schema.upper()}_DATABASE_URL"] = app_url(server, keys, schema)
    lines = [f"{PREFIX}{name}={shlex.quote(value)}" for name, value in values.items()]
    private.write_text(file, "\n".join([*lines, ""]))
