"""`goodword doctor`: what is wrong with this installation, and what to do about it."""

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from goodword.cli.printing import AsJson
from goodword.cli.services import examined
from goodword.doctor import Report, examine

app = typer.Typer()


@app.command("doctor")
def doctor(
    as_json: AsJson = False,
    min_free_mib: Annotated[
        int, typer.Option(min=0, help="Room that the disks of our folders must have.")
    ] = 1024,
) -> None:
    """Look at settings, databases, the log, Kafka, jobs, the ledger, connections and mail; exit
    code 1 where anything is wrong. Changes nothing."""
    services = list(examined())
    report = asyncio.run(examine(services, os.environ, least_free_mib=min_free_mib))
    for line in in_json(report) if as_json else in_words(report):
        typer.echo(line)
    if report.findings:
        raise typer.Exit(1)


def in_json(report: Report) -> Iterator[str]:
    """For machines: one document."""
    told = {
        "healthy": not report.findings,
        "findings": [asdict(finding) for finding in report.findings],
        "looked_at": report.looked_at,
        "left_out": report.left_out,
    }
    yield json.dumps(told, indent=2, ensure_ascii=False)


def in_words(report: Report) -> Iterator[str]:
    """For people: each finding, and below it what to do."""
    for finding in report.findings:
        whose = f"{finding.service}: " if finding.service else ""
        yield f"{finding.code}  {whose}{finding.sentence}"
        yield f"    {finding.advice}"
    for service, name in report.left_out.items():
        yield f"not looked at: {service} ({name} is not set)"
    found = len(report.findings) or "nothing"
    yield f"found wrong: {found} (looked at {', '.join(report.looked_at)})"
