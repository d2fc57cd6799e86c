"""What routes work with; made once by `main`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from pydantic import SecretStr
from starlette.requests import Request

from goodword.database import Database
from goodword.seal import Hasher, Sealer, Signer
from referral_api.domain.businesses.rates import Rates
from referral_api.use_cases.deliveries.intake import Intake
from referral_api.use_cases.erasure.tools import Eraser


@dataclass(frozen=True, slots=True)
class Tools:
    """Database, keys, addresses and limits. `public_url` has no slash at its end."""

    db: Database
    signer: Signer
    hasher: Hasher
    sealer: Sealer
    eraser: Eraser
    public_url: str
    intake: Intake
    key_rates: Rates
    link_rates: Rates
    operator_token: SecretStr | None = None
    private_endpoints: bool = False


def _tools(request: Request) -> Tools:
    tools: Tools = request.app.state.tools
    return tools


ToolsDep = Annotated[Tools, Depends(_tools)]
