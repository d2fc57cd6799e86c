"""Asking Google for a review: by an access token that the owner's consent gives, for an hour."""

from typing import Final

from pydantic import BaseModel, Field, ValidationError

from goodword.errors import PermanentError, TransientError
from referral_api.domain.connections.wanted import Fetched, Wanted
from referral_api.ports import Asking
from referral_api.sources.calling import Caller

API: Final = "https://mybusiness.googleapis.com/v4"
TOKENS: Final = "https://oauth2.googleapis.com/token"
_CREDENTIALS: Final = ("client_id", "client_secret", "refresh_token")


class _Token(BaseModel):
    access_token: str = Field(min_length=1, max_length=4000)


class _Known(BaseModel):
    name: str
    updated_at: str = Field(alias="updateTime", min_length=1, max_length=40)


class GoogleClient:
    """Reviews by their names, `accounts/…/locations/…/reviews/…`."""

    def __init__(self, asking: Asking, api: str = API, tokens: str = TOKENS) -> None:
        try:
            self._consent = {name: asking.credentials[name] for name in _CREDENTIALS}
        except KeyError as error:
            raise PermanentError(f"the connection lacks its {error.args[0]}") from error
        self._asking, self._api, self._tokens = asking, api, tokens

    async def fetch(self, wanted: Wanted) -> Fetched | None:
        """A review as it is now."""
        headers = {"authorization": f"Bearer {await self._token()}"}
        body = await self._caller(headers).get(f"{self._api}/{wanted.id}")
        if body is None:
            return None
        try:
            known = _Known.model_validate_json(body)
        except ValidationError as error:
            raise TransientError("Google's answer is no review") from error
        return Fetched(wanted.kind, wanted.id, known.updated_at, body)

    async def _token(self) -> str:
        form = {"grant_type": "refresh_token", **self._consent}
        body = await self._caller({}).post_form(self._tokens, form)
        try:
            return _Token.model_validate_json(body or b"").access_token
        except ValidationError as error:
            raise TransientError("Google's answer is no token") from error

    def _caller(self, headers: dict[str, str]) -> Caller:
        who = str(self._asking.connection_id)
        return Caller(self._asking.http, self._asking.pace, who=who, headers=headers)
