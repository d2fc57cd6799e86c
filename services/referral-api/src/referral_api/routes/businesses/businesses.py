"""`/v1/business` for the business itself, `/v1/businesses` for the platform."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import Field, StringConstraints
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import BusinessId
from referral_api.db.businesses.businesses import business_of
from referral_api.domain.businesses.slugs import SLUG
from referral_api.domain.fields import (
    CurrencyCode,
    Email,
    Locale,
    TimeZone,
)
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.refs import Place
from referral_api.routes.auth import AdminCaller, Platform, ReadCaller
from referral_api.routes.businesses.parameters import Parameters
from referral_api.routes.conventions.answers import created, ok, shown
from referral_api.routes.conventions.idempotency import PLATFORM, ChangeDep, OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import (
    ListOf,
    Metadata,
    MetadataChange,
    Object,
    Prose,
    unchanged,
)
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.businesses.change_business import change_business
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key
from referral_api.use_cases.businesses.create_business import create_business
from referral_api.use_cases.businesses.list_businesses import list_businesses
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["business"])


class NewBusiness(Body):
    """A tenant. `mode` is for life: test businesses send to sandbox and console only."""

    name: Line
    mode: Literal["live", "test"]
    slug: Annotated[str, StringConstraints(pattern=SLUG)] | None = Field(
        default=None, description="its name in links; made from `name` where it is not given"
    )
    industry: Line | None = None
    place: Place = Place()
    time_zone: TimeZone = "UTC"
    locale: Locale = "en"
    currency: CurrencyCode = "USD"
    postal_address: Prose | None = None
    from_email: Email | None = None
    from_name: Line | None = None
    reply_to: Email | None = None
    contact_email: Email | None = None
    parameters: Parameters = Parameters()
    metadata: Metadata = Field(default_factory=dict)


class BusinessChange(Body):
    """What is not there stays as it is; null empties a field that may be empty."""

    name: Line = unchanged()
    industry: Line | None = unchanged()
    place: Place = unchanged()
    time_zone: TimeZone = unchanged()
    locale: Locale = unchanged()
    currency: CurrencyCode = unchanged()
    postal_address: Prose | None = unchanged()
    from_email: Email | None = unchanged()
    from_name: Line | None = unchanged()
    reply_to: Email | None = unchanged()
    contact_email: Email | None = unchanged()
    parameters: Parameters = unchanged()
    metadata: MetadataChange = unchanged()


class BusinessObject(Object):
    """A business as it is."""

    id: BusinessId
    object: Literal["business"] = "business"
    name: str
    slug: str
    mode: Literal["live", "test"]
    industry: str | None
    place: Place
    time_zone: str
    locale: str
    currency: str
    postal_address: str | None
    from_email: str | None
    from_name: str | None
    reply_to: str | None
    contact_email: str | None
    parameters: Parameters

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        place = Place(country=row.country, region=row.region)
        columns = {**row._mapping, "id": row.business_id, "place": place}
        return cls.model_validate(columns)


class CreatedBusiness(BusinessObject):
    """A business with its first key, of every scope, which is shown this once."""

    api_key: str


def columns_of(body: NewBusiness | BusinessChange) -> dict[str, Any]:
    """The columns that a body sets; a change sets only what it names."""
    named = isinstance(body, BusinessChange)
    columns = body.model_dump(exclude_unset=named)
    if "place" in columns:
        place = columns.pop("place")
        columns |= {"country": place.get("country"), "region": place.get("region")}
    if not named:
        columns["parameters"] = body.parameters.model_dump(exclude_none=True)
    return columns


@router.post(
    "/v1/businesses", dependencies=[Platform], status_code=201, response_model=CreatedBusiness
)
async def post_business(body: NewBusiness, once: OnceDep) -> Response:
    """Create a business. Keep the answer's `api_key`: it is not shown again."""

    async def work(session: AsyncSession) -> Answer:
        row = await create_business(columns_of(body), session=session)
        _, token = await create_api_key(row.business_id, NewKey("First key"), session=session)
        shown_once = {**BusinessObject.of(row).model_dump(), "api_key": token}
        return created(CreatedBusiness.model_validate(shown_once), row.version)

    return await once.run(PLATFORM, work)


@router.get("/v1/businesses", dependencies=[Platform], response_model=ListOf[BusinessObject])
async def get_businesses(listing: ListingDep, tools: ToolsDep) -> Response:
    """All businesses, newest first."""
    found = await list_businesses(listing.page(PLATFORM), db=tools.db)
    return shown(listing.answer(PLATFORM, found, BusinessObject.of))


@router.get("/v1/business", response_model=BusinessObject)
async def get_business(caller: ReadCaller, tools: ToolsDep) -> Response:
    """The business that the key belongs to."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await business_of(session, caller.business_id)
    return shown(BusinessObject.of(row), row.version)


@router.patch("/v1/business", response_model=BusinessObject)
async def patch_business(
    body: BusinessChange, caller: AdminCaller, change: ChangeDep, expected: IfMatch
) -> Response:
    """Change the business; its mode and slug stay."""

    async def work(session: AsyncSession) -> Answer:
        row = await change_business(caller.business_id, columns_of(body), expected, session=session)
        return ok(BusinessObject.of(row), row.version)

    return await change.run(caller.business_id, work)
