"""referral-api, wired: what it does with each fact, and its loops."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from starlette.routing import BaseRoute

from goodword.bus import Bus, Handlers
from goodword.database import Database, regularly
from goodword.events import (
    ClockApplied,
    ContactSuppressed,
    MessageFailed,
    MessageSent,
    SettingsChecked,
)
from goodword.jobs import Inside, Kinds, Runner
from goodword.observability import Watch
from goodword.observability.requests import Observed
from goodword.process import serve_http
from goodword.seal import Hasher, Sealer, Signer
from goodword.tasks import OVERDUE, mark_overdue
from referral_api.domain.businesses.rates import Rates
from referral_api.routes.app import create_app
from referral_api.routes.tools import Tools
from referral_api.settings import ReferralApiSettings
from referral_api.sources import sources
from referral_api.use_cases.clock.note_applied import note_applied
from referral_api.use_cases.deliveries.intake import Intake
from referral_api.use_cases.deliveries.measure_queue import measure_queue
from referral_api.use_cases.deliveries.prune_deliveries import prune_deliveries
from referral_api.use_cases.erasure.prune_traces import prune_traces
from referral_api.use_cases.erasure.sweep_erasures import sweep_erasures
from referral_api.use_cases.erasure.tools import Eraser
from referral_api.use_cases.introductions.expire_requests import expire_requests
from referral_api.use_cases.participants.note_terms_sent import note_terms_sent
from referral_api.use_cases.projections.handlers import HANDLERS as PROJECTIONS
from referral_api.use_cases.projections.prune_events import prune_events
from referral_api.use_cases.public.note_suppressions import note_suppressions
from referral_api.use_cases.public.prune_clicks import prune_clicks
from referral_api.use_cases.referrals.expire_referrals import expire_referrals
from referral_api.use_cases.referrals.timers import EXPIRE, EXPIRE_REQUEST
from referral_api.use_cases.requests.prune_answers import prune_answers
from referral_api.use_cases.requests.prune_audit import prune_audit
from referral_api.use_cases.set_ups.note_checks import note_checks

SERVICE: Final = "referral-api"
SCHEMA: Final = "referral"

PRUNE_EVERY_S = 3600.0
SWEEP_EVERY_S = 1.0
MEASURE_EVERY_S = 10.0

LINKS_PER_S = 20
"""How many shared links one address may follow."""

HANDLERS: Handlers = {
    **PROJECTIONS,
    ClockApplied: note_applied,
    ContactSuppressed: note_suppressions,
    SettingsChecked: note_checks,
}

JOBS: Kinds = {
    EXPIRE: Inside(expire_referrals),
    EXPIRE_REQUEST: Inside(expire_requests),
    OVERDUE: Inside(mark_overdue),
}
"""What is done when a job comes due."""


def handlers(public_url: str) -> Handlers:
    """What is done with each fact; what is said of a participant carries their link."""
    note_messages = partial(note_terms_sent, public_url=public_url)
    return {**HANDLERS, MessageSent: note_messages, MessageFailed: note_messages}


async def serve(
    settings: ReferralApiSettings,
    *,
    stop: asyncio.Event,
    watch: Watch,
    mounts: Sequence[BaseRoute] = (),
) -> None:
    """Own the relationship until `stop`; `mounts` are more routes to serve on the same port."""
    db = open_database(settings)
    tools = make_tools(settings, db, watch)
    app = Observed(create_app(tools, mounts), watch)
    # Requests in flight wait for the writer, so it ends only after the last of them.
    answered = asyncio.Event()

    async def serve_requests() -> None:
        try:
            await serve_http(app, host=settings.host, port=settings.port, stop=stop)
        finally:
            answered.set()

    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve_requests())
            tasks.create_task(tools.intake.writer.run(answered))
            tasks.create_task(tools.intake.applier.run(stop))
            tasks.create_task(Runner(db, JOBS, watch).run(stop))
            tasks.create_task(Bus(db, handlers(settings.public_url), settings, watch).run(stop))
            measure = partial(measure_queue, db, meters=tools.intake.meters, health=watch.health)
            tasks.create_task(regularly(MEASURE_EVERY_S, measure, stop))
            sweep = partial(sweep_erasures, db, eraser=tools.eraser)
            tasks.create_task(regularly(SWEEP_EVERY_S, sweep, stop))
            for forget in forgetting(settings):
                tasks.create_task(regularly(PRUNE_EVERY_S, partial(forget, db), stop))
    finally:
        await db.close()


def forgetting(settings: ReferralApiSettings) -> Sequence[Callable[[Database], Awaitable[object]]]:
    """What is done every hour with what was kept long enough."""
    forget_deliveries = partial(
        prune_deliveries,
        keep_days=settings.delivery_days,
        keep_failed_days=settings.failed_delivery_days,
    )
    return (
        prune_answers,
        prune_audit,
        prune_events,
        prune_clicks,
        forget_deliveries,
        prune_traces,
    )


def open_database(settings: ReferralApiSettings) -> Database:
    """This service's database, as its app role."""
    url = settings.referral_database_url.get_secret_value()
    return Database(url, service=SERVICE, schema=SCHEMA, pool_size=settings.pool_size)


def open_eraser(settings: ReferralApiSettings) -> Eraser:
    """What erasing people takes."""
    sealer = Sealer([key.get_secret_value() for key in settings.secret_keys])
    return Eraser(Hasher(settings.hash_key.get_secret_value()), sealer, settings.public_url)


def make_tools(settings: ReferralApiSettings, db: Database, watch: Watch) -> Tools:
    """What the routes work with."""
    hash_key = settings.hash_key.get_secret_value()
    hasher = Hasher(hash_key)
    sealer = Sealer([key.get_secret_value() for key in settings.secret_keys])
    return Tools(
        db=db,
        signer=Signer(hash_key),
        hasher=hasher,
        sealer=sealer,
        eraser=open_eraser(settings),
        public_url=settings.public_url,
        intake=Intake.of(db, sealer, hasher, sources(settings.mail_in_authserv_id), watch.registry),
        operator_token=settings.operator_token,
        key_rates=Rates(settings.rate_per_s, burst=2 * settings.rate_per_s),
        link_rates=Rates(LINKS_PER_S, burst=LINKS_PER_S),
    )
