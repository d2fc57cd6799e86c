"""Somebody who was asked, and their page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.referral_api.conftest import House
from tests.referral_api.stories import a_person
from tests.referral_api.told_asks import an_ask

from goodword import ids
from goodword.database import Database
from goodword.letters.links import answer_url
from referral_api.routes.tools import Tools

DANA = {"answer": "named", "name1": "Dana", "contact1": "dana@example.com", "told1": "yes"}
"""The form, filled in."""

FORM = '<form method="post">'


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask, whom it asked, and the path of their page."""

    ask: str
    person: str
    path: str


def page_of(tools: Tools, house: House, ask: str, person: str, language: str = "en") -> str:
    about = house.business_id, ids.read("ask", ask)
    return answer_url("", tools.signer, about, ids.read("per", person), language)


async def ask_ana(house: House, db: Database, tools: Tools, language: str = "en") -> Asked:
    """Ana was asked yesterday."""
    ana = (await a_person(house))["id"]
    yesterday: Any = datetime.now(UTC) - timedelta(days=1)
    ask = await an_ask(house, db, ana, sent_at=yesterday)
    return Asked(ask, ana, page_of(tools, house, ask, ana, language))
