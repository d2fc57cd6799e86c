"""Statements on `set_up`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import next_tx
from goodword.events import SettingsChanged

_SAVE = text(f"""
    insert into set_up (business_id, kind, version, body, sealed, ok, errors)
    select b, k, v, body::jsonb, sealed, ok, errors::jsonb from unnest(
        cast(:businesses as uuid[]), cast(:kinds as text[]), cast(:versions as int[]),
        cast(:bodies as text[]), cast(:sealed as text[]), cast(:oks as bool[]),
        cast(:errors as text[])
    ) as e (b, k, v, body, sealed, ok, errors) order by 1, 2
    on conflict (business_id, kind) do update set
        version = excluded.version, body = excluded.body, sealed = excluded.sealed,
        ok = excluded.ok, errors = excluded.errors, seq = set_up.seq + 1,
        last_tx = {next_tx("set_up.last_tx")}
    where excluded.version > set_up.version
    returning business_id, kind, version, ok, errors, seq, last_tx
""")  # noqa: S608 a constant of the kernel
_NOTE = text(f"""
    update set_up set ok = :ok, errors = cast(:errors as jsonb), seq = seq + 1,
        last_tx = {next_tx()}
    where business_id = :business_id and kind = :kind and version = :version
      and (:asked or ok <> :ok or errors <> cast(:errors as jsonb))
    returning business_id, kind, version, ok, errors, seq, last_tx
""")  # noqa: S608  # a constant of the kernel
_OF = text("""
    select business_id, kind, version, body, sealed, ok from set_up
    where business_id = any(cast(:ids as uuid[])) and kind like :family and body is not null
""")


@dataclass(frozen=True, slots=True)
class Checked:
    """A set-up as it came, and what is wrong with it."""

    changed: SettingsChanged
    errors: tuple[str, ...]


async def save(session: AsyncSession, checked: Sequence[Checked]) -> Sequence[Row[Any]]:
    """Keep what is newer than ours, one of each key; the rows that changed."""
    told = [one.changed for one in checked]
    rows = await session.execute(
        _SAVE,
        {
            "businesses": [one.business_id for one in told],
            "kinds": [one.kind for one in told],
            "versions": [one.version for one in told],
            "bodies": [_json(one.body) if one.body is not None else None for one in told],
            "sealed": [one.sealed for one in told],
            "oks": [not one.errors for one in checked],
            "errors": [_json(one.errors) for one in checked],
        },
    )
    return rows.all()


async def note(
    session: AsyncSession,
    key: tuple[UUID, str, int],
    errors: Sequence[str],
    *,
    asked: bool,
) -> Row[Any] | None:
    """What was found of this (business, kind, version), where that is news or was asked for."""
    business_id, kind, version = key
    parameters = {
        "business_id": business_id,
        "kind": kind,
        "version": version,
        "ok": not errors,
        "errors": _json(errors),
        "asked": asked,
    }
    row: Row[Any] | None = (await session.execute(_NOTE, parameters)).one_or_none()
    return row


async def of_businesses(
    session: AsyncSession, businesses: Iterable[UUID], family: str
) -> Sequence[Row[Any]]:
    """What these businesses have set up of a family."""
    wanted = {"ids": list(businesses), "family": f"{family}-%"}
    return (await session.execute(_OF, wanted)).all()


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
