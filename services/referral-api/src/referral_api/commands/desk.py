"""How a command reaches a business: by slug or id, in one transaction, noted where it changes
something."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.cli.hand import hand
from goodword.cli.opened import with_database
from goodword.database import Database
from goodword.errors import GoodwordError
from goodword.seal import Hasher, Sealer
from goodword.settings import load
from referral_api.db.businesses.businesses import businesses_of, find_business
from referral_api.main import open_database
from referral_api.settings import ReferralApiSettings
from referral_api.use_cases.requests.note_command import Given, note_command

T = TypeVar("T")

OPERATOR = "operator"
"""Who acts, as facts say it; the audit names the person."""

Business = Annotated[
    str,
    typer.Option(
        "--business", envvar="GOODWORD_BUSINESS", metavar="SLUG|ID", help="Its slug, or biz_…."
    ),
]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command about one business works with."""

    session: AsyncSession
    business_id: UUID
    settings: ReferralApiSettings

    @property
    def sealer(self) -> Sealer:
        return Sealer([key.get_secret_value() for key in self.settings.secret_keys])

    @property
    def hasher(self) -> Hasher:
        return Hasher(self.settings.hash_key.get_secret_value())


@dataclass(frozen=True, slots=True)
class House:
    """A business whose database is open; `sit` is a transaction of its own each time."""

    db: Database
    business_id: UUID
    settings: ReferralApiSettings

    async def sit(self, work: Callable[[Desk], Awaitable[T]]) -> T:
        """Do `work` in one transaction, again where it lost a conflict."""

        async def once() -> T:
            async with self.db.begin([self.business_id]) as session:
                return await work(Desk(session, self.business_id, self.settings))

        return await self.db.retrying(once)


def within(business: str, work: Callable[[House], Awaitable[T]]) -> T:
    """Do `work` for the business of that slug or id; GoodwordError where there is none."""
    settings = load(ReferralApiSettings)

    async def found(db: Database) -> T:
        return await work(House(db, await _business(db, business), settings))

    return with_database(open_database(settings), found)


def read(business: str, work: Callable[[Desk], Awaitable[T]]) -> T:
    """What `work` finds of a business."""
    return within(business, lambda house: house.sit(work))


def change(
    business: str,
    command: str,
    work: Callable[[Desk], Awaitable[T]],
    about: Callable[[T], str | None],
) -> T:
    """Do `work`, and note in the same transaction who gave which `command`, `about` which id."""

    async def noted(desk: Desk) -> T:
        done = await work(desk)
        await note(desk, command, about(done))
        return done

    return read(business, noted)


async def note(desk: Desk, command: str, about: str | None) -> None:
    """Keep for the audit that whoever runs this did it."""
    given = Given(desk.business_id, hand(), f"goodword {command}", about)
    await note_command(given, session=desk.session)


def id_of(prefix: str) -> Callable[[str], UUID]:
    """A parser of TypeIDs; a mistake is told with exit code 2."""

    def parse(text: str) -> UUID:
        try:
            return ids.read(prefix, text)
        except ValueError as error:
            raise typer.BadParameter(f"{text} is {error}") from error

    return parse


async def _business(db: Database, named: str) -> UUID:
    async with db.begin() as session:
        business_id = _as_id(named) or await find_business(session, named)
    if business_id is not None:
        async with db.begin([business_id]) as session:
            if await businesses_of(session, [business_id]):
                return business_id
    raise GoodwordError(f"There is no business {named}; `goodword business list` shows all.")


def _as_id(named: str) -> UUID | None:
    try:
        return ids.read("biz", named)
    except ValueError:
        return None
