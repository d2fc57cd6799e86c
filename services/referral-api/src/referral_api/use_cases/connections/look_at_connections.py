"""What `goodword doctor` says of connections, webhooks and what businesses have set up."""

from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit
from uuid import UUID

from goodword import ids
from goodword.database import Database
from goodword.doctor import Finding
from goodword.errors import PermanentError
from goodword.seal import Sealer
from referral_api.db.businesses.businesses import businesses_of, page_of_businesses
from referral_api.db.businesses.set_ups import doubtful_set_ups
from referral_api.db.connections.delivery_upkeep import queue_standing
from referral_api.db.connections.standing import sealed_secrets, silent_connections
from referral_api.domain.page import Page

BUSINESSES = 100
"""Looked at in one transaction."""

QUEUED_S = 300.0
"""Above this readiness is red, too."""


async def look_at_deliveries(db: Database) -> AsyncIterator[Finding]:
    """Webhooks of all businesses."""
    async with db.begin() as session:
        queue = await queue_standing(session)
    if queue.oldest_received_s > QUEUED_S:
        sentence = f"The oldest webhook has not been applied for {queue.oldest_received_s:.0f} s."
        yield Finding("deliveries_stuck", db.service, sentence)
    if queue.failed:
        yield Finding("deliveries_failed", db.service, f"{queue.failed} webhooks failed.")


async def look_at_connections(db: Database, sealer: Sealer) -> AsyncIterator[Finding]:
    """Connections that were never heard of, or whose secrets no key opens; providers and channels
    that their workers refuse, or do not look at."""
    async for businesses in _businesses(db):
        async with db.begin(businesses) as session:
            silent = await silent_connections(session)
            secrets = await sealed_secrets(session)
            doubtful = await doubtful_set_ups(session)
        for row in silent:
            shown = ids.show("con", row.id)
            sentence = f"{shown} ({row.source}) has never brought a webhook that was signed well."
            yield Finding("connection_silent", db.service, sentence)
        for row in secrets:
            if not _opens(sealer, row.secret):
                shown = ids.show("con", row.id)
                sentence = f"No key of ours opens the secret of {shown} ({row.source})."
                yield Finding("secret_unreadable", db.service, sentence)
        for row in doubtful:
            shown = ids.show("biz", row.business_id)
            code = "set_up_unchecked" if row.ok is None else "set_up_refused"
            words = "has been looked at by nobody" if row.ok is None else "is refused"
            yield Finding(code, db.service, f"{row.kind} of {shown} {words}.")


async def look_at_public_url(db: Database, public_url: str) -> AsyncIterator[Finding]:
    """Links to this machine, in letters to real people."""
    if urlsplit(public_url).hostname not in ("localhost", "127.0.0.1", "::1"):
        return
    async for businesses in _businesses(db):
        async with db.begin(businesses) as session:
            rows = await businesses_of(session, businesses)
        if any(row.mode == "live" for row in rows.values()):
            sentence = f"GOODWORD_PUBLIC_URL is {public_url}, and a business is in live mode."
            yield Finding("public_url_local", db.service, sentence)
            return


async def _businesses(db: Database) -> AsyncIterator[Sequence[UUID]]:
    page = Page(limit=BUSINESSES, ascending=True)
    while True:
        async with db.begin() as session:
            found = await page_of_businesses(session, page)
        shown = found[:BUSINESSES]
        if shown:
            yield shown
        if len(found) <= BUSINESSES:
            return
        page = Page(limit=BUSINESSES, ascending=True, after=shown[-1])


def _opens(sealer: Sealer, sealed: str) -> bool:
    try:
        sealer.open(sealed)
    except PermanentError:
        return False
    return True
