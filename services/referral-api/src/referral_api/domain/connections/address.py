"""Where a sender posts to."""

from uuid import UUID

from goodword import ids


def address(public_url: str, connection_id: UUID) -> str:
    """The URL of a connection, as its sender is given it; `public_url` has no slash at its end."""
    return f"{public_url}/webhooks/{ids.show('con', connection_id)}"
