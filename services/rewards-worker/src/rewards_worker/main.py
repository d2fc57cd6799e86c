"""rewards-worker, wired: what it does with each fact and each job, and its loops."""

import asyncio
from functools import partial

import httpx

from goodword.bus import Bus, Handlers
from goodword.database import Database, regularly
from goodword.events import (
    BusinessChanged,
    IntroductionMade,
    ParticipantChanged,
    PersonChanged,
    PersonErased,
    ProgramPublished,
    ProgramSignedOff,
    ProviderReported,
    ReferralCreated,
    ReferralNamed,
    ReferralQualified,
    RewardDecided,
    SaleClosed,
    SaleCorrected,
    SaleReattributed,
    SaleRefunded,
    SettingsChanged,
    SettingsTestRequested,
    TaskDone,
)
from goodword.jobs import Inside, Kinds, Outside, Runner
from goodword.observability import Watch
from goodword.outbound import open_client
from goodword.seal import Sealer
from goodword.setups import TEST, SetUps, open_tests
from goodword.tasks import OVERDUE, Finishes, Locks, hear_done, mark_overdue
from rewards_worker.db.payouts.tax_years import COLLECT_TAX_FORM
from rewards_worker.domain.by_hand import HAND_OVER_REWARD
from rewards_worker.ports import Means
from rewards_worker.providers import PROVIDERS
from rewards_worker.providers.sandbox.client import SandboxProvider
from rewards_worker.settings import RewardsWorkerSettings
from rewards_worker.use_cases.following.follow_reports import follow_reports
from rewards_worker.use_cases.following.look_again import look_again
from rewards_worker.use_cases.following.reread_payout import reread_payout
from rewards_worker.use_cases.following.resend_gift import resend_gift
from rewards_worker.use_cases.following.survey_payouts import survey_payouts
from rewards_worker.use_cases.handovers.finish_differences import (
    finish_differences,
    lock_differences,
)
from rewards_worker.use_cases.handovers.finish_handovers import finish_handovers
from rewards_worker.use_cases.handovers.lock_handovers import lock_handovers
from rewards_worker.use_cases.handovers.recall_handovers import recall_handovers
from rewards_worker.use_cases.ledger.watch_ledger import watch_ledger
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.payouts.expire_payouts import expire_payouts
from rewards_worker.use_cases.payouts.finish_settlements import (
    finish_settlements,
    lock_settlements,
)
from rewards_worker.use_cases.payouts.finish_tax_forms import finish_tax_forms, lock_tax_forms
from rewards_worker.use_cases.payouts.forget_requests import forget_requests
from rewards_worker.use_cases.payouts.hand_over import hand_over
from rewards_worker.use_cases.payouts.move_on import MEND_DELIVERY, SETTLE
from rewards_worker.use_cases.payouts.notice_lost_payouts import notice_lost_payouts
from rewards_worker.use_cases.payouts.open_payouts import open_payouts
from rewards_worker.use_cases.payouts.reconcile_payout import reconcile_payout
from rewards_worker.use_cases.payouts.timers import (
    EXPIRE,
    HAND_OVER,
    NOTICE,
    RECONCILE,
    REREAD,
    RESEND,
    SURVEY,
)
from rewards_worker.use_cases.rewards.adjust_rewards import adjust_rewards
from rewards_worker.use_cases.rewards.decide_again import decide_again
from rewards_worker.use_cases.rewards.decide_rewards import decide_rewards
from rewards_worker.use_cases.rewards.differences import SETTLE_DIFFERENCE
from rewards_worker.use_cases.rewards.earn_rewards import earn_rewards
from rewards_worker.use_cases.rewards.end_choices import end_choices
from rewards_worker.use_cases.rewards.forget_once_paid import forget_once_paid
from rewards_worker.use_cases.rewards.reattribute_rewards import reattribute_rewards
from rewards_worker.use_cases.rewards.release_rewards import release_rewards
from rewards_worker.use_cases.rewards.revoke_self_referrals import revoke_self_referrals
from rewards_worker.use_cases.rewards.reward_stages import reward_stages
from rewards_worker.use_cases.rewards.timers import (
    DECIDE_AGAIN,
    END_CHOICE,
    FORGET,
    OPEN_PAYOUT,
    RECALL,
    RELEASE,
    SELF_REFERRALS,
)
from rewards_worker.use_cases.set_ups.apply_set_ups import apply_set_ups
from rewards_worker.use_cases.set_ups.try_set_up import try_set_up
from rewards_worker.use_cases.state.apply_businesses import apply_businesses
from rewards_worker.use_cases.state.apply_participants import apply_participants
from rewards_worker.use_cases.state.apply_people import apply_people
from rewards_worker.use_cases.state.apply_programs import apply_programs
from rewards_worker.use_cases.state.apply_sign_offs import apply_sign_offs
from rewards_worker.use_cases.state.erase_people import erase_people

SERVICE = "rewards-worker"
SCHEMA = "rewards"

SANDBOX_TOKEN = "TEST_goodword"  # noqa: S105  # no secret: the sandbox moves no money

FORGET_EVERY_S = 3600.0

HANDLERS: Handlers = {
    BusinessChanged: apply_businesses,
    PersonChanged: apply_people,
    PersonErased: erase_people,
    ParticipantChanged: apply_participants,
    ProgramPublished: apply_programs,
    IntroductionMade: reward_stages,
    ProgramSignedOff: apply_sign_offs,
    ProviderReported: follow_reports,
    ReferralCreated: reward_stages,
    ReferralNamed: reward_stages,
    ReferralQualified: reward_stages,
    RewardDecided: decide_rewards,
    SaleClosed: earn_rewards,
    SaleCorrected: adjust_rewards,
    SaleReattributed: reattribute_rewards,
    SaleRefunded: adjust_rewards,
}


LOCKS: Locks = {
    HAND_OVER_REWARD: lock_handovers,
    SETTLE: lock_settlements,
    SETTLE_DIFFERENCE: lock_differences,
    COLLECT_TAX_FORM: lock_tax_forms,
}
"""Rewards before the tasks about them, as whoever calls a task back locks them."""


def handlers(desk: Desk) -> Handlers:
    """What is done with each fact."""
    return {
        **HANDLERS,
        SettingsChanged: partial(apply_set_ups, sealer=desk.sealer),
        SettingsTestRequested: partial(open_tests, family="provider"),
        TaskDone: partial(hear_done, finishes=finishes(desk), locks=LOCKS),
    }


def finishes(desk: Desk) -> Finishes:
    """What is done where a person has done a task of ours."""
    return {
        HAND_OVER_REWARD: partial(finish_handovers, sealer=desk.sealer),
        MEND_DELIVERY: look_again,
        SETTLE_DIFFERENCE: finish_differences,
        COLLECT_TAX_FORM: finish_tax_forms,
        SETTLE: partial(finish_settlements, sealer=desk.sealer),
    }


def job_kinds(desk: Desk) -> Kinds:
    """What is done when a job comes due. Only `hand_over` may leave its outcome unknown: asking
    what became of a payout may be repeated."""
    return {
        SELF_REFERRALS: Inside(revoke_self_referrals),
        RELEASE: Inside(release_rewards),
        END_CHOICE: Inside(end_choices),
        DECIDE_AGAIN: Inside(decide_again),
        FORGET: Inside(forget_once_paid),
        OPEN_PAYOUT: Inside(partial(open_payouts, desk=desk)),
        RECALL: Inside(recall_handovers),
        OVERDUE: Inside(mark_overdue),
        TEST: Outside(partial(try_set_up, desk=desk), timeout_s=30),
        NOTICE: Inside(partial(notice_lost_payouts, lost_after=desk.lost_after)),
        HAND_OVER: Outside(partial(hand_over, desk=desk), timeout_s=30, lost="unknown"),
        RECONCILE: Outside(partial(reconcile_payout, desk=desk), timeout_s=45, lost="retry"),
        REREAD: Outside(partial(reread_payout, desk=desk), timeout_s=45, lost="retry"),
        SURVEY: Inside(survey_payouts),
        EXPIRE: Inside(expire_payouts),
        RESEND: Outside(partial(resend_gift, desk=desk), timeout_s=30, lost="retry"),
    }


def open_desk(
    settings: RewardsWorkerSettings,
    db: Database,
    watch: Watch,
    *,
    outside: httpx.AsyncClient,
    own: httpx.AsyncClient,
) -> Desk:
    """The desk with all providers: those that are opened per business, which are called through
    `outside`, and the harmless twin, whose address is the operator's word, through `own`."""
    sealer = sealer_of(settings)
    code_key = settings.hash_key.get_secret_value().encode()
    return Desk(
        db=db,
        providers={"sandbox": SandboxProvider(settings.sandbox_url, SANDBOX_TOKEN, own)},
        openers=PROVIDERS,
        means=Means(client=outside, db=db, code_key=code_key),
        set_ups=SetUps("provider", sealer),
        sealer=sealer,
        watch=watch,
    )


def open_outside(settings: RewardsWorkerSettings) -> httpx.AsyncClient:
    """What providers are called through: into no network of ours, unless the operator says so."""
    return open_client(private=settings.private_providers)


def sealer_of(settings: RewardsWorkerSettings) -> Sealer:
    return Sealer([key.get_secret_value() for key in settings.secret_keys])


async def serve(settings: RewardsWorkerSettings, *, stop: asyncio.Event, watch: Watch) -> None:
    """Own the money until `stop`."""
    url = settings.rewards_database_url.get_secret_value()
    db = Database(url, service=SERVICE, schema=SCHEMA, pool_size=settings.pool_size)
    async with open_outside(settings) as outside, open_client(private=True) as own:
        desk = open_desk(settings, db, watch, outside=outside, own=own)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(Bus(db, handlers(desk), settings, watch).run(stop))
                tasks.create_task(Runner(db, job_kinds(desk), watch).run(stop))
                tasks.create_task(watch_ledger(db, watch, stop))
                forget = partial(forget_requests, db, keep_days=settings.payout_request_days)
                tasks.create_task(regularly(FORGET_EVERY_S, forget, stop))
        finally:
            await db.close()
