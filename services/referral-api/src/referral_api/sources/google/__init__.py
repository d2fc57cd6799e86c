"""Source `google`: reviews of a Google Business Profile, told through a push of Cloud Pub/Sub.

A push names a review and says nothing of it: it is asked for through the API. Nobody tells who
wrote it, but for the name that they show.
"""

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Setting,
)
from referral_api.domain.connections.delivery import Translation
from referral_api.sources.google.pushes import label, read_push
from referral_api.sources.google.reviews import read_review
from referral_api.sources.google.sample import sample
from referral_api.sources.google.signature import new_secret, verify
from referral_api.sources.signing import is_secret

__all__ = [
    "ABOUT",
    "KEPT_HEADERS",
    "is_secret",
    "label",
    "new_secret",
    "sample",
    "translate",
    "verify",
]

KEPT_HEADERS = ("content-type", "user-agent")

ABOUT = About(
    title="Google Business Profile",
    brings=("reviews", "people"),
    proof="Google's signed token (OIDC, RS256) for this URL and the service account of the push.",
    steps=(
        "In Google Cloud create a Pub/Sub topic, and let"
        " mybusiness-api-pubsub@system.gserviceaccount.com publish to it.",
        "Create a subscription of that topic: delivery type Push, endpoint {url}, Enable"
        " authentication with a service account, and leave the audience empty; give that service"
        " account's address to the connection as the setting service_account.",
        "By the Business Profile notifications API set the account's notificationSetting: the"
        " topic, and the types NEW_REVIEW and UPDATED_REVIEW.",
        "Create an OAuth client and have the profile's owner consent to the scope"
        " https://www.googleapis.com/auth/business.manage; give client_id, client_secret and"
        " refresh_token to the connection as credentials. The connection's own secret is for its"
        " test button alone.",
    ),
    settings=(
        Setting(
            name="service_account",
            meaning="the service account that the subscription's token is made for",
            example="push@project.iam.gserviceaccount.com",
            form=r"[a-z0-9.@_-]{5,200}",
            required=True,
        ),
    ),
    credentials=(
        Setting(
            name="client_id",
            meaning="the OAuth client's id",
            example="1234-abc.apps.googleusercontent.com",
            form=r"[!-~]{5,300}",
        ),
        Setting(
            name="client_secret",
            meaning="the OAuth client's secret",
            example="GOCSPX-abc",
            form=r"[!-~]{5,300}",
        ),
        Setting(
            name="refresh_token",
            meaning="what the owner's consent gave",
            example="1//0abc",
            form=r"[!-~]{5,1000}",
        ),
    ),
)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """The review that a push names, or what a review says that was asked for."""
    return read_review(body) if topic == "fetched/review" else read_push(body)
