"""Whether everything happened, once: looked up where it cannot be embellished, and all told."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import httpx
from tests.chaos.outside.provider import BELIEVED
from tests.chaos.stage import Stage
from tests.chaos.traffic import Told
from tests.journeys.observing import SCHEMAS, fetch, ledger

OUT = ("issued", "delivered", "delivery_failed", "redeemed")
CALLED_OFF = ("task_done", "task_cancelled")
"""Why a letter about a task need not leave any more."""

NEVER = (1, 0)
"""No number of copies is right for a letter that is not at its end, or ended without a reason."""

THANKS = "reward_thank_you"

DELIVERIES = "select status, reason, count(*) as n from delivery group by 1, 2"
UNENDED = "select status, reason, n from ({}) d where status not in ('applied', 'ignored')"
PARKED = "select state, type, error, count(*) as n from parked_event group by 1, 2, 3"
GAPS = """select topic, key, count(*) as n, max(seq) as newest from bus.outbox
          where topic in ('sales', 'relationships') group by 1, 2
          having count(*) <> max(seq) or count(distinct seq) <> count(*)"""
REWARDS = """select sale_id, rule, count(*) as n, min(state) as state, sum(amount) as amount
             from reward where business_id = $1 group by 1, 2"""
PAYOUTS = """select p.reward_id, p.idem_key, p.state from payout p where p.business_id = $1"""
MESSAGES = "select * from message where business_id = $1"
ASKED = """select person_id, count(*) as n from ask where business_id = $1 and sent_at is not null
           group by 1 having count(*) > 1"""


async def audit(stage: Stage, shops: Sequence[Told], paid: Sequence[Told]) -> list[str]:
    """What is not as it must be, a sentence each. Of `paid` all rewards are due and handed over,
    of the others none."""
    wrong = await _nothing_stands(stage)
    books = await _books(stage)
    for told in shops:
        name = told.shop.business["name"]
        found = [
            *await _facts(stage, told),
            *await _rewards(stage, told, told in paid),
            *await _money(stage, told, books),
            *await _letters(stage, told),
        ]
        wrong += [f"{name}: {one}" for one in found]
    return wrong


async def _nothing_stands(stage: Stage) -> list[str]:
    """Nothing is parked, waits, failed, or is missing in the log."""
    wrong = []
    for row in await fetch(stage, "referral", UNENDED.format(DELIVERIES)):
        wrong.append(f"{row['n']} deliveries {row['status']}: {row['reason']}")
    for schema in SCHEMAS:
        for row in await fetch(stage, schema, PARKED):
            wrong.append(f"{schema} has {row['n']} {row['type']} {row['state']}: {row['error']}")
    for row in await fetch(stage, "bus", GAPS):
        wrong.append(f"{row['topic']} {row['key']} has {row['n']} events up to {row['newest']}")
    log = stage.folder / "faults.log"
    if log.exists() and BELIEVED in log.read_text():
        wrong.append(BELIEVED)
    return wrong


async def _facts(stage: Stage, told: Told) -> list[str]:
    """Each acknowledged fact is there once, and no other."""
    return [
        *same("sales", told.sales, await _names(stage, told, "sale")),
        *same("refunds", told.refunds, await _names(stage, told, "refund")),
        *same("reviews", told.reviews, await _names(stage, told, "review")),
    ]


async def _names(stage: Stage, told: Told, table: str) -> list[str]:
    query = f"select external_id from {table} where business_id = $1"
    return [row["external_id"] for row in await fetch(stage, "referral", query, told.business_id)]


async def _rewards(stage: Stage, told: Told, due: bool) -> list[str]:
    """Both sides of each sale earned once, and it was issued where it is due."""
    rows = await fetch(stage, "rewards", REWARDS, told.business_id)
    expected = {"issued"} if due else {"pending"}
    counts = Counter(row["n"] for row in rows)
    states = Counter(row["state"] for row in rows)
    wrong = []
    if counts != {1: 2 * len(told.sales)}:
        wrong.append(f"{len(told.sales)} sales earned {dict(counts)} rewards")
    if set(states) - expected:
        wrong.append(f"rewards are {dict(states)}, not {expected}")
    return wrong


async def _money(stage: Stage, told: Told, books: dict[str, int]) -> list[str]:
    """The ledger balances, and what it calls handed over is what the provider's books hold: one
    order that stands for each reward that is issued, and none for any other."""
    wrong = []
    sums = Counter(await ledger(stage, told.shop.business["id"]))
    spent = sums.pop("program_expense", 0)
    owed = sums["pending"] + sums["available"] + sums["handed_over"] - sums["receivable"]
    if not spent == owed == told.worth:
        wrong.append(f"the ledger spends {spent}, owes {owed} and should {told.worth}: {sums}")
    rows = await fetch(stage, "rewards", PAYOUTS, told.business_id)
    standing = [row for row in rows if str(row["idem_key"]) in books]
    wrong += same(
        "rewards that are paid and stand",
        [str(row["reward_id"]) for row in rows if row["state"] in OUT],
        [str(row["reward_id"]) for row in standing],
    )
    worth = sum(books[str(row["idem_key"])] for row in standing)
    if worth != sums["handed_over"]:
        wrong.append(f"{sums['handed_over']} is handed over, and the books hold {worth}")
    return wrong


async def _books(stage: Stage) -> dict[str, int]:
    """The value of each order that stands, in minor units, by its key."""
    async with httpx.AsyncClient(timeout=60) as client:
        orders = (await client.get(f"{stage.sandbox_url}/books")).json()["orders"]
    keys = [order["external_id"] for order in orders]
    assert len(keys) == len(set(keys)), "a key made two orders"
    return {
        order["external_id"]: int(Decimal(str(order["payment"]["total"])) * 100)
        for order in orders
        if order["status"] == "EXECUTED" and "refund" not in order["payment"]
    }


async def _letters(stage: Stage, told: Told) -> list[str]:
    """Each letter once for its cause; twice, or perhaps never, where its answer was lost."""
    rows = await fetch(stage, "notifier", MESSAGES, told.business_id)
    wrong = []
    for row in rows:
        copies = _copies(stage, told, row["header_message_id"])
        least, most = allowed(row, stage.post.refused)
        if not least <= copies <= most:
            wrong.append(
                f"{row['kind']} {row['state']} ({row['reason']}, {row['lost']} lost):"
                f" {copies} copies"
            )
    issued = await fetch(
        stage,
        "bus",
        """select count(*) from bus.outbox
           where type like 'goodword.reward-issued%' and business_id = $1""",
        told.business_id,
    )
    thanked = sum(row["kind"] == THANKS for row in rows)
    if thanked != issued[0]["count"]:
        wrong.append(f"{issued[0]['count']} times issued, {thanked} letters of thanks")
    for row in await fetch(stage, "notifier", ASKED, told.business_id):
        wrong.append(f"{row['person_id']} was asked {row['n']} times")
    return wrong


def _copies(stage: Stage, told: Told, message_id: str | None) -> int:
    if message_id is None:
        return 0
    name = message_id.strip("<>")
    if told.shop.business["mode"] == "test":
        return int((stage.mail / f"{name}.eml").exists())
    return stage.post.kept[f"<{name}>"]


def allowed(row: Mapping[str, Any], refused: Collection[str]) -> tuple[int, int]:
    """How many copies of a letter there may be, at least and at most; `refused` are the mails that
    the server would not have."""
    if row["state"] == "sent":
        return 1, 1 + min(row["lost"], 1)
    if row["state"] == "unconfirmed":
        return 0, 2
    if row["state"] != "failed":
        return NEVER
    # Of a task that was over before the mail left.
    message_id = (row["header_message_id"] or "").strip("<>")
    reasons = ("mail_refused",) if f"<{message_id}>" in refused else CALLED_OFF
    return (0, 0) if row["reason"] in reasons else NEVER


def same(what: str, wanted: Iterable[str], found: Iterable[str]) -> list[str]:
    """A sentence where these are not the same names, each once."""
    missing, surplus = Counter(wanted), Counter(found)
    missing.subtract(surplus)
    off = {name: n for name, n in missing.items() if n}
    lost, more = sum(n for n in off.values() if n > 0), -sum(n for n in off.values() if n < 0)
    return [f"{what}: {lost} lost, {more} too many, such as {list(off)[:3]}"] if off else []
