"""What use cases do to the database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from goodword.database import Database


@pytest.fixture
def statements(referral_db: Database) -> Callable[[], AbstractContextManager[list[str]]]:
    """Counts statements: `with statements() as executed`."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        executed: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            executed.append(statement)

        engine = referral_db.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield executed
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
