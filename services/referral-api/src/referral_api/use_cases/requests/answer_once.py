"""Answer a writing request: its effect and its answer are committed together, once per key."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import Database
from goodword.errors import Kind, RejectedError
from goodword.seal import Sealer
from referral_api.db.businesses.idempotency import Kept, claim_key, keep_answer, kept_answer
from referral_api.db.connections.named import ERASED_ANSWER


@dataclass(frozen=True, slots=True)
class Asked:
    """A writing request: by whom, under which Idempotency-Key, and a hash of all it says."""

    business_id: UUID
    key: str | None
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the request is answered, made inside its transaction."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


Work = Callable[[AsyncSession], Awaitable[Answer]]


async def answer_once(asked: Asked, work: Work, *, db: Database, sealer: Sealer) -> Answer:
    """Do `work` in a transaction of its own and commit it together with its answer.

    The same key and request again gets the stored answer for 24 hours. RejectedError
    `idempotency_key_in_use` while the first is still running, `idempotency_key_reused` where the
    key came with another request, `answer_erased` where the answer named somebody who was erased
    since. Where `work` fails nothing is kept: the key is free again.
    """
    return await db.retrying(partial(_once, asked, work, db, sealer))


async def _once(asked: Asked, work: Work, db: Database, sealer: Sealer) -> Answer:
    async with db.begin([asked.business_id]) as session:
        if asked.key is None:
            return await work(session)
        known = await _known(session, asked, asked.key, sealer)
        if known is not None:
            return known
        answer = await work(session)
        await keep_answer(
            session,
            asked.business_id,
            asked.key,
            Kept(
                fingerprint=asked.fingerprint,
                status=answer.status,
                headers=orjson.dumps(answer.headers).decode(),
                sealed=sealer.seal(answer.body),
            ),
        )
        return answer


async def _known(session: AsyncSession, asked: Asked, key: str, sealer: Sealer) -> Answer | None:
    if not await claim_key(session, asked.business_id, key):
        raise RejectedError(
            "idempotency_key_in_use",
            "The first request with this Idempotency-Key is still running; ask again in a moment.",
            kind=Kind.CONFLICT,
        )
    kept = await kept_answer(session, asked.business_id, key)
    if kept is None:
        return None
    if kept.fingerprint != asked.fingerprint:
        raise RejectedError(
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request; use a new one for each request.",
        )
    if kept.status == ERASED_ANSWER:
        raise RejectedError(
            "answer_erased",
            "It was done, and its answer is gone, since it named somebody who was erased.",
            kind=Kind.CONFLICT,
        )
    return Answer(kept.status, sealer.open(kept.sealed), kept.headers, replayed=True)
