"""Asking HubSpot for deals and their contacts (CRM API v3, with an app's access token)."""

import json
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from goodword.errors import PermanentError, TransientError
from referral_api.domain.connections.wanted import Fetched, Wanted
from referral_api.ports import Asking
from referral_api.sources.calling import Caller
from referral_api.sources.hubspot.deals import CODE_FIELD, ObjectId

ADDRESS = "https://api.hubapi.com"
OF_DEAL = ("amount", "deal_currency_code", "closedate", "hs_is_closed_won", "hubspot_owner_id")
OF_CONTACT = ("email", "phone", "mobilephone", "firstname", "lastname")


class _Link(BaseModel):
    id: ObjectId


class _Links(BaseModel):
    results: list[_Link] = []


class _Associations(BaseModel):
    contacts: _Links = _Links()


class _Known(BaseModel):
    id: ObjectId
    updated_at: str = Field(alias="updatedAt", min_length=1, max_length=40)
    associations: _Associations = _Associations()

    @property
    def contact_id(self) -> int | None:
        """The first that is named; HubSpot says of none that it is the one who buys."""
        return next((each.id for each in self.associations.contacts.results), None)


class HubSpotClient:
    """Deals by number, each with a contact of its."""

    def __init__(self, asking: Asking, address: str = ADDRESS) -> None:
        try:
            token = asking.credentials["access_token"]
        except KeyError as error:
            raise PermanentError(f"the connection lacks its {error.args[0]}") from error
        self._objects = f"{address}/crm/v3/objects"
        self._code_field = asking.settings.get("code_field") or CODE_FIELD
        who, headers = str(asking.connection_id), {"authorization": f"Bearer {token}"}
        self._caller = Caller(asking.http, asking.pace, who=who, headers=headers)

    async def fetch(self, wanted: Wanted) -> Fetched | None:
        """A deal as it is now, with its first contact."""
        query = {"properties": self._wanted(OF_DEAL), "associations": "contacts"}
        deal = await self._object(f"deals/{int(wanted.id)}", query)
        if deal is None:
            return None
        try:
            known = _Known.model_validate(deal)
        except ValidationError as error:
            raise TransientError("HubSpot's answer is no deal") from error
        contact = await self._contact(known.contact_id) if known.contact_id else None
        body = json.dumps({"deal": deal, "contact": contact}).encode()
        return Fetched("deal", str(known.id), known.updated_at, body)

    async def _contact(self, contact_id: int) -> Any:
        return await self._object(
            f"contacts/{contact_id}", {"properties": self._wanted(OF_CONTACT)}
        )

    async def _object(self, path: str, query: dict[str, str]) -> Any:
        body = await self._caller.get(f"{self._objects}/{path}", query)
        try:
            return None if body is None else json.loads(body, parse_float=str)
        except (ValueError, RecursionError) as error:
            raise TransientError("HubSpot's answer is not JSON") from error

    def _wanted(self, properties: tuple[str, ...]) -> str:
        return ",".join((*properties, self._code_field))
