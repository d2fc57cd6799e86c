"""What this service does with events: projects what the workers say, and keeps the feed."""

from collections.abc import Mapping
from typing import Final

from goodword.bus import Handler
from goodword.events import (
    EVENTS,
    AskProposed,
    AskSent,
    AskWithheld,
    CommandGiven,
    DonationMade,
    Event,
    IntroductionReminded,
    MessageFailed,
    MessageSent,
    MessageWaiting,
    PayoutChanged,
    RewardDecisionRefused,
    RewardSnapshot,
    TaskClosed,
    TaskDone,
    TaskOpened,
)
from referral_api.domain.endpoints.event_types import NOT_IN_FEED
from referral_api.use_cases.projections.feed_events import feed_events
from referral_api.use_cases.projections.note_commands import note_commands
from referral_api.use_cases.projections.note_refusals import note_refusals
from referral_api.use_cases.projections.project_asks import (
    project_proposed,
    project_sent,
    project_withheld,
)
from referral_api.use_cases.projections.project_donations import project_donations
from referral_api.use_cases.projections.project_messages import project_messages
from referral_api.use_cases.projections.project_payouts import project_payouts
from referral_api.use_cases.projections.project_reminders import project_reminders
from referral_api.use_cases.projections.project_rewards import project_rewards
from referral_api.use_cases.projections.project_tasks import (
    project_closed,
    project_done,
    project_opened,
)


def _handler(event: type[Event]) -> Handler:
    if issubclass(event, RewardSnapshot):
        return project_rewards
    if issubclass(event, PayoutChanged):
        return project_payouts
    if issubclass(event, DonationMade):
        return project_donations
    if issubclass(event, RewardDecisionRefused):
        return note_refusals
    if issubclass(event, MessageSent | MessageFailed | MessageWaiting):
        return project_messages
    if issubclass(event, CommandGiven):
        return note_commands
    return _OF_ONE.get(event, feed_events)


_OF_ONE: Mapping[type[Event], Handler] = {
    AskProposed: project_proposed,
    AskSent: project_sent,
    AskWithheld: project_withheld,
    IntroductionReminded: project_reminders,
    TaskOpened: project_opened,
    TaskDone: project_done,
    TaskClosed: project_closed,
}

HANDLERS: Final[Mapping[type[Event], Handler]] = {
    event: _handler(event) for event in EVENTS.values() if event.topic not in NOT_IN_FEED
}
