"""A provider's HTTP API: where it is, and what lets us in."""

from dataclasses import dataclass, field

import httpx

from goodword.errors import PermanentError
from rewards_worker.providers.exchange import CONNECT_TIMEOUT_S, TIMEOUT_S, Answer, exchange


@dataclass(frozen=True, slots=True)
class Api:
    """JSON goes in and comes out; errors as those of `exchange`. `scheme` is how `token` is meant:
    as a bearer token, or (`Basic`) as a name and a password in base64."""

    base_url: str
    token: str = field(repr=False)
    client: httpx.AsyncClient = field(repr=False)
    timeout_s: float = TIMEOUT_S
    scheme: str = "Bearer"

    async def call(self, method: str, path: str, body: bytes | None = None) -> Answer:
        """One request, sent once."""
        try:
            request = self.client.build_request(
                method,
                f"{self.base_url.rstrip('/')}{path}",
                content=body,
                headers={
                    "authorization": f"{self.scheme} {self.token}",
                    "accept-encoding": "identity",
                    "content-type": "application/json",
                },
                timeout=httpx.Timeout(self.timeout_s, connect=CONNECT_TIMEOUT_S),
            )
        except (httpx.InvalidURL, UnicodeEncodeError):
            # Without its words, which repeat the address or the token.
            raise PermanentError("the provider's address or token cannot be used") from None
        return await exchange(self.client, request, timeout_s=self.timeout_s)
