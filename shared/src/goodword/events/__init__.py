"""The facts that services tell each other, and the only things that they share at run time."""

from goodword.events.event import (
    MAX_DATA_BYTES,
    PARTITIONS,
    Envelope,
    Event,
    KeyedHash,
    Value,
    Word,
    partition,
)
from goodword.events.messages import MessageFailed, MessageSent
from goodword.events.people import ContactSuppressed, Name, PersonChanged, Place
from goodword.events.programs import ParticipantChanged, ProgramChanged, ProgramPublished
from goodword.events.referrals import ReferralCreated
from goodword.events.registry import EVENTS, STATE_TOPICS, TOPICS, read_event
from goodword.events.rewards import (
    Handover,
    RewardAdjusted,
    RewardApproved,
    RewardDenied,
    RewardEarned,
    RewardFailed,
    RewardHeld,
    RewardIssued,
    RewardNeedsAction,
    RewardReturned,
    RewardRevoked,
    RewardSnapshot,
)
from goodword.events.sales import ReferrerSales, SaleClosed, SaleReferral, SaleRefunded
from goodword.events.settings import Addresses, BusinessChanged, ClockApplied

__all__ = [
    "EVENTS",
    "MAX_DATA_BYTES",
    "PARTITIONS",
    "STATE_TOPICS",
    "TOPICS",
    "Addresses",
    "BusinessChanged",
    "ClockApplied",
    "ContactSuppressed",
    "Envelope",
    "Event",
    "Handover",
    "KeyedHash",
    "MessageFailed",
    "MessageSent",
    "Name",
    "ParticipantChanged",
    "PersonChanged",
    "Place",
    "ProgramChanged",
    "ProgramPublished",
    "ReferralCreated",
    "ReferrerSales",
    "RewardAdjusted",
    "RewardApproved",
    "RewardDenied",
    "RewardEarned",
    "RewardFailed",
    "RewardHeld",
    "RewardIssued",
    "RewardNeedsAction",
    "RewardReturned",
    "RewardRevoked",
    "RewardSnapshot",
    "SaleClosed",
    "SaleReferral",
    "SaleRefunded",
    "Value",
    "Word",
    "partition",
    "read_event",
]
