"""A mail server that loses its answers, refuses, hangs up, and keeps what it took."""

import asyncio
import random
from collections import Counter
from email import message_from_bytes

from aiosmtpd.smtp import SMTP, Envelope, Session

from standalone.port import free_port

TAKEN = "250 2.0.0 Ok"

MOODS = ("takes it, and the answer is lost", "hangs up before it", "451 now", "550 never")
WEIGHTS = (5, 3, 5, 1)


class Post:
    """What arrived: how often each Message-ID did, and which were refused for good. `percent` of
    all mails meet a mood, drawn from the seed and the Message-ID and its try."""

    def __init__(self, seed: int, percent: int) -> None:
        self.port = free_port()
        self.percent = percent
        self.kept: Counter[str] = Counter()
        self.moods: Counter[str] = Counter()
        self.refused: set[str] = set()
        self._seed = seed
        self._tries: Counter[str] = Counter()

    async def open(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()

        def conversation() -> SMTP:
            return SMTP(self, hostname="mx.example", loop=loop)

        return await loop.create_server(conversation, "127.0.0.1", self.port)

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message_id = str(message_from_bytes(content)["Message-ID"])
        mood = self._mood(message_id)
        if mood == MOODS[3]:
            self.refused.add(message_id)
            return "550 5.7.1 Not wanted here"
        if mood == MOODS[2]:
            return "451 4.3.0 Come back later"
        if mood != MOODS[1]:
            self.kept[message_id] += 1
        if mood:
            server.transport.abort()
        return TAKEN

    def _mood(self, message_id: str) -> str | None:
        self._tries[message_id] += 1
        dice = random.Random(f"{self._seed} {message_id} {self._tries[message_id]}")
        if dice.randrange(100) >= self.percent:
            return None
        (mood,) = dice.choices(MOODS, WEIGHTS)
        self.moods[mood] += 1
        return mood
