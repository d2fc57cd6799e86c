"""How long Kafka may take over what before it counts as stuck, and the settings that go with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, unless the name says otherwise. Only tests have a reason to use others.

    aiokafka's calls know no end while brokers are away: an idempotent send, `stop()` and `commit()`
    try for ever. So every one of them is given a limit here.
    """

    call_s: float = 30
    """Starting a client, making topics, asking for end offsets."""
    answer_s: float = 10
    """Answering where a partition ends."""
    join_s: float = 120
    """Joining a group: a member that hangs is waited for."""
    publish_s: float = 30
    """Sending a batch until all of it is acknowledged."""
    hurry_s: float = 2
    """What a batch in flight has left once another relay may begin."""
    commit_s: float = 10
    """Committing offsets."""
    last_commit_s: float = 5
    """Committing offsets of partitions that are being taken away."""
    finish_s: float = 20
    """Finishing the transactions that run when we are told to stop, or lose partitions."""
    close_s: float = 10
    """Closing a client."""
    stall_s: float = 60
    """No progress for that long, though there is something to read, is a stuck consumer."""
    rejoin_s: float = 90
    """Being without partitions after they were taken away: longer than a rebalance may last."""
    election_s: float = 2
    """Between two attempts to become the relay."""
    leader_idle_s: float = 60
    """A relay of which PostgreSQL hears nothing for that long may be replaced."""
    backoff_s: float = 15
    """At the most between two attempts to reach Kafka, or to apply a batch."""

    session_timeout_ms: int = 45_000
    heartbeat_interval_ms: int = 5_000
    rebalance_timeout_ms: int = 60_000


def backoff(attempt: int, most_s: float) -> float:
    """Seconds before the next attempt: 0.2, 0.4, 0.8 … up to `most_s`."""
    return float(min(0.1 * 2 ** min(attempt, 16), most_s))
