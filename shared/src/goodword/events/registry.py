"""Every event there is, and reading one that travelled."""

from goodword.events.asks import AskProposed, AsksConsidered, AskSent, AskWithheld, CheckInDue
from goodword.events.commands import CommandGiven
from goodword.events.event import Event
from goodword.events.introductions import (
    IntroductionDeclined,
    IntroductionPermitted,
    IntroductionReminded,
    IntroductionRequested,
)
from goodword.events.messages import (
    ChannelReported,
    MessageFailed,
    MessageSent,
    MessageWaiting,
)
from goodword.events.payouts import DonationMade, PayoutChanged
from goodword.events.people import ContactSuppressed, PersonChanged, PersonErased
from goodword.events.programs import (
    ParticipantChanged,
    ProgramChanged,
    ProgramPublished,
    ProgramSignedOff,
)
from goodword.events.referrals import (
    IntroductionMade,
    ReferralContacted,
    ReferralCreated,
    ReferralExpired,
    ReferralLost,
    ReferralNamed,
    ReferralQualified,
    ReferralWithdrawn,
)
from goodword.events.relationships import (
    AskAnswered,
    AskRequested,
    IssueOpened,
    IssueResolved,
    OpportunityChanged,
    OrderFulfilled,
    ReviewReceived,
    SurveyAnswered,
    ValueContactLogged,
)
from goodword.events.rewards import (
    ProviderReported,
    RewardAdjusted,
    RewardApproved,
    RewardDecided,
    RewardDecisionRefused,
    RewardDenied,
    RewardEarned,
    RewardExpired,
    RewardFailed,
    RewardHeld,
    RewardIssued,
    RewardNeedsAction,
    RewardRedeemed,
    RewardReturned,
    RewardRevoked,
)
from goodword.events.sales import SaleClosed, SaleCorrected, SaleReattributed, SaleRefunded
from goodword.events.settings import (
    BusinessChanged,
    ClockApplied,
    SettingsChanged,
    SettingsChecked,
    SettingsTestRequested,
)
from goodword.events.tasks import TaskClosed, TaskDone, TaskOpened
from goodword.events.templates import TemplatePublished

EVENTS: dict[str, type[Event]] = {
    event.type(): event
    for event in (
        AskAnswered,
        AskRequested,
        AskProposed,
        AskSent,
        AskWithheld,
        AsksConsidered,
        BusinessChanged,
        ChannelReported,
        CheckInDue,
        ClockApplied,
        CommandGiven,
        ContactSuppressed,
        IntroductionDeclined,
        IntroductionMade,
        IntroductionPermitted,
        IntroductionReminded,
        IntroductionRequested,
        DonationMade,
        IssueOpened,
        IssueResolved,
        MessageFailed,
        MessageSent,
        MessageWaiting,
        OpportunityChanged,
        OrderFulfilled,
        ParticipantChanged,
        PayoutChanged,
        PersonChanged,
        PersonErased,
        ProgramChanged,
        ProgramPublished,
        ProgramSignedOff,
        TemplatePublished,
        ProviderReported,
        ReferralContacted,
        ReferralCreated,
        ReferralExpired,
        ReferralLost,
        ReferralNamed,
        ReferralQualified,
        ReferralWithdrawn,
        ReviewReceived,
        RewardAdjusted,
        RewardApproved,
        RewardDecided,
        RewardDecisionRefused,
        RewardDenied,
        RewardEarned,
        RewardExpired,
        RewardFailed,
        RewardHeld,
        RewardIssued,
        RewardNeedsAction,
        RewardRedeemed,
        RewardReturned,
        RewardRevoked,
        SaleClosed,
        SaleCorrected,
        SaleReattributed,
        SaleRefunded,
        SettingsChanged,
        SettingsChecked,
        SettingsTestRequested,
        SurveyAnswered,
        TaskClosed,
        TaskDone,
        TaskOpened,
        ValueContactLogged,
    )
}
"""Every event, by CloudEvents type. A new one is one class and one line here."""

STATE_TOPICS = ("people", "programs", "templates", "settings")
"""Topics that carry full snapshots; compacted on Kafka, emitted again by `goodword republish`."""

TOPICS = tuple(sorted({event.topic for event in EVENTS.values()}))
"""The topics of all events."""


def read_event(type: str, data: str | bytes) -> Event:
    """The event in a payload as it travelled; what we do not know in it is ignored.

    ValueError, in one sentence that quotes nothing of the payload, where the type is unknown to us
    or its fields are not what they should be.
    """
    event = EVENTS.get(type)
    if event is None:
        raise ValueError(f"{type} is not an event that we know")
    return event.read(data)
