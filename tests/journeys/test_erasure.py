"""A mark is planted in every column that may tell of somebody; they are erased; it is nowhere.

First by what people and shops send, then by hand in whatever column there is: a column that nobody
thought of is found, and so is a table.
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
import pytest
from cryptography.fernet import InvalidToken
from tests.journeys.steps import Steps
from tests.referral_api.people import EXAMPLE
from tests.referral_api.shopify import payload

from goodword import ids
from goodword.bus import CONSUMER_TABLES
from goodword.bus.schema import installed_schemas
from goodword.errors import PermanentError

MARK = "zyxquil"
EMAIL, PHONE, CUSTOMER = f"{MARK}@marks.example", "+14155550199", 7_755_544_433
MARKS = re.compile(rf"{MARK}|4155550199|415[) .-]*555[ .-]*0199|{CUSTOMER}", re.IGNORECASE)
SEALED = re.compile(r"gAAAA[\w=-]+")

OF_PERSON = "person_id = $1"
ABOUT: dict[str, str | None] = {
    "referral.person": "id = $1",
    "referral.consent": OF_PERSON,
    "referral.participant": OF_PERSON,
    "referral.referral": "referrer_id = $1 or prospect_id = $1",
    "referral.sale": "buyer_id = $1",
    "referral.refund": "sale_id in (select id from referral.sale where buyer_id = $1)",
    "referral.reward_decision": "reward_id in (select id from referral.reward"
    " where beneficiary_id = $1)",
    "referral.delivery": "external_id in ('bought', 'failed')",
    "referral.task": "id is not null",
    "referral.dispatch_attempt": "id is not null",
    **{
        f"referral.{table}": OF_PERSON
        for table in (
            *("review", "survey_answer", "value_contact"),
            *("issue", "opportunity", "order_fulfilment", "invitation", "ask"),
        )
    },
    "rewards.person": OF_PERSON,
    "rewards.payout": "reward_id in (select id from rewards.reward where beneficiary_id = $1)",
    "rewards.payout_attempt": "payout_id in (select p.id from rewards.payout p"
    " join rewards.reward r on r.id = p.reward_id where r.beneficiary_id = $1)",
    "notifier.person": OF_PERSON,
    "notifier.message": OF_PERSON,
    "notifier.happening": OF_PERSON,
    "notifier.ask": OF_PERSON,
    "notifier.consideration": OF_PERSON,
}
"""Which rows of a table tell of the person `$1`."""

SEALED_OR_HASHED = {
    "referral.person_identifier",  # its rows go as a whole
    "referral.person_word",  # as do these
    "referral.idempotency",
    "referral.erasure",
    "referral.prospect_trace",
    "referral.suppression",
    "notifier.suppression",
    "referral.click",
}
"""Nothing can be planted there by hand; what is sent finds its way there by itself."""

NOBODY = {
    *("referral.business", "referral.api_key", "referral.connection", "referral.program"),
    *("referral.program_version", "referral.referrer_sales", "referral.part_payment"),
    *("referral.sign_off", "rewards.sign_off", "referral.template", "notifier.template"),
    *(
        "referral.clock_applied",
        "referral.clock_move",
        "referral.provider_object",
        "referral.set_up",
    ),
    *("referral.set_up_check", "referral.opened_task", "referral.event_feed", "referral.reward"),
    "referral.timeline_entry",
    *(
        "referral.audit",
        "referral.message",
        "referral.payout",
        "referral.donation",
        "referral.webhook_endpoint",
        "referral.dispatch",
        "referral.job",
        "rewards.job",
        "notifier.job",
        "rewards.business",
    ),
    *("rewards.program_version", "rewards.limit_use", "rewards.account", "rewards.transfer"),
    *("rewards.set_up", "rewards.opened_task", "rewards.payout_object", "rewards.sale"),
    "rewards.stage",
    *("rewards.reward", "notifier.business", "notifier.program_version", "notifier.set_up"),
    *("notifier.night", "notifier.introduction", "notifier.opened_task"),
}
"""Ids, amounts, codes and the business's own words: CONTRIBUTING says why each is no matter."""

IDS_AND_WORDS = {
    "referral.person": {"accepts"},
    "referral.consent": {"purpose", "channel", "state", "basis"},
    "referral.participant": {"code", "status", "offer", "disclosure"},
    "referral.referral": {"class", "channel", "status", "steps"},
    "referral.sale": {
        *("source", "external_id", "currency", "net_basis", "codes", "items", "match"),
        "attributions",
    },
    "referral.refund": {"external_id", "status"},
    "referral.reward_decision": {
        *("decision", "choice", "actor", "status", "current", "allowed", "refusal"),
    },
    "referral.delivery": {
        *("external_id", "topic", "status", "reason", "facts", "traceparent", "waits_for"),
    },
    "referral.task": {
        *("kind", "opener", "subjects", "proof_wanted", "status", "reason", "done_by"),
    },
    "referral.dispatch_attempt": {"failure"},
    "referral.ask": {
        *("wanted", "requested_by", "signal_kind", "signal_id", "reasons", "template"),
        *("answer", "via", "answered_by", "referral_ids"),
    },
    "rewards.person": {"accepts"},
    "rewards.payout": {"provider", "state", "currency", "provider_ref", "attention"},
    "rewards.payout_attempt": {"outcome"},
    "notifier.happening": {"kind", "word"},
    "notifier.ask": {"cause", "signal_kind", "wanted", "state", "answer"},
    "notifier.message": {
        *("kind", "state", "reason", "channel", "template", "header_message_id", "object_id"),
        "waits_for",
    },
}
"""Columns that hold an id, a code, or one of a few words; all others are planted."""

PLANT = {
    "text": f"coalesce(c, '') || ' {MARK}'",
    "jsonb": f"""case when jsonb_typeof(coalesce(c, '{{}}')) = 'object'
                      then coalesce(c, '{{}}') || '{{"{MARK}": "{MARK}"}}' else c end""",
    "ARRAY": f"array_append(c, '{MARK}')",
    "bytea": f"c || '{MARK}'::bytea",
}


@asynccontextmanager
async def admin(steps: Steps) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(steps.databases.admin_url, ssl=False)
    try:
        yield connection
    finally:
        await connection.close()


def tables() -> Iterator[str]:
    for schema in installed_schemas():
        for table in schema.metadata.sorted_tables:
            if schema.name != "bus" and table.name not in CONSUMER_TABLES:
                yield f"{schema.name}.{table.name}"


async def live(steps: Steps) -> str:
    """Somebody joins, refers, buys, brings back, writes and is written to; their id."""
    person = await steps.post(
        "/v1/people",
        {
            "emails": [EMAIL],
            "phones": [PHONE],
            "external_ids": [{"source": "shopify", "id": str(CUSTOMER)}],
            "name": {"display": f"Ana {MARK}", "given": MARK, "family": MARK},
            "occupation": MARK,
            "employer": MARK,
            "tags": ["vip"],
            "story": f"{MARK} sails.",
            "how_known": MARK,
            "preferences": {"favourite_restaurant": MARK, "favourite_charity": MARK},
            "metadata": {"note": MARK},
        },
        headers={"Idempotency-Key": "upsert"},
    )
    document = payload_of_program()
    program = await steps.post("/v1/programs", {"document": document})
    await steps.post(f"/v1/programs/{program['id']}/publish")
    for who, code in (({"email": EMAIL}, "MARKED20"), ({"email": "cleo@other.example"}, "CLEO20")):
        joining = {"program_id": program["id"], "person_ref": who, "code": code}
        await steps.post("/v1/participants", joining)
    shop = await steps.post("/v1/connections", {"source": "shopify", "name": "Shop"})
    await steps.settle()
    customer = {"id": CUSTOMER, "email": EMAIL, "first_name": MARK, "phone": PHONE}
    order = payload("orders_paid", customer=customer, email=EMAIL, note=f"for {MARK}")
    now = {"processed_at": datetime.now(UTC).isoformat()}
    order |= {"discount_codes": [{"code": "CLEO20"}], **now}
    await steps.hear(shop, order, delivery_id="bought")
    await steps.hear(shop, b'{"broken": "' + EMAIL.encode() + b'"', delivery_id="failed")
    theirs = payload("orders_paid", id=99_001, email="dora@other.example", customer=None)
    theirs |= {"discount_codes": [{"code": "MARKED20"}], "contact_email": None, **now}
    theirs |= {"billing_address": None, "shipping_address": None, "phone": None}
    await steps.hear(shop, theirs, delivery_id="referred")
    await steps.settle()
    return str(person["id"])


def payload_of_program() -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(EXAMPLE.read_bytes())
    return document | {"hold_days": 0}


async def erase(steps: Steps, person_id: str) -> None:
    await steps.post(f"/v1/people/{person_id}/erase")
    await steps.settle()


async def found(steps: Steps) -> list[str]:
    """Every place, of all schemas, in which a mark stands, sealed ones opened."""
    places = set()
    async with admin(steps) as connection:
        columns = await connection.fetch(
            """select n.nspname || '.' || c.relname as "table", a.attname as name,
                      format_type(a.atttypid, null) as type
               from pg_class c join pg_namespace n on n.oid = c.relnamespace
               join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
               where n.nspname in ('bus', 'referral', 'rewards', 'notifier')
                 and c.relkind in ('r', 'p') and not c.relispartition"""
        )
        for column in columns:
            place = f"{column['table']}.{column['name']}"
            shown = f'"{column["name"]}"'
            if column["type"] == "bytea":
                shown = f"encode({shown}, 'escape')"
            query = (
                f"select distinct {shown}::text from {column['table']} where {shown} is not null"
            )
            values = [row[0] for row in await connection.fetch(query)]
            if any(MARKS.search(opened(steps, value)) for value in values):
                places.add(place)
    for file in steps.folder.glob("*"):
        if MARKS.search(file.read_text()):
            places.add(f"file {file.name}")
    return sorted(places)


def opened(steps: Steps, value: str) -> str:
    """A value, and behind it what is sealed in it."""
    words = [value]
    for sealed in SEALED.findall(value):
        try:
            words.append(steps.tools.sealer.open(sealed))
        except (PermanentError, InvalidToken):
            continue
    return "\n".join(words)


async def plant(steps: Steps, person_id: str) -> list[str]:
    """Put the mark into every column that may hold it, of every row about the person."""
    planted = []
    async with admin(steps) as connection:
        await connection.execute("set session_replication_role = replica")
        for table, where in ABOUT.items():
            schema, name = table.split(".")
            columns = await connection.fetch(
                """select column_name, data_type from information_schema.columns
                   where table_schema = $1 and table_name = $2""",
                schema,
                name,
            )
            for column, kind in columns:
                if kind not in PLANT or column in IDS_AND_WORDS.get(table, set()):
                    continue
                value = re.sub(r"\bc\b", f'"{column}"', PLANT[kind])
                done = await connection.execute(
                    f'update {table} set "{column}" = {value} where ({where})'
                    + ("" if "$1" in (where or "") else " and $1::uuid is not null"),
                    ids.read("per", person_id),
                )
                if done != "UPDATE 0":
                    planted.append(f"{table}.{column}")
    return planted


async def test_nothing_of_what_was_sent_is_left(steps: Steps) -> None:
    person_id = await live(steps)
    before = await found(steps)
    expected = {
        "bus.outbox.data",
        "referral.delivery.raw",
        "referral.idempotency.sealed",
        "referral.person.display_name",
        "referral.person_identifier.value",
        "referral.person_word.word",
        "rewards.payout.request",
        "rewards.person.email",
        "notifier.message.content",
        "notifier.person.email",
    }
    assert expected <= set(before), before
    assert [place for place in before if place.startswith("file ")]

    await erase(steps, person_id)

    left = await found(steps)
    assert left == [], left


async def test_nothing_is_left_in_any_column_that_there_is(steps: Steps) -> None:
    person_id = await live(steps)
    planted = await plant(steps, person_id)
    assert {"referral.person.story", "referral.sale.tags", "rewards.payout.request"} <= set(planted)

    await erase(steps, person_id)

    left = await found(steps)
    assert left == [], left


@pytest.mark.parametrize(
    "table", ["referral.person", "referral.sale", "rewards.payout", "notifier.message"]
)
async def test_a_column_that_nobody_thought_of_is_found(steps: Steps, table: str) -> None:
    person_id = await live(steps)
    async with admin(steps) as connection:
        await connection.execute(f"alter table {table} add column nickname text")
    assert f"{table}.nickname" in await plant(steps, person_id)

    await erase(steps, person_id)

    assert await found(steps) == [f"{table}.nickname"]


def test_every_table_is_planted_or_known_to_hold_nobody() -> None:
    assert set(tables()) == {*ABOUT, *SEALED_OR_HASHED, *NOBODY}
