"""Reviews and invitations as Podium sends them, signed as Podium signs them."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from standalone.demo.orders import Delivery


@dataclass(frozen=True, slots=True)
class Review:
    """Five stars of somebody who was invited by mail to write them."""

    author: str
    email: str
    stars: int = 5
    id: str = "review-1"

    def invited(self) -> dict[str, Any]:
        """The data of `review.invite_link_created`."""
        return {
            "uid": f"invitation-of-{self.id}",
            "channel": {"identifier": self.email},
            "customerName": self.author,
        }

    def created(self) -> dict[str, Any]:
        """The data of `review.created`."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return {
            "uid": self.id,
            "author": {"id": f"author-of-{self.id}", "name": self.author},
            "review": {"rating": self.stars, "siteName": "Google", "body": "On time, and kind."},
            "attributions": [{"reviewInvitationUid": f"invitation-of-{self.id}"}],
            "createdAt": now,
            "updatedAt": now,
        }


def signed(event: str, data: dict[str, Any], secret: str) -> Delivery:
    """A webhook of Podium's, signed with the secret of its connection."""
    metadata = {"event_type": event, "version": "2021.04.01"}
    body = json.dumps({"data": data, "metadata": metadata}).encode()
    timestamp = str(int(time.time() * 1000))
    signature = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    headers = {"podium-timestamp": timestamp, "podium-signature": signature.hexdigest()}
    return Delivery(event, body, {**headers, "content-type": "application/json"})
