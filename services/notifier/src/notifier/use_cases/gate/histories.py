"""What passed with clients, those who were merged into them among them."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database.people import aliases_of, standing_for
from notifier.db.asks import asks, happenings
from notifier.db.asks.happenings import Who
from notifier.domain.asks.ask import Ask
from notifier.domain.asks.happening import Happening


@dataclass(slots=True)
class History:
    """Of one client: `people` are they and whoever was merged into them."""

    people: list[Who]
    happenings: list[Happening] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)


async def histories(session: AsyncSession, standing: Collection[Who]) -> dict[Who, History]:
    """Of each of these, who stand for themselves."""
    aliases = await aliases_of(session, standing)
    at = await standing_for(session, aliases)
    everyone = {who: who for who in standing} | {who: (who[0], to) for who, to in at.items()}
    found = {who: History([who]) for who in standing}
    for alias in aliases:
        found[everyone[alias]].people.append(alias)
    for who, passed in (await happenings.of_people(session, everyone)).items():
        found[everyone[who]].happenings += passed
    for who, asked in (await asks.of_people(session, everyone)).items():
        found[everyone[who]].asks += asked
    return found
