"""What is said of a set-up."""

from typing import Any

from goodword.events import SettingsChanged, SettingsTestRequested


def settings_changed(row: Any) -> SettingsChanged:
    """The event that says a set-up's row."""
    return SettingsChanged(
        business_id=row.business_id,
        kind=row.kind,
        version=row.version,
        body=row.body,
        sealed=row.sealed,
    )


def test_requested(row: Any, actor: str) -> SettingsTestRequested:
    """The event that asks a worker to try a set-up; `actor` an API key's id or
    the operator."""
    return SettingsTestRequested(
        business_id=row.business_id, kind=row.kind, version=row.version, actor=actor
    )
