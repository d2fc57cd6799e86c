"""The `goodword` command: the kernel's own commands, and those of every service that is installed.

It imports no service: each registers a typer app under the entry-point group `goodword.commands`.
"""

import sys
from importlib.metadata import entry_points

import typer

from goodword.cli import database, doctor, jobs, parked, schemas, secrets, version
from goodword.cli.services import GROUP
from goodword.errors import GoodwordError, RejectedError

OWN = (
    version.app,
    secrets.app,
    database.app,
    doctor.app,
    parked.app,
    jobs.app,
    schemas.app,
)
"""The kernel's own commands; a new file of them is one line here."""


def main() -> None:
    """Run one command; what a GoodwordError says is all that is printed of it, with exit code 1."""
    try:
        command()(prog_name="goodword")
    except GoodwordError as error:
        print(f"goodword: {error}", file=sys.stderr)
        for problem in error.problems if isinstance(error, RejectedError) else ():
            print(f"  {problem.pointer}: {problem.detail}", file=sys.stderr)
        sys.exit(1)


def command() -> typer.Typer:
    """All commands that this installation has, side by side."""
    app = typer.Typer(
        help="Goodword: the referral backend a business runs itself.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for own in OWN:
        app.add_typer(own)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        app.add_typer(entry.load())
    return app
