"""notifier, wired: what it does with each fact and each job, and its loops."""

import asyncio
from collections.abc import Mapping
from functools import partial

from goodword.bus import Bus, Handlers
from goodword.database import Database, regularly
from goodword.events import (
    AskAnswered,
    AskRequested,
    BusinessChanged,
    ChannelReported,
    ContactSuppressed,
    IntroductionPermitted,
    IntroductionRequested,
    IssueOpened,
    IssueResolved,
    OpportunityChanged,
    OrderFulfilled,
    ParticipantChanged,
    PersonChanged,
    PersonErased,
    ProgramPublished,
    ReferralCreated,
    ReferralNamed,
    ReviewReceived,
    RewardFailed,
    RewardIssued,
    RewardNeedsAction,
    SaleClosed,
    SaleReattributed,
    SettingsChanged,
    SettingsTestRequested,
    SurveyAnswered,
    TaskClosed,
    TaskDone,
    TaskOpened,
    TemplatePublished,
    ValueContactLogged,
)
from goodword.jobs import Inside, Outside, Runner
from goodword.observability import Watch
from goodword.seal import Hasher, Sealer, Signer
from goodword.setups import TEST, SetUps, open_tests
from goodword.tasks import OVERDUE, Finishes, hear_done, mark_overdue, nothing_follows
from notifier.channels import CHANNELS, open_server
from notifier.channels.guard import public_only
from notifier.settings import NotifierSettings
from notifier.use_cases.asks.consider_asks import consider_asks
from notifier.use_cases.asks.consider_everyone import consider_everyone
from notifier.use_cases.asks.hear_answers import hear_answers
from notifier.use_cases.asks.jobs_of_asks import CONSIDER
from notifier.use_cases.asks.note_reports import note_reports
from notifier.use_cases.asks.plan_check_ins import DUE
from notifier.use_cases.asks.plan_nights import NIGHT, plan_missing_nights
from notifier.use_cases.asks.remind_of_check_ins import CHECK_IN, remind_of_check_ins
from notifier.use_cases.asks.request_asks import request_asks
from notifier.use_cases.asks.value_first import VALUE_CONTACT
from notifier.use_cases.following.alert_late_contacts import LATE_CONTACT, alert_late_contacts
from notifier.use_cases.following.contact_prospects import CONTACT_PROSPECT
from notifier.use_cases.following.plan_cards import CARD
from notifier.use_cases.following.plan_late_contacts import LATE
from notifier.use_cases.following.send_cards import YEARLY_CARD, send_cards
from notifier.use_cases.following.thank_referrers import THANK_REFERRER, thank_referrers
from notifier.use_cases.introductions.end_introductions import ENDS, end_introductions
from notifier.use_cases.introductions.note_permissions import note_permissions
from notifier.use_cases.introductions.remind_referrers import remind_referrers
from notifier.use_cases.introductions.request_introductions import REMIND, request_introductions
from notifier.use_cases.messages.ask_to_act import ask_to_act
from notifier.use_cases.messages.forget_letters import FORGET_POST
from notifier.use_cases.messages.forget_messages import forget_messages
from notifier.use_cases.messages.forget_post import forget_post
from notifier.use_cases.messages.mailroom import LEASE_S, Mailroom
from notifier.use_cases.messages.open_messages import SEND
from notifier.use_cases.messages.send_message import send_message
from notifier.use_cases.messages.take_reports import take_reports
from notifier.use_cases.messages.tell_failure import tell_failure
from notifier.use_cases.messages.thank import thank
from notifier.use_cases.messages.watch_terms import SEND_TERMS, watch_terms
from notifier.use_cases.messages.welcome import TERMS_DUE, welcome
from notifier.use_cases.sales.hear_sales import hear_reattributions, hear_sales
from notifier.use_cases.set_ups.apply_set_ups import apply_set_ups
from notifier.use_cases.set_ups.try_set_up import try_set_up
from notifier.use_cases.state.apply_businesses import apply_businesses
from notifier.use_cases.state.apply_people import apply_people
from notifier.use_cases.state.apply_programs import apply_programs
from notifier.use_cases.state.apply_templates import apply_templates
from notifier.use_cases.state.erase_people import erase_people
from notifier.use_cases.suppressions.apply_suppressions import apply_suppressions
from notifier.use_cases.tasks.call_off_mails import call_off_mails
from notifier.use_cases.tasks.mail_tasks import mail_tasks

SERVICE = "notifier"
SCHEMA = "notifier"

FORGET_EVERY_S = 3600.0
PLAN_EVERY_S = 3600.0

FINISHES: Finishes = dict.fromkeys(
    (
        CHECK_IN,
        VALUE_CONTACT,
        SEND_TERMS,
        CONTACT_PROSPECT,
        LATE_CONTACT,
        THANK_REFERRER,
        YEARLY_CARD,
    ),
    nothing_follows,
)

HANDLERS: Handlers = {
    BusinessChanged: apply_businesses,
    PersonChanged: apply_people,
    PersonErased: erase_people,
    ProgramPublished: apply_programs,
    TemplatePublished: apply_templates,
    ParticipantChanged: welcome,
    ContactSuppressed: apply_suppressions,
    RewardIssued: thank,
    RewardNeedsAction: ask_to_act,
    RewardFailed: tell_failure,
    TaskOpened: mail_tasks,
    TaskClosed: call_off_mails,
    ReviewReceived: note_reports,
    SurveyAnswered: note_reports,
    ValueContactLogged: note_reports,
    IssueOpened: note_reports,
    IssueResolved: note_reports,
    OpportunityChanged: note_reports,
    OrderFulfilled: note_reports,
    AskAnswered: hear_answers,
    SaleClosed: hear_sales,
    SaleReattributed: hear_reattributions,
    TaskDone: partial(hear_done, finishes=FINISHES),
    ReferralCreated: thank_referrers,
    ReferralNamed: thank_referrers,
    IntroductionRequested: request_introductions,
    IntroductionPermitted: note_permissions,
    **dict.fromkeys(ENDS, end_introductions),
}


def handlers(mailroom: Mailroom) -> Handlers:
    """What is done with each fact."""
    return {
        **HANDLERS,
        AskRequested: partial(request_asks, hasher=mailroom.hasher),
        ChannelReported: partial(take_reports, mailroom=mailroom),
        SettingsChanged: partial(apply_set_ups, mailroom=mailroom),
        SettingsTestRequested: partial(open_tests, family="channel"),
    }


def job_kinds(mailroom: Mailroom) -> Mapping[str, Inside | Outside]:
    """What is done when a job comes due. A job may be tried again whatever became of it: the
    message itself knows whether it may be handed over once more."""
    send = partial(send_message, mailroom=mailroom)
    return {
        SEND: Outside(send, lease_s=LEASE_S + 3, timeout_s=LEASE_S - 3, lost="retry"),
        TEST: Outside(partial(try_set_up, mailroom=mailroom), timeout_s=50),
        CONSIDER: Inside(partial(consider_asks, hasher=mailroom.hasher)),
        NIGHT: Inside(partial(consider_everyone, hasher=mailroom.hasher), batch=1),
        DUE: Inside(remind_of_check_ins),
        TERMS_DUE: Inside(watch_terms),
        OVERDUE: Inside(mark_overdue),
        LATE: Inside(alert_late_contacts),
        CARD: Inside(send_cards),
        REMIND: Inside(remind_referrers),
        FORGET_POST: Outside(partial(forget_post, mailroom=mailroom), lost="retry"),
    }


def open_mailroom(settings: NotifierSettings, db: Database) -> Mailroom:
    """Mail of live businesses goes as the settings say; that of test businesses to the console,
    which keeps it as files where the settings name a folder."""
    target = settings.mail_target.get_secret_value()
    kept_in = target if settings.mail_channel == "console" else settings.mail_test_folder
    hash_key = settings.hash_key.get_secret_value()
    sealer = Sealer([key.get_secret_value() for key in settings.secret_keys])
    guard = None if settings.mail_private_hosts else public_only
    return Mailroom(
        db=db,
        sealer=sealer,
        hasher=Hasher(hash_key),
        signer=Signer(hash_key),
        public_url=settings.public_url,
        mail_from=settings.mail_from,
        live_channel=CHANNELS[settings.mail_channel](target),
        test_channel=CHANNELS["console"](kept_in),
        set_ups=SetUps("channel", sealer),
        open_server=partial(open_server, guard=guard),
        mail_in_domain=settings.mail_in_domain,
    )


async def serve(settings: NotifierSettings, *, stop: asyncio.Event, watch: Watch) -> None:
    """Own the conversation until `stop`."""
    url = settings.notifier_database_url.get_secret_value()
    db = Database(url, service=SERVICE, schema=SCHEMA, pool_size=settings.pool_size)
    mailroom = open_mailroom(settings, db)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(Bus(db, handlers(mailroom), settings, watch).run(stop))
            tasks.create_task(Runner(db, job_kinds(mailroom), watch).run(stop))
            forget = partial(forget_messages, mailroom, keep_days=settings.mail_days)
            tasks.create_task(regularly(FORGET_EVERY_S, forget, stop))
            plan = partial(plan_missing_nights, db)
            tasks.create_task(regularly(PLAN_EVERY_S, plan, stop))
    finally:
        await db.close()
