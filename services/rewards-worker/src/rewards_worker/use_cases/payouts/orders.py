"""What is asked of a provider for a reward."""

from uuid import uuid4
from zoneinfo import ZoneInfo

from goodword.money import Money
from rewards_worker.domain.last_moment import last_moment
from rewards_worker.domain.record import Reward
from rewards_worker.domain.standing import Standing
from rewards_worker.domain.worth import POINTS, worth
from rewards_worker.ports import Order
from rewards_worker.use_cases.rewards.reach import Reach


def order_of(reward: Reward, standing: Standing, reach: Reach) -> Order:
    """All that is available of the reward, for whoever it reaches, under a new key."""
    available = worth(standing.balances.available, standing.amount.currency)
    verdict, business = reward.verdict, reach.business(reward)
    now = business.now.astimezone(ZoneInfo(business.time_zone))
    valid_days = verdict.get("valid_days")
    person = reach.person(reward)
    email = person.contact_email if person else None
    return Order(
        key=uuid4(),
        kind=reward.kind,
        amount=available if isinstance(available, Money) else None,
        points=available.minor if available.currency == POINTS else None,
        percent_off=verdict.get("percent_off"),
        item=verdict.get("item"),
        where=reach.where(reward),
        opened_at=now,
        valid_until=last_moment(now, valid_days) if valid_days else None,
        reward_id=reward.id,
        recipient_id=reward.beneficiary_id,
        recipient_name=(person.contact_name if person else None) or email or "",
        recipient_email=email,
    )
