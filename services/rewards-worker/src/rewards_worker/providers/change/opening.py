"""Opening Change for a business, with what it has set up."""

from base64 import b64encode

from goodword.errors import PermanentError
from goodword.setups import ChangeSetUp
from rewards_worker.ports import Means, OpenedFor
from rewards_worker.providers.api import Api
from rewards_worker.providers.change.client import ChangeProvider

URL = "https://api.getchange.io"
"""Where it is, for live keys and test keys alike. Not for a business to say: we would call whatever
it names."""


class ChangeOpener:
    """Opens it anew for each use."""

    def __init__(self, url: str = URL) -> None:
        self._url = url

    def __call__(self, opened_for: OpenedFor, means: Means) -> ChangeProvider:
        form = opened_for.form
        if not isinstance(form, ChangeSetUp):
            raise PermanentError("change needs to be set up: PUT /v1/providers/change")
        keys = f"{form.public_key}:{form.secret_key.get_secret_value()}".encode()
        token = b64encode(keys).decode()
        return ChangeProvider(Api(self._url, token, means.client, scheme="Basic"), form.charities)
