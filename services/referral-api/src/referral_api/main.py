"""referral-api, wired: what it does with each fact, and its loops."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Final

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
from goodword.jobs import Inside, Kinds, Outside, Runner
from goodword.observability import Watch
from goodword.observability.requests import Observed
from goodword.outbound import open_client
from goodword.process import serve_doors, serve_http
from goodword.seal import Hasher, Sealer, Signer
from goodword.tasks import OVERDUE, mark_overdue
from referral_api.domain.businesses.rates import Rates
from referral_api.routes.app import create_app
from referral_api.routes.smtp.listener import serve_mail
from referral_api.routes.smtp.set_up import listening_for_mail, receiving_mail
from referral_api.routes.tools import Tools
from referral_api.settings import ReferralApiSettings
from referral_api.sources import CLIENTS, SOURCES, sender_keys
from referral_api.use_cases.clock.note_applied import note_applied
from referral_api.use_cases.deliveries.intake import Intake
from referral_api.use_cases.deliveries.measure_queue import measure_queue
from referral_api.use_cases.deliveries.prune_deliveries import prune_deliveries
from referral_api.use_cases.endpoints.dispatch_events import SEND
from referral_api.use_cases.endpoints.prune_dispatches import prune_dispatches
from referral_api.use_cases.endpoints.send_dispatch import send_dispatch
from referral_api.use_cases.endpoints.sending import AT_ONCE, Meters, Sending
from referral_api.use_cases.erasure.forget_prospects import forget_prospects
from referral_api.use_cases.erasure.prune_traces import prune_traces
from referral_api.use_cases.erasure.sweep_erasures import sweep_erasures
from referral_api.use_cases.erasure.tools import Eraser
from referral_api.use_cases.fetching.fetch_object import fetch_object
from referral_api.use_cases.fetching.fetcher import Fetcher
from referral_api.use_cases.fetching.reconcile_connection import RECONCILE, reconcile_connection
from referral_api.use_cases.fetching.want import FETCH
from referral_api.use_cases.introductions.expire_requests import expire_requests
from referral_api.use_cases.participants.note_terms_sent import note_terms_sent
from referral_api.use_cases.projections.handlers import HANDLERS as PROJECTIONS
from referral_api.use_cases.projections.prune_events import prune_events
from referral_api.use_cases.public.note_suppressions import note_suppressions
from referral_api.use_cases.public.prune_clicks import prune_clicks
from referral_api.use_cases.referrals.expire_referrals import expire_referrals
from referral_api.use_cases.referrals.timers import EXPIRE, EXPIRE_REQUEST, FORGET_PROSPECT
from referral_api.use_cases.requests.prune_answers import prune_answers
from referral_api.use_cases.requests.prune_audit import prune_audit
from referral_api.use_cases.set_ups.note_checks import note_checks

SERVICE: Final = "referral-api"
SCHEMA: Final = "referral"

PRUNE_EVERY_S = 3600.0
SWEEP_EVERY_S = 1.0
MEASURE_EVERY_S = 10.0

ASKED_PER_S = 2
"""How often the sender of one connection is asked, in each process; the slowest takes 2."""

LINKS_PER_S = 20
"""How many shared links one address may follow."""

FORGET_AT_ONCE = 20
"""People who are erased in one transaction."""

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
"""What is done when a job comes due, where that takes nothing but the database."""


def handlers(public_url: str) -> Handlers:
    """What is done with each fact; what is said of a participant carries their link."""
    note_messages = partial(note_terms_sent, public_url=public_url)
    return {**HANDLERS, MessageSent: note_messages, MessageFailed: note_messages}


def job_kinds(eraser: Eraser) -> Kinds:
    """What is done when a job comes due."""
    forget = Inside(partial(forget_prospects, eraser=eraser), batch=FORGET_AT_ONCE)
    return {**JOBS, FORGET_PROSPECT: forget}


def asking_kinds(fetcher: Fetcher) -> Kinds:
    """What senders are asked when a job comes due."""
    reconcile = partial(reconcile_connection, fetcher=fetcher)
    return {
        FETCH: Outside(partial(fetch_object, fetcher=fetcher), timeout_s=30),
        RECONCILE: Outside(reconcile, lease_s=600, timeout_s=540, concurrency=1),
    }


def sending_kinds(sending: Sending) -> Kinds:
    """What is sent to endpoints when a job comes due."""
    call = partial(send_dispatch, sending=sending)
    return {SEND: Outside(call, timeout_s=45, concurrency=AT_ONCE)}


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
    fetcher = make_fetcher(settings, tools)
    http = open_client(private=settings.private_endpoints)
    sending = Sending(db, tools.sealer, http, Meters(watch.registry))
    # Requests and mails in flight wait for the writer, so it ends only after the last of them.
    answered = asyncio.Event()
    doors = open_doors(settings, tools, mounts, stop=stop, watch=watch)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve_doors(doors, answered))
            tasks.create_task(tools.intake.writer.run(answered))
            tasks.create_task(tools.intake.applier.run(stop))
            kinds = {**job_kinds(tools.eraser), **asking_kinds(fetcher), **sending_kinds(sending)}
            tasks.create_task(Runner(db, kinds, watch).run(stop))
            tasks.create_task(Bus(db, handlers(settings.public_url), settings, watch).run(stop))
            measure = partial(measure_queue, db, meters=tools.intake.meters, health=watch.health)
            tasks.create_task(regularly(MEASURE_EVERY_S, measure, stop))
            sweep = partial(sweep_erasures, db, eraser=tools.eraser)
            tasks.create_task(regularly(SWEEP_EVERY_S, sweep, stop))
            for forget in forgetting(settings):
                tasks.create_task(regularly(PRUNE_EVERY_S, partial(forget, db), stop))
    finally:
        await fetcher.http.aclose()
        await http.aclose()
        await db.close()


def open_doors(
    settings: ReferralApiSettings,
    tools: Tools,
    mounts: Sequence[BaseRoute],
    *,
    stop: asyncio.Event,
    watch: Watch,
) -> list[Coroutine[Any, Any, None]]:
    """What answers requests, and mail where it has a port, until the last that began before
    `stop`."""
    doors = []
    if settings.mail_in_port is not None:
        where = listening_for_mail(settings, settings.mail_in_port)
        receiving = receiving_mail(settings, tools)
        doors.append(serve_mail(where, receiving, stop=stop, health=watch.health))
    app = Observed(create_app(tools, mounts), watch)
    doors.append(serve_http(app, host=settings.host, port=settings.port, stop=stop))
    return doors


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
        prune_dispatches,
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


def make_fetcher(settings: ReferralApiSettings, tools: Tools) -> Fetcher:
    """What asking senders works with; its client is to be closed."""
    return Fetcher(
        tools.db,
        tools.sealer,
        CLIENTS,
        open_client(private=settings.private_senders),
        Rates(ASKED_PER_S, burst=2 * ASKED_PER_S),
        tools.intake.writer.arrived,
    )


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
        intake=Intake.of(db, (hasher, sealer), SOURCES, sender_keys(), watch.registry),
        operator_token=settings.operator_token,
        private_endpoints=settings.private_endpoints,
        key_rates=Rates(settings.rate_per_s, burst=2 * settings.rate_per_s),
        link_rates=Rates(LINKS_PER_S, burst=LINKS_PER_S),
    )
