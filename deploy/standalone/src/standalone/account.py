"""Whom PostgreSQL runs as, since it refuses root."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from goodword.errors import GoodwordError
from standalone.child import succeeds

NOBODY = 65534
"""The account without rights that every Linux has."""

IN_A_USER_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
"""Inside, we are user 1000; on disk, files stay ours."""


@dataclass(frozen=True, slots=True)
class Account:
    """`run_as` is what its commands are put behind; `uid` owns the files it writes."""

    run_as: tuple[str, ...]
    uid: int


async def account_for(data: Path, *, cluster: Path, program: Path) -> Account:
    """The account that can run `program` on `data`, where `cluster` is or will be.

    We ourselves, unless we are root: then whoever owns the cluster, else a user namespace, else
    nobody, if nobody can reach the folder: the rights of folders that are not ours stay as they
    are. GoodwordError says what to do where none of these works.
    """
    if os.geteuid() != 0:
        return Account((), os.geteuid())
    owner = _owner(cluster)
    if not owner and await succeeds((*IN_A_USER_NAMESPACE, "true")):
        return Account(IN_A_USER_NAMESPACE, 0)
    if owner == 0:
        raise GoodwordError(
            f"PostgreSQL does not run as root, and this machine no longer allows the user namespace"
            f" that made {cluster}: give that folder to an ordinary user (chown -R)."
        )
    uid = owner or NOBODY
    run_as = ("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--")
    if not await _reaches(run_as, data, program):
        raise GoodwordError(
            f"PostgreSQL does not run as root, this machine allows no user namespaces, and user"
            f" {uid} cannot reach {data} or {program}: run Goodword as an ordinary user, or keep"
            f" it and its data (GOODWORD_DATA) in folders that everybody may enter."
        )
    return Account(run_as, uid)


def _owner(cluster: Path) -> int | None:
    return cluster.stat().st_uid if cluster.exists() else None


async def _reaches(run_as: Sequence[str], data: Path, program: Path) -> bool:
    return await succeeds((*run_as, "test", "-x", data, "-a", "-x", program))
