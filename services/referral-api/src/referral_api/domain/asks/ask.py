"""An ask that is answered: where its answer leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from goodword import ids
from goodword.asking import Answer
from goodword.errors import Kind, RejectedError
from referral_api.domain.asks.body import ProspectBody
from referral_api.domain.participants.offers import offered_now
from referral_api.domain.people.person import Identifier, PersonRef

AskStatus = Literal["proposed", "withheld", "sent", "answered", "unanswered", "refused"]
ANSWERABLE: Final = ("sent", "unanswered")
ANSWERABLE_FOR: Final = timedelta(days=180)
"""So long an ask asks, on its page and by mail; afterwards only a never is taken."""

UNREWARDED: Final = "GB"

BY_NAME_ALONE: Final = "ask"
"""The source of what a prospect is known by whom a client has named and nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a client said: on their page, by mail, or to a rep (`api`); `actor` is who says so."""

    answer: Answer
    via: Literal["page", "mail", "api"]
    actor: str
    prospects: tuple[ProspectBody, ...] = ()


def check_answerable(status: AskStatus) -> None:
    """RejectedError `illegal_transition` for an ask that was not sent, or is answered."""
    if status not in ANSWERABLE:
        raise RejectedError(
            "illegal_transition",
            f"This ask is {status}; one that was sent takes one answer.",
            kind=Kind.CONFLICT,
            current=status,
            allowed=list(ANSWERABLE) if status in ("proposed", "withheld") else [],
        )


def may_ask_for_contact(*countries: str | None) -> bool:
    """R-MSG-04: in some places nobody is asked for others' addresses if they may get something for
    it."""
    return UNREWARDED not in countries


def program_for(programs: Iterable[Any], now: datetime) -> UUID | None:
    """Under which program a named prospect is referred, of active ones with `kind`, `starts_at`,
    `ends_at` and when the client joined it, if they did.

    The introduction program that they joined last, else the only one there is. Among several that
    they never heard of nobody can choose for them: None.
    """
    open_now = [
        each for each in programs if each.kind == "active_intro" and offered_now(each, now) == "now"
    ]
    joined = [each for each in open_now if each.joined_at is not None]
    if joined:
        found: UUID = max(joined, key=lambda each: each.joined_at).id
        return found
    return open_now[0].id if len(open_now) == 1 else None


def prospect_ref(ask: tuple[UUID, UUID], place: int, named: ProspectBody) -> PersonRef:
    """The person whom a client names, in the answer's `place`, to an ask (business and id)."""
    business_id, ask_id = ask
    identifiers = [
        *([Identifier("email", "", named.email)] if named.email else []),
        *([Identifier("phone", "", named.phone)] if named.phone else []),
    ]
    alone = Identifier("external", BY_NAME_ALONE, f"{ids.show('ask', ask_id)}.{place}")
    return PersonRef(
        business_id=business_id,
        identifiers=tuple(identifiers) or (alone,),
        fills={"display_name": named.name},
        roles=frozenset({"prospect"}),
    )
