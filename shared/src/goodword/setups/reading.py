"""The forms that businesses have filled in, opened; each version is opened once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.errors import PermanentError
from goodword.mistakes import words_of
from goodword.seal import Sealer
from goodword.setups import rows
from goodword.setups.form import SetUp
from goodword.setups.registry import SET_UPS, Family, name_of

MAX_KEPT = 1024
"""Bound on the forms kept open in memory; the oldest goes first."""


def opened(kind: str, body: Mapping[str, Any], sealed: str | None, sealer: Sealer) -> SetUp:
    """The form; PermanentError, in words without any value, where it cannot be used."""
    form = SET_UPS.get(kind)
    if form is None:
        raise PermanentError(f"this version knows no {kind}")
    secrets = orjson.loads(sealer.open(sealed)) if sealed is not None else {}
    try:
        return form.join(body, secrets)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        words = (f"{'.'.join(map(str, one['loc']))}: {words_of(one)}" for one in wrong)
        raise PermanentError(" ".join(words)) from None


@dataclass(frozen=True, slots=True)
class Known:
    """What one business has set up, by name; `broken` are those that cannot be opened, `refused`
    those of which something else was wrong."""

    forms: Mapping[str, SetUp]
    versions: Mapping[str, int]
    broken: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


@dataclass
class SetUps:
    """The set-ups of one family, for as long as the process lives."""

    family: Family
    sealer: Sealer
    _kept: dict[tuple[UUID, str, int], SetUp] = field(default_factory=dict)

    async def of(self, session: AsyncSession, businesses: Iterable[UUID]) -> dict[UUID, Known]:
        """What each of these businesses has set up, with one query."""
        found: dict[UUID, list[tuple[str, int, bool, SetUp | None]]]
        found = {one: [] for one in businesses}
        for row in await rows.of_businesses(session, found, self.family):
            form = self._open(row)
            found[row.business_id].append((name_of(row.kind), row.version, row.ok, form))
        return {business_id: _known(each) for business_id, each in found.items()}

    def _open(self, row: Any) -> SetUp | None:
        key = row.business_id, row.kind, row.version
        if key not in self._kept:
            try:
                form = opened(row.kind, row.body, row.sealed, self.sealer)
            except PermanentError:
                return None  # that was said when it came
            if len(self._kept) >= MAX_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = form
        return self._kept[key]


def _known(found: Iterable[tuple[str, int, bool, SetUp | None]]) -> Known:
    each = list(found)
    return Known(
        {name: form for name, _, _, form in each if form is not None},
        {name: version for name, version, _, _ in each},
        frozenset(name for name, _, _, form in each if form is None),
        frozenset(name for name, _, ok, _ in each if not ok),
    )
