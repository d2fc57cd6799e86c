"""Two businesses with the same external ids, and what one is told of the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from tests.fixtures.database import Databases
from tests.fixtures.rows import Rows, rows_of
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.everything import ID, fill, ids_of
from tests.referral_api.writes import Stage

from goodword import ids
from goodword.database import Database

RAW_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
ID_PATTERN = re.compile(r"^\^([a-z]{3})_\[0-7\]")
SECRET_WORD = "quetzal"
"""Stands in the first business in many places, and nowhere else."""


@dataclass
class Neighbours:
    """`one` has what `other` must not see; all that `other` is answered is kept."""

    one: Stage
    other: Stage
    databases: Databases
    answers: list[httpx.Response] = field(default_factory=list)

    async def rows(self, stage: Stage) -> Rows:
        """All that the database has of one of them."""
        return await rows_of(self.databases, stage.house.business_id, "referral")

    async def leaks(self, posted: bytes = b"") -> dict[str, set[UUID]]:
        """What of the first one's ids stands in which answer to the other, who wrote it neither in
        the request nor in what a source of theirs posted."""
        rows = await self.rows(self.one)
        theirs = set(_ids(" ".join(text for table in rows.values() for text in table)))
        assert len(theirs) > 50
        found = {}
        for answer in self.answers:
            told = f"{answer.headers} {answer.text}"
            asked = f"{answer.request.url} {answer.request.content.decode(errors='replace')}"
            asked += posted.decode(errors="replace")
            leaked = theirs & set(_ids(told)) - set(_ids(asked))
            named = SECRET_WORD in told.lower() and SECRET_WORD not in asked.lower()
            if leaked or named:
                found[f"{answer.request.method} {answer.request.url}: {answer.text}"] = leaked
        return found


async def neighbours(
    open_house: OpenHouse, app: FastAPI, db: Database, databases: Databases
) -> Neighbours:
    """Both filled with the same; the first with one thing more of each kind, for good measure."""
    stages = []
    for word in (SECRET_WORD, None):
        house = await open_house(name=f"The {word or 'other'} shop")
        await fill(house, db)
        if word:
            await _more(house, word)
        stages.append(Stage(house, db, await ids_of(house, app)))
    made = Neighbours(*stages, databases)

    async def keep(answer: httpx.Response) -> None:
        await answer.aread()
        made.answers.append(answer)

    made.other.house.http.event_hooks["response"].append(keep)
    return made


async def _more(house: House, word: str) -> None:
    """Somebody with a code whom only this business knows."""
    known = {"emails": [f"{word}@example.com"], "external_ids": [{"source": "crm", "id": word}]}
    person = await house.post("/v1/people", known | {"name": {"display": word.title()}})
    program = (await house.get("/v1/programs")).json()["data"][0]
    joins = {"program_id": program["id"], "person_ref": person.json()["id"], "code": word.upper()}
    joined = await house.post("/v1/participants", joins)
    assert joined.status_code == 201, joined.text


def alike(answer: httpx.Response) -> tuple[int, str]:
    """An answer without what is new in each one: ids, by their kind, and moments."""
    told = f"{sorted(answer.headers.items())} {answer.text}"
    return answer.status_code, MOMENT.sub("", ID.sub(lambda found: found[0][:3], told))


def nowhere(prefix: str) -> str:
    """The id of something that does not exist."""
    return ids.show(prefix, ids.new())


def ids_in(schema: Any, schemas: dict[str, Any]) -> str | None:
    """The prefix of the ids that a value of this schema may be."""
    if "$ref" in schema:
        return ids_in(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if found := ID_PATTERN.match(schema.get("pattern", "")):
        return found[1]
    members = [ids_in(each, schemas) for each in schema.get("anyOf", ())]
    return next((each for each in members if each), None)


def _ids(text: str) -> Iterator[UUID]:
    for each in ID.findall(text):
        try:
            yield ids.read(each[:3], each)
        except ValueError:
            continue
    yield from map(UUID, RAW_ID.findall(text))
