"""Tell an address nothing more."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.endpoints.endpoints import remove_endpoint
from referral_api.use_cases.endpoints.ask_to_mend import mended
from referral_api.use_cases.endpoints.look_up import known_endpoint


async def delete_endpoint(business_id: UUID, endpoint_id: UUID, *, session: AsyncSession) -> None:
    """Forget the endpoint, its address and its secrets; what was to be sent to it is not.
    RejectedError `not_found`."""
    row = await known_endpoint(business_id, endpoint_id, session=session, lock=True)
    await remove_endpoint(session, business_id, endpoint_id)
    await mended(row, session=session)
