"""Room on the disks that settings name."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from goodword.doctor.finding import Finding

FOLDERS = ("GOODWORD_DATA", "GOODWORD_MAIL_TARGET", "GOODWORD_MAIL_TEST_FOLDER")


def look_at_disks(environment: Mapping[str, str], least_free_mib: int) -> Iterator[Finding]:
    """Folders of this machine with less room than that. PostgreSQL tells nobody of its own disk but
    to who is on that machine: `DiskFills` of the alerts watches there."""
    for name in FOLDERS:
        folder = Path(environment.get(name, ""))
        if not environment.get(name) or not folder.is_dir():
            continue
        free_mib = shutil.disk_usage(folder).free >> 20
        if free_mib < least_free_mib:
            yield Finding("disk_full", "", f"{free_mib} MiB are free where {name} is ({folder}).")
