"""Ana is asked to introduce Ben, on a clock that a test moves."""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    Event,
    IntroductionMade,
    IntroductionReminded,
    IntroductionRequested,
    MessageFailed,
    MessageSent,
)
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from notifier.main import job_kinds

REFERRAL = ids.new()
BEN = ids.new()
ALWAYS = {"opens": "00:00", "closes": "24:00"}
E = TypeVar("E", bound=Event)


async def at(world: World, moment: datetime, hours: dict[str, Any] | None = None) -> None:
    """It is `moment` for the business, a test business in UTC, and what is due is done."""
    [row] = await world.rows("select extract(epoch from $1::timestamptz - now())::bigint s", moment)
    parameters = {"mail_hours": hours or ALWAYS}
    await world.tell(
        world.business(mode="test", clock_offset_s=row["s"] + 1, parameters=parameters)
    )
    await run_due(world.db, job_kinds(world.mailroom))


async def begin(world: World, moment: datetime, hours: dict[str, Any] | None = None) -> None:
    """A business, Ana with her story, and Ben, at `moment`."""
    await world.begin(mode="test")
    await world.tell(
        world.person(world.ana, "Ana", story="We moved her shop in one night."),
        world.person(BEN, "Ben"),
    )
    await at(world, moment, hours)


def requested(world: World, moment: datetime, seq: int = 2, **changes: Any) -> Said:
    given = {
        "business_id": world.business_id,
        "referral_id": REFERRAL,
        "referrer_id": world.ana,
        "prospect_id": BEN,
        "two_step": True,
        "rewarded": False,
        "requested_at": moment,
        "reminder_at": moment + timedelta(hours=48),
        "draft_at": moment + timedelta(hours=96),
        "expires_at": moment + timedelta(days=30),
    }
    return Said(IntroductionRequested(**given | changes), seq)


def made(world: World, moment: datetime, seq: int = 3) -> Said:
    event = IntroductionMade(
        business_id=world.business_id,
        referral_id=REFERRAL,
        referrer_id=world.ana,
        prospect_id=BEN,
        referral_class="active_referral",
        how="named",
        program_id=ids.new(),
        program_version=1,
        evidence_kind="opt_in_link",
        verified=True,
        made_at=moment,
    )
    return Said(event, seq)


async def ask(world: World, moment: datetime, **changes: Any) -> None:
    """The request is heard, and what is due is done."""
    await world.tell(requested(world, moment, **changes))
    await run_due(world.db, job_kinds(world.mailroom))


async def said(world: World, kind: type[E]) -> list[E]:
    events = [one.event for one in await events_of(world.db)]
    mine = [each for each in events if each.business_id == world.business_id]
    return [each for each in mine if isinstance(each, kind)]


async def sent(world: World) -> list[str]:
    """The kinds of letters that went out, in order."""
    return [each.kind for each in await said(world, MessageSent)]


async def withheld(world: World) -> list[tuple[str, str]]:
    """The kinds of letters that will never go out, with the reasons."""
    return [(each.kind, each.reason) for each in await said(world, MessageFailed)]


async def reminders(world: World) -> list[str]:
    return [each.step for each in await said(world, IntroductionReminded)]


async def letter(world: World, kind: str) -> tuple[UUID, str]:
    """The id and the plain text of the one letter of `kind` that was composed."""
    [row] = await world.rows("select id, content from message where kind = $1", kind)
    return row["id"], world.mailroom.sealer.open(row["content"])
