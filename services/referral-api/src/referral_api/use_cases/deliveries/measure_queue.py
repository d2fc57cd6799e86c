"""Measure the queue of deliveries, and say whether it moves."""

from goodword.database import Database
from goodword.observability.health import Health
from referral_api.db.connections.delivery_upkeep import queue_standing
from referral_api.use_cases.deliveries.meters import Meters

PART = "deliveries"
TOO_OLD_S = 300.0
GOOD_FOR_S = 120.0
"""Several measurements may be late or fail before silence counts as trouble."""


async def measure_queue(db: Database, *, meters: Meters, health: Health) -> None:
    """Show how the queue stands; not ready where a delivery is looked at by nobody."""
    async with db.begin() as session:
        queue = await queue_standing(session)
    meters.oldest_received.set(queue.oldest_received_s)
    meters.deliveries.labels("waiting").set(queue.waiting)
    meters.deliveries.labels("failed").set(queue.failed)
    health.say(
        PART,
        queue.oldest_received_s <= TOO_OLD_S,
        f"the oldest webhook has not been applied for {queue.oldest_received_s:.0f} s; "
        "see the log for what stops it",
        good_for_s=GOOD_FOR_S,
    )
