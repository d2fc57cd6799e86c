"""All that the tables of this service hold of a person."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.people.people import Who, everybody_behind


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one table about the `:people`, or one of the TypeIDs `:named`, with the column that
    tells which came first."""

    table: str
    where: str
    columns: str = "t.*"
    oldest: str = "created_at"

    @property
    def statement(self) -> str:
        """The rows as they are kept, but for what only we count by."""
        rows = f"select {self.columns} from {self.table} t"  # noqa: S608 constants of this file
        return f"""
            select to_jsonb(t) - cast(:internal as text[]) as row
            from ({rows} where t.business_id = :business_id and ({self.where})) t
            order by t.{self.oldest} limit cast(:at_most as bigint)
        """  # noqa: S608 constants of this file


_BUYER = "select {} from sale s where s.business_id = t.business_id and s.buyer_id = any(:people)"
_JOINED = """
    t.participant_id in (select p.id from participant p where p.business_id = t.business_id
                         and p.person_id = any(:people))
"""
_REWARDED = """
    t.reward_id in (select r.id from reward r where r.business_id = t.business_id
                    and r.beneficiary_id = any(:people))
"""
SECTIONS: Mapping[str, Section] = {
    "people": Section("person", "t.id = any(:people)"),
    "identifiers": Section("person_identifier", "t.person_id = any(:people)"),
    "consents": Section("consent", "t.person_id = any(:people)"),
    "participants": Section("participant", "t.person_id = any(:people)"),
    "clicks": Section(
        "click",
        f"{_JOINED} or t.id in ({_BUYER.format('s.click_id')})",
    ),
    "referrals": Section(
        "referral", "t.referrer_id = any(:people) or t.prospect_id = any(:people)"
    ),
    "referred_sales": Section(
        "referrer_sales", "t.referrer_id = any(:people)", "t.period, t.count", oldest="period"
    ),
    "sales": Section("sale", "t.buyer_id = any(:people)"),
    "part_payments": Section(
        "part_payment", f"(t.source, t.external_id) in ({_BUYER.format('s.source, s.external_id')})"
    ),
    "refunds": Section("refund", f"t.sale_id in ({_BUYER.format('s.id')})"),
    "rewards": Section("reward", "t.beneficiary_id = any(:people)"),
    "reward_decisions": Section("reward_decision", _REWARDED),
    "payouts": Section("payout", _REWARDED, oldest="updated_at"),
    "donations": Section("donation", _REWARDED, oldest="made_at"),
    **{
        table: Section(table, "t.person_id = any(:people)")
        for table in (
            *("review", "survey_answer", "value_contact"),
            *("issue", "opportunity", "order_fulfilment", "invitation", "ask"),
        )
    },
    "messages": Section("message", "t.person_id = any(:people)"),
    "told": Section("timeline_entry", "t.person = any(:named)", "t.type, t.data, t.created_at"),
    "tasks": Section("task", "t.subjects && :named or t.assignee_id = any(:people)"),
    "api_keys": Section(
        "api_key",
        "t.owner_id = any(:people)",
        "t.id, t.name, t.scopes, t.last_used_at, t.created_at",
    ),
    "deliveries": Section(
        "delivery",
        "t.facts && :named",
        """
            t.id, t.connection_id, t.topic, t.external_id, t.status, t.created_at,
            encode(t.raw, 'base64') as body
        """,
    ),
}
"""In this order, since later ones are about the ids of earlier ones. Who sold to whom is with the
buyers; the feed of events tells once more what is here."""

_INTERNAL = (
    *("business_id", "seq", "last_tx", "done_seq", "done_last_tx", "rank"),
    *("decided_seq", "decided_last_tx", "visitor"),
    *("relationship_seq", "relationship_last_tx"),
)


async def rows_about(
    session: AsyncSession, who: Who, section: str, at_most: int | None, named: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The rows of a section, oldest first; one more than `at_most` where there are more. Tasks and
    deliveries are those about one of the TypeIDs `named`."""
    people = await ids_behind(session, who)
    statement = SECTIONS[section].statement
    given = {
        "people": bindparam("people", people, ARRAY(Uuid)),
        "named": bindparam("named", list(named), ARRAY(Text)),
    }
    bound = [each for name, each in given.items() if f":{name}" in statement]
    values = {
        "business_id": who[0],
        "internal": list(_INTERNAL),
        "at_most": None if at_most is None else at_most + 1,
    }
    found = await session.scalars(text(statement).bindparams(*bound), values)
    return [_readable(dict(row)) for row in found]


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """What came as bytes is shown as text; a mail need not be any that we know."""
    if "body" in row:
        row["body"] = b64decode(row["body"]).decode(errors="replace")
    return row


async def ids_behind(session: AsyncSession, who: Who) -> list[UUID]:
    """The ids of a person and of those who were merged into them."""
    return list(await session.scalars(everybody_behind(who)))
