"""A delivery that was claimed, with what its source makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import structlog
from sqlalchemy import Row

from referral_api.db.connections.deliveries import Settled
from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.domain.connections.delivery import (
    MAX_REASON_LENGTH,
    Ignored,
    ReportedFact,
    Translation,
    UnreadableError,
)
from referral_api.domain.connections.trial import harmless
from referral_api.ports import Source

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that is about to be applied; `test` where we sent it ourselves."""

    business_id: UUID
    id: UUID
    source: str
    topic: str
    raw: bytes
    traceparent: str | None = None
    attempts: int = 0
    version: int = 1
    expired: bool = False
    settings: ConnectionSettings = field(default_factory=lambda: NO_SETTINGS)
    test: bool = False

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**row._mapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """`said` is None where it was not understood, for the `reason`."""

    business_id: UUID
    id: UUID
    topic: str
    traceparent: str | None
    attempts: int
    version: int
    has_waited_out: bool
    said: Translation | None
    reason: str | None = None

    @property
    def facts(self) -> tuple[ReportedFact, ...]:
        """What it reports, where it was understood and is not ignored."""
        return self.said if isinstance(self.said, tuple) else ()

    @property
    def type(self) -> str:
        """What traces and logs call it."""
        return f"delivery {self.topic}"


def translate(row: Claimed, sources: Mapping[str, Source]) -> Translated:
    """What a claimed delivery says. Never raises: one that nobody understands is kept as failed."""
    said: Translation | None = None
    reason = None
    try:
        said = sources[row.source].translate(row.topic, bytes(row.raw), row.settings)
        said = harmless(said) if row.test else said
    except UnreadableError as error:
        reason = str(error)
    except Exception as error:
        log.exception("delivery not understood", delivery_id=str(row.id))
        reason = f"Its source failed to read it ({type(error).__name__}); see the log."
    return Translated(
        business_id=row.business_id,
        id=row.id,
        topic=row.topic,
        traceparent=row.traceparent,
        attempts=row.attempts,
        version=row.version,
        has_waited_out=row.expired,
        said=said,
        reason=reason,
    )


def failed(each: Translated, reason: str, facts: tuple[str, ...] = ()) -> Settled:
    return _settled(each, "failed", reason, facts)


def ignored(each: Translated, why: Ignored) -> Settled:
    return _settled(each, "ignored", why.reason, ())


def applied(each: Translated, facts: tuple[str, ...], reason: str | None = None) -> Settled:
    return _settled(each, "applied", reason, facts)


def _settled(each: Translated, status: str, reason: str | None, facts: tuple[str, ...]) -> Settled:
    return Settled(
        business_id=each.business_id,
        id=each.id,
        status=status,
        # It may quote the sender, and PostgreSQL takes no NUL.
        reason=reason[:MAX_REASON_LENGTH].replace("\0", "\ufffd") if reason else None,
        facts=facts,
    )
