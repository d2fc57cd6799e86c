"""The words of people's names, by which they are looked for."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, Text, Uuid, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.metadata import metadata
from referral_api.db.people.people import person

# Kept where people are written (`db.people.people`). In the order of bytes, in which words that
# begin alike are neighbours; and found by comparing, since row security lets an index be used for
# nothing that might tell of rows it hides, such as `like` or `@@`.
person_word = Table(
    "person_word",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("word", Text(collation="C"), nullable=False),
    Column("person_id", Uuid, nullable=False),
    PrimaryKeyConstraint("business_id", "word", "person_id"),
    # Without the business, so that nobody reads all words of one where the key would do.
    Index("person_word_person", "person_id"),
)

_LAST = "\U0010ffff"
"""Sorts behind whatever a word may go on with."""

_FORGET = text("""
    delete from person_word
    where business_id = :business_id and person_id = any(cast(:ids as uuid[]))
""")


def called(business_id: UUID, words: Sequence[str]) -> Iterator[Any]:
    """The conditions that some word of a person's name begins with each of `words`, for
    `people_of`."""
    for word in words:
        beginning = select(person_word.c.person_id).where(
            person_word.c.business_id == business_id,
            person_word.c.word >= word,
            person_word.c.word < word + _LAST,
        )
        yield person.c.id.in_(beginning)


async def forget_words(session: AsyncSession, business_id: UUID, ids: Sequence[UUID]) -> None:
    """The names of these people are known no more."""
    await session.execute(_FORGET, {"business_id": business_id, "ids": ids})
