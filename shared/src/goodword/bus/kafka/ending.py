"""Ending the process where nothing else is safe any more."""

import os
import sys
from typing import NoReturn

EXIT_STUCK = 70
"""EX_SOFTWARE: whoever supervises us starts us again, and the new process begins at the cursor."""


def end_process(sentence: str) -> NoReturn:
    """End now, with `sentence` as the last line: without handlers, flushes and goodbyes.

    A call into Kafka is stuck. It can be neither finished nor taken back, and `stop()` of its
    client would be stuck as well (aiokafka issue 1101). All that counts is in PostgreSQL.
    """
    sys.stdout.flush()
    print(f"goodword: {sentence}", file=sys.stderr, flush=True)
    os._exit(EXIT_STUCK)
