"""The platform's list of all businesses."""

from goodword.database import Database, scope
from referral_api.db.businesses.businesses import businesses_of, page_of_businesses
from referral_api.db.pages import Paged
from referral_api.domain.page import Page


async def list_businesses(page: Page, *, db: Database) -> Paged:
    """One page, whosever they are; only for who holds the operator's token."""
    async with db.begin() as session:
        found = await page_of_businesses(session, page)
        shown = found[: page.limit]
        await scope(session, shown)
        rows = await businesses_of(session, shown)
    return Paged([rows[each] for each in shown], len(found) > page.limit)
