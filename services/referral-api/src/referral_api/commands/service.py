"""`goodword referral-api`, and what an operator does to businesses, people, sales and state."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar, get_args
from uuid import UUID

import typer
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.cli.hand import hand
from goodword.cli.opened import with_database
from goodword.cli.service import run_service
from goodword.database import Database
from goodword.errors import GoodwordError
from goodword.mistakes import words_of
from goodword.observability import Watch
from goodword.settings import load
from referral_api.commands.desk import Business, Desk, change, id_of, read
from referral_api.domain.explaining.story import Explanation
from referral_api.domain.sales.giving import AttributeBody
from referral_api.main import SERVICE, open_database, open_eraser, serve
from referral_api.routes.businesses.businesses import NewBusiness, columns_of
from referral_api.settings import ReferralApiSettings
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key
from referral_api.use_cases.businesses.create_business import create_business
from referral_api.use_cases.erasure.erase_person import erase_person
from referral_api.use_cases.explaining.explain_ask import explain_ask
from referral_api.use_cases.explaining.explain_participant import explain_participant
from referral_api.use_cases.explaining.explain_person import explain_person
from referral_api.use_cases.explaining.explain_referral import explain_referral
from referral_api.use_cases.explaining.explain_sale import explain_sale
from referral_api.use_cases.people.export_person import export_person
from referral_api.use_cases.republish.republish import republish
from referral_api.use_cases.requests.note_command import Given, note_command
from referral_api.use_cases.rewards.decide_reward import Decision, Wanted, decide_reward
from referral_api.use_cases.sales.attribute_sale import Giving, attribute_sale

T = TypeVar("T")

DECISIONS: tuple[Decision, ...] = get_args(Decision)
EXPLAINING = {
    "ref": explain_referral,
    "sal": explain_sale,
    "prt": explain_participant,
    "ask": explain_ask,
}

app = typer.Typer()
business = typer.Typer(help="The businesses of this installation.", no_args_is_help=True)
app.add_typer(business, name="business")
people = typer.Typer(help="What is kept of people.", no_args_is_help=True)
app.add_typer(people, name="people")
sale = typer.Typer(help="Sales, where a person decides.", no_args_is_help=True)
app.add_typer(sale, name="sale")
reward = typer.Typer(help="Rewards, where a person decides.", no_args_is_help=True)
app.add_typer(reward, name="reward")


@app.command("referral-api")
def referral_api() -> None:
    """Run referral-api: the relationship, and the only public surface."""
    settings = load(ReferralApiSettings)

    async def serving(stop: asyncio.Event, watch: Watch) -> None:
        await serve(settings, stop=stop, watch=watch)

    run_service(SERVICE, settings, settings.operations_port, serving)


@business.command("create")
def create(
    name: Annotated[str, typer.Argument(help="As people know it.")],
    mode: Annotated[str, typer.Option(help="live or test, for life.")] = "test",
    industry: Annotated[str | None, typer.Option(help="Such as retail; law depends on it.")] = None,
    currency: Annotated[str, typer.Option(help="ISO 4217.")] = "USD",
    time_zone: Annotated[str, typer.Option(help="Such as America/New_York.")] = "UTC",
) -> None:
    """Create a business, and print its id and first API key, which is shown this once."""
    given = {
        "name": name,
        "mode": mode,
        "industry": industry,
        "currency": currency,
        "time_zone": time_zone,
    }
    try:
        wanted = NewBusiness.model_validate(given)
    except ValidationError as error:
        mistake = error.errors(include_url=False, include_input=False)[0]
        option = str(mistake["loc"][0]).replace("_", "-")
        raise GoodwordError(f"--{option}: {words_of(mistake)}") from error

    async def work(db: Database) -> tuple[str, str]:
        async with db.begin() as session:
            row = await create_business(columns_of(wanted), session=session)
            key = NewKey("first key")
            _, token = await create_api_key(row.business_id, key, session=session)
            shown = ids.show("biz", row.business_id)
            await _note(session, row.business_id, "business create", shown)
        return ids.show("biz", row.business_id), token

    business_id, token = _run(load(ReferralApiSettings), work)
    typer.echo(f"business {business_id}")
    typer.echo(f"api_key {token}")


@people.command("export")
def export(
    person_id: Annotated[UUID, typer.Argument(parser=id_of("per"), metavar="PERSON")],
    business: Business,
) -> None:
    """Print everything that referral-api holds of a person, as one JSON document of any size."""

    async def work(desk: Desk) -> bytes:
        return await export_person(desk.business_id, person_id, session=desk.session, limited=False)

    typer.echo(read(business, work).decode())


@sale.command("attribute")
def attribute(
    sale_id: Annotated[UUID, typer.Argument(parser=id_of("sal"), metavar="SALE")],
    business: Business,
    code: Annotated[str | None, typer.Option(help="Of the participant whose sale it is.")] = None,
    referral: Annotated[str | None, typer.Option(help="The referral it belongs to.")] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="Nobody is to thank.")] = False,
) -> None:
    """Give a sale to another referral, participant or nobody; who did it stays in its history."""
    given = {"code": code, "referral_id": referral, "participant_id": "" if nobody else None}
    wanted = {name: value or None for name, value in given.items() if value is not None}
    try:
        to = AttributeBody.model_validate(wanted)
    except ValueError as error:
        raise GoodwordError("Name the sale and one of the options.") from error

    async def work(desk: Desk) -> str:
        giving = Giving((desk.business_id, sale_id), to, hand())
        row = await attribute_sale(giving, session=desk.session)
        return str(row.match["sentence"])

    typer.echo(change(business, "sale attribute", work, lambda _: ids.show("sal", sale_id)))


@reward.command("decide")
def decide(
    reward_id: Annotated[UUID, typer.Argument(parser=id_of("rwd"), metavar="REWARD")],
    decision: Annotated[str, typer.Argument(help=f"One of {', '.join(DECISIONS)}.")],
    business: Business,
    reason: Annotated[str | None, typer.Option(help="In your own words.")] = None,
    choice: Annotated[str | None, typer.Option(help="Of choose: the kind of gift.")] = None,
) -> None:
    """Decide about a reward; rewards-worker applies it, or says why it cannot."""
    if decision not in DECISIONS:
        raise GoodwordError(f"Decide one of {', '.join(DECISIONS)}.")
    wanted = Wanted(decision=decision, actor=hand(), choice=choice, reason=reason)

    async def work(desk: Desk) -> str:
        row = await decide_reward(desk.business_id, reward_id, wanted, session=desk.session)
        return ids.show("evt", row.id)

    said = change(business, "reward decide", work, lambda _: ids.show("rwd", reward_id))
    typer.echo(f"{said} is said")


@app.command("explain")
def explain(
    about: Annotated[
        str, typer.Argument(help="ref_…, sal_…, prt_…, ask_… or per_….", metavar="ID")
    ],
    business: Business,
) -> None:
    """Say why a referral, a sale, a participant or an ask came to what it came to, or why a person
    was never asked."""
    prefix = about.partition("_")[0]
    if prefix not in (*EXPLAINING, "per"):
        raise GoodwordError(
            "Name a referral (ref_…), a sale (sal_…), a participant (prt_…), an ask (ask_…) or a"
            " person (per_…)."
        )
    about_id = id_of(prefix)(about)

    async def work(desk: Desk) -> Explanation:
        if prefix == "per":
            return await explain_person(
                desk.business_id, about_id, hasher=desk.hasher, session=desk.session
            )
        return await EXPLAINING[prefix](desk.business_id, about_id, session=desk.session)

    told = read(business, work)
    typer.echo(told.sentence)
    for entry in told.story:
        typer.echo(f"{entry.at:%Y-%m-%d %H:%M} {entry.what}: {entry.sentence}")


@people.command("erase")
def erase(
    person_id: Annotated[UUID, typer.Argument(parser=id_of("per"), metavar="PERSON")],
    business: Business,
) -> None:
    """Erase a person, and whoever was merged into them, for ever."""

    async def work(desk: Desk) -> str:
        eraser = open_eraser(desk.settings)
        row = await erase_person(
            desk.business_id, person_id, asked_by="cli", eraser=eraser, session=desk.session
        )
        return ids.show("per", row.person_id)

    erased = change(business, "people erase", work, lambda _: ids.show("per", person_id))
    typer.echo(f"{erased} is erased; what names them is emptied within minutes")


@app.command("republish")
def republish_topic(
    topic: Annotated[str, typer.Argument(help="people, programs or settings.")],
) -> None:
    """Say all state of a topic again, for a service that starts without it."""
    settings = load(ReferralApiSettings)

    async def work(db: Database) -> int:
        return await republish(topic, db=db, public_url=settings.public_url)

    typer.echo(f"{_run(settings, work)} facts said again")


async def _note(session: AsyncSession, business_id: UUID, command: str, about: str) -> None:
    """Keep for the audit that whoever runs this did it."""
    await note_command(Given(business_id, hand(), f"goodword {command}", about), session=session)


def _run(settings: ReferralApiSettings, work: Callable[[Database], Awaitable[T]]) -> T:
    return with_database(open_database(settings), work)
