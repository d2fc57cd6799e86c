"""Whose hand gives a command."""

import os
import pwd
import re

_UNFIT = re.compile(r"[^A-Za-z0-9._@-]")
MAX_CHARS = 64


def hand() -> str:
    """`cli:` and the system's name of whoever runs this, as facts and the audit name them.

    By the process's own user id, since anybody may set what the environment says of it.
    """
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user need not have a name
        name = f"uid-{os.getuid()}"
    return f"cli:{_UNFIT.sub('_', name)[:MAX_CHARS]}"
