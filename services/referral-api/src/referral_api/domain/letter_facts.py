"""What a letter said, as far as its cause still tells. Codes and links that open something are not
shown: whoever may read what was written may not redeem it."""

from datetime import tzinfo

from goodword.events import Event, RewardIssued, RewardSnapshot, TaskOpened
from goodword.letters.rewards import ADDED, SIDES, as_handed_over, worth_of, writes_itself
from goodword.letters.tasks import TASK, task_facts

HIDDEN = "••••••••"

ALERT = "reward_failed_alert"


def reward_facts(kind: str, cause: Event, public_url: str) -> dict[str, object] | None:
    """The facts of a letter of `kind` about a reward; None where its cause is of another kind."""
    if not isinstance(cause, RewardSnapshot):
        return None
    facts = worth_of(cause)
    if kind == ALERT:
        return facts | {"reward": cause.subject, "reason": cause.reason or "unknown"}
    if kind == "reward_choice":
        facts |= {"link": f"{public_url}/c/hidden"}
    return facts | {"side": SIDES.get(cause.to), "needed": cause.reason, **_handover(cause)}


def facts_of_task(kind: str, task: TaskOpened, zone: tzinfo) -> dict[str, object] | None:
    """The facts of a letter about a task, told in the time of `zone`."""
    due_at = task.due_at and task.due_at.astimezone(zone)
    return task_facts(task) | {"due_at": due_at} if kind == TASK else None


def _handover(cause: RewardSnapshot) -> dict[str, object]:
    if not isinstance(cause, RewardIssued):
        return {}
    by, provider = cause.handover.by, cause.handover.provider
    # What is sealed is not kept here; these kinds never have a code.
    hidden = HIDDEN if by == "us" and cause.kind not in (*ADDED, "charity_donation") else None
    out = cause.balances.handed_over if cause.balances else None
    handover = {"provider": writes_itself(by, provider), "code": hidden}
    return {**handover, **as_handed_over(cause, out)}
