"""All looks, one after another: each service whose database the environment names."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goodword.database import Database, ServiceSchema, is_retryable
from goodword.database.failures import sqlstate
from goodword.doctor.database import look_at_migrations, look_at_server
from goodword.doctor.disk import look_at_disks
from goodword.doctor.finding import Finding
from goodword.doctor.jobs import look_at_jobs
from goodword.doctor.kafka import look_at_kafka
from goodword.doctor.log import look_at_log
from goodword.doctor.rights import look_at_rights
from goodword.doctor.settings import look_at_settings
from goodword.errors import GoodwordError
from goodword.settings import Settings, SettingsError, load

Looks = Sequence[Callable[[Any, Database], AsyncIterator[Finding]]]
"""Each is given the service's settings, of its own class, and its database."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A service as it wants to be looked at; `looks` are those that only it can make."""

    service: str
    schema: ServiceSchema
    settings: type[Settings]
    looks: Looks = ()


@dataclass(slots=True)
class Report:
    """What was found, at which services, and which were left out for lack of their URL."""

    findings: list[Finding] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


async def examine(
    services: Sequence[Examined], environment: Mapping[str, str], *, least_free_mib: int
) -> Report:
    """Look at everything. Nothing is changed, and one look that fails keeps no other from going on.

    GoodwordError where the environment names no database at all.
    """
    report = Report()
    for service in services:
        name = f"GOODWORD_{service.schema.name.upper()}_DATABASE_URL"
        if not environment.get(name):
            report.left_out[service.service] = name
    if len(report.left_out) == len(services):
        raise GoodwordError(
            f"None of {', '.join(report.left_out.values())} is set: run this where a service runs,"
            " in its environment."
        )
    report.findings += look_at_disks(environment, least_free_mib)
    _look_at_common(report, environment)
    for service in services:
        if service.service not in report.left_out:
            report.looked_at.append(service.service)
            await _look_at(service, report)
    return report


def _look_at_common(report: Report, environment: Mapping[str, str]) -> None:
    try:
        report.findings += look_at_settings(load(Settings), environment)
    except SettingsError:
        return  # each service says it of itself


async def _look_at(service: Examined, report: Report) -> None:
    try:
        settings = load(service.settings)
    except SettingsError as error:
        report.findings += [
            Finding("setting_wrong", service.service, sentence)
            for sentence in str(error).splitlines()
        ]
        return
    url = getattr(settings, f"{service.schema.name}_database_url").get_secret_value()
    db = Database(url, service=service.service, schema=service.schema.name, pool_size=2)
    try:
        await _look_at_database(service, settings, db, report)
    finally:
        await db.close()


async def _look_at_database(
    service: Examined, settings: Settings, db: Database, report: Report
) -> None:
    """Nothing more is looked at in a database that is away, or that has other tables than ours."""
    try:
        missing = [finding async for finding in look_at_migrations(db, service.schema)]
    except Exception as error:
        if not _is_away(error):
            raise
        sentence = f"PostgreSQL does not let us in ({_cause(error)})."
        report.findings.append(Finding("database_unreachable", service.service, sentence))
        return
    report.findings += missing
    if missing:
        return
    for look in (
        look_at_server(db, settings),
        look_at_rights(db, service.schema),
        look_at_log(db, settings),
        look_at_kafka(db, settings),
        look_at_jobs(db),
        *(own(settings, db) for own in service.looks),
    ):
        await _add(look, service.service, report)


async def _add(look: AsyncIterator[Finding], service: str, report: Report) -> None:
    try:
        async for finding in look:
            report.findings.append(finding)
    except Exception as error:  # what else is wrong may be why, and is said too
        sentence = f"One look ended early: {_cause(error)}."
        report.findings.append(Finding("look_failed", service, sentence))


def _is_away(error: Exception) -> bool:
    """Not there, or not for us: SQLSTATE classes 28 and 3D are a wrong password and no database."""
    return is_retryable(error) or (sqlstate(error) or "")[:2] in ("28", "3D")


def _cause(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    cause = getattr(cause, "__cause__", None) or cause
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}"[:200]
