"""What this service says of its part of the database."""

from pathlib import Path

from goodword.bus import CONSUMER_TABLES, add_consumer_tables, consumer_functions
from goodword.database import ServiceSchema
from goodword.jobs import add_job_table, job_functions
from goodword.tasks import add_opened_task_table
from referral_api.db.businesses import audit, businesses, clocks, idempotency, set_ups
from referral_api.db.connections import (
    connections,
    deliveries,
    delivery_upkeep,
    mailboxes,
    provider_objects,
)
from referral_api.db.endpoints import attempts, dispatches, endpoints
from referral_api.db.metadata import metadata
from referral_api.db.people import (
    consents,
    erasing,
    erasures,
    identifiers,
    people,
    suppressions,
    words,
)
from referral_api.db.programs import clicks, participants, programs, sign_offs
from referral_api.db.projections import (
    decisions,
    donations,
    event_feed,
    messages,
    payouts,
    rewards,
    tasks,
    timeline_entries,
)
from referral_api.db.referrals import referrals
from referral_api.db.relationships import asks
from referral_api.db.relationships.tables import TABLES as REPORTS
from referral_api.db.sales import prior
from referral_api.db.sales import tables as sales
from referral_api.db.templates import template

# Their tables are registered by being imported.
TABLES = (
    people.person,
    identifiers.person_identifier,
    words.person_word,
    consents.consent,
    programs.program,
    sign_offs.sign_off,
    template,
    provider_objects.provider_object,
    participants.participant,
    clicks.click,
    suppressions.suppression,
    clocks.clock_applied,
    clocks.clock_move,
    referrals.referral,
    sales.sale,
    prior.prospect_trace,
    rewards.reward,
    payouts.payout,
    donations.donation,
    decisions.reward_decision,
    messages.message,
    timeline_entries.timeline_entry,
    set_ups.set_up,
    set_ups.set_up_check,
    tasks.task,
    audit.audit,
    *REPORTS.values(),
    asks.ask,
    endpoints.webhook_endpoint,
    dispatches.dispatch,
    attempts.dispatch_attempt,
)

add_consumer_tables(metadata)
add_job_table(metadata)
add_opened_task_table(metadata)

SCHEMA = ServiceSchema(
    name="referral",
    metadata=metadata,
    migrations=Path(__file__).parents[1] / "migrations",
    # Who was asked what, and said what, can always be shown; at erasure the evidence alone goes.
    undeletable=("consent",),
    without_row_security=CONSUMER_TABLES,
    functions=(
        *consumer_functions("referral"),
        *job_functions("referral"),
        *businesses.FUNCTIONS,
        *clicks.FUNCTIONS,
        idempotency.PRUNE_IDEMPOTENCY,
        *connections.FUNCTIONS,
        *mailboxes.FUNCTIONS,
        *deliveries.FUNCTIONS,
        *delivery_upkeep.FUNCTIONS,
        audit.PRUNE_AUDIT,
        *event_feed.FUNCTIONS,
        dispatches.PRUNE_DISPATCHES,
        *erasures.FUNCTIONS,
        erasing.PRUNE_TRACES,
    ),
)
