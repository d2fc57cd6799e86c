"""Why a decision about a reward was refused, and what to do instead."""

_ON_ITS_WAY = (
    "It is being handed over, and may be out already, so nobody can take it back now. If it is"
    " refused it becomes failed, and can be revoked then. If it comes out, cancel the gift at its"
    " provider: once the provider says so it is returned, and can be revoked. A refund of its sale"
    " is claimed back, and calls off a task that nobody has done"
)
_IS_OUT = (
    "It was handed over. Cancel the gift at its provider: once the provider says so it is returned,"
    " and can be revoked. What refunds of its sale claim back is settled by recover"
)
_BY_STATE = {
    ("issuing", "revoke"): _ON_ITS_WAY,
    ("issuing", "deny"): _ON_ITS_WAY,
    ("issuing", "recover"): (
        "It is being handed over: what refunds of its sale claim back is settled once it is out"
    ),
    ("issuing", "approve"): "It is being handed over already: wait for the provider's word",
    ("issuing", "retry"): "It is being handed over already: wait for the provider's word",
    ("issued", "revoke"): _IS_OUT,
    ("issued", "deny"): _IS_OUT,
    ("redeemed", "revoke"): "It was handed over and has been used",
    ("redeemed", "deny"): "It was handed over and has been used",
}
_BY_CODE = {
    "nothing_owed": "Refunds have left nothing of it, so there is nothing to approve",
    "nothing_to_recover": "Only of what is out, and was refunded afterwards, is there a claim",
    "choice_open": "The beneficiary has yet to choose a gift; choose for them if they told you",
    "not_a_choice": "There is no such gift to choose, or it was chosen already",
    "forbidden_by_law": (
        "The law forbids this gift, as things are known now, and nobody can sign for that: the"
        " reward's verdict names the rules. Deny or revoke it, or mend what is known of the people"
        " and the business where it is wrong"
    ),
    "law_unknown": (
        "No rule of law that we know allows this gift, so nobody can approve it alone. Somebody who"
        " has looked into it signs for the place with POST /v1/programs/{id}/sign_offs; or tell"
        " what is missing of the people (PATCH /v1/people/{id}). Then it is decided again"
    ),
    "signoff_missing": (
        "The law allows this gift only on conditions that somebody has to sign for: POST"
        " /v1/programs/{id}/sign_offs. Then it is decided again"
    ),
    "tax_form_missing": (
        "Its beneficiary's tax form has to be there first. Collect it, and say so with the task"
        " collect_tax_form; then it is paid by itself"
    ),
    "unknown_reward": "Nothing could ever come of this reward: read its verdict",
}


def why_refused(decision: str, refusal: str, current: str | None, allowed: list[str] | None) -> str:
    """Sentences for whoever decided; `allowed` are the decisions that would have been taken."""
    told = _BY_STATE.get((current or "", decision)) or _BY_CODE.get(refusal)
    instead = f"Now you may {' or '.join(allowed)} it." if allowed else ""
    if told is None:
        told = f"A reward that is {(current or 'unknown').replace('_', ' ')} takes no {decision}"
        instead = instead or "Nothing can be decided about it as it stands."
    return f"{told}. {instead}".rstrip()
