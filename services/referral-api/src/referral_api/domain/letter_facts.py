"""What a letter said, as far as its cause still tells. Codes and links that open something are not
shown: whoever may read what was written may not redeem it."""

from goodword.events import Event, RewardIssued, RewardSnapshot
from goodword.letters.rewards import SIDES, provider_name, worth_of

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


def _handover(cause: RewardSnapshot) -> dict[str, object]:
    if not isinstance(cause, RewardIssued):
        return {}
    if cause.handover.by == "provider":
        return {"provider": provider_name(cause.handover.provider)}
    return {"code": HIDDEN}
