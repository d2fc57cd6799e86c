"""A review as Google's API gives it: stars in words, and whoever shows what name."""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from goodword.moments import Moment
from referral_api.domain.connections.delivery import Translation
from referral_api.domain.relationships.bodies import ReviewBody
from referral_api.sources.reading import line, read, shaped

SOURCE: Final = "google"
REVIEWER: Final = "google_reviewer"
MAX_TEXT_CHARS = 5000

Stars = Literal["ONE", "TWO", "THREE", "FOUR", "FIVE"]
_STARS: Final[dict[Stars, int]] = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}


class _Reviewer(BaseModel):
    display_name: str | None = Field(default=None, alias="displayName")
    is_anonymous: bool = Field(default=False, alias="isAnonymous")


class _Review(BaseModel):
    name: str = Field(min_length=1, max_length=255)
    stars: str | None = Field(default=None, alias="starRating")
    comment: str | None = None
    reviewer: _Reviewer = _Reviewer()
    created_at: Moment = Field(alias="createTime")
    updated_at: Moment | None = Field(default=None, alias="updateTime")

    @property
    def latest(self) -> datetime:
        return max(self.updated_at or self.created_at, self.created_at)


def read_review(body: bytes) -> Translation:
    """What it says; a rating that Google has not yet is none."""
    said = read(_Review, body)
    person: dict[str, Any] = {"external_id": {"source": REVIEWER, "id": said.name}}
    shown = None if said.reviewer.is_anonymous else line(said.reviewer.display_name)
    if shown:
        person["name"] = shown
    told: dict[str, Any] = {
        "source": SOURCE,
        "external_id": said.name,
        "person_ref": person,
        "text": (said.comment or "").strip()[:MAX_TEXT_CHARS] or None,
        "written_at": said.created_at,
        "updated_at": said.latest,
    }
    stars = next((number for word, number in _STARS.items() if word == said.stars), None)
    if stars is not None:
        told["rating"] = {"value": stars, "out_of": 5}
    return (shaped(ReviewBody, told),)
