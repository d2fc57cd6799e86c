"""Opening Tremendous for a business, with what it has set up."""

from collections.abc import Mapping
from uuid import UUID

from goodword.errors import PermanentError
from goodword.setups import TremendousSetUp
from rewards_worker.ports import Means, OpenedFor
from rewards_worker.providers.api import Api
from rewards_worker.providers.tremendous.client import TremendousProvider
from rewards_worker.providers.tremendous.orders import Terms
from rewards_worker.providers.tremendous.pace import Pace

URLS = {
    "production": "https://api.tremendous.com/api/v2",
    "testflight": "https://testflight.tremendous.com/api/v2",
}
"""Where its environments are. Not for a business to say: we would call whatever it names."""


class TremendousOpener:
    """Opens it anew for each use, but with one pace for each business, as Tremendous counts."""

    def __init__(self, urls: Mapping[str, str] = URLS) -> None:
        self._urls = urls
        self._paces: dict[UUID, Pace] = {}

    def __call__(self, opened_for: OpenedFor, means: Means) -> TremendousProvider:
        form = opened_for.form
        if not isinstance(form, TremendousSetUp):
            raise PermanentError("tremendous needs to be set up: PUT /v1/providers/tremendous")
        url = self._urls[form.environment]
        api = Api(url, form.api_key.get_secret_value(), means.client)
        pace = self._paces.setdefault(opened_for.business_id, Pace())
        return TremendousProvider(api, terms_of(form), pace)


def terms_of(form: TremendousSetUp) -> Terms:
    return Terms(
        products={str(kind): products for kind, products in form.products.items()},
        campaign_id=form.campaign_id,
        funding_source_id=form.funding_source_id,
        method=form.delivery,
        sender_name=form.sender_name,
    )
