"""The keys under which Google signs its tokens, fetched and remembered."""

import asyncio
from typing import Final

from goodword.errors import PermanentError, TransientError
from goodword.outbound import open_client
from referral_api.domain.businesses.rates import Rates
from referral_api.sources.calling import Caller

CERTIFICATES: Final = "https://www.googleapis.com/oauth2/v3/certs"
FRESH_S = 3600.0
"""Google shows a new key long before it signs with it."""

AGAIN_S = 60.0
"""While Google is away it is asked once a minute."""


class GoogleKeys:
    """A JSON Web Key Set as Google shows it."""

    def __init__(self, url: str = CERTIFICATES, *, private: bool = False) -> None:
        self._url, self._private = url, private
        self._pace = Rates(1, burst=5)
        self._kept: tuple[float, bytes] | None = None

    async def current(self) -> bytes:
        """The keys, of at most an hour ago; older ones where Google is away. TransientError where
        there are none yet."""
        now = asyncio.get_running_loop().time()
        if self._kept and now - self._kept[0] < FRESH_S:
            return self._kept[1]
        try:
            self._kept = now, await self._fetched()
        except (TransientError, PermanentError) as error:
            if self._kept is None:
                raise TransientError("Google's keys cannot be had now") from error
            self._kept = now - FRESH_S + AGAIN_S, self._kept[1]
        return self._kept[1]

    async def _fetched(self) -> bytes:
        async with open_client(private=self._private) as http:
            keys = await Caller(http, self._pace, who="google", headers={}).get(self._url)
        if keys is None:
            raise TransientError("Google shows no keys")
        return keys
