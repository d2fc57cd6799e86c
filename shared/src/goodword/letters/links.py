"""Links in letters to pages of ours: signed, so that only who got the letter can act."""

from uuid import UUID

from goodword import ids
from goodword.seal import Signer

CHOOSE = "choose"
"""The purpose of the token with which a beneficiary chooses a gift."""

ANSWER = "answer"
"""The purpose of the token with which a client answers an ask."""

OPT_IN = "opt_in"
"""The purpose of the token with which a prospect says whether they want to be introduced."""


def choose_url(public_url: str, signer: Signer, reward: tuple[UUID, UUID], language: str) -> str:
    """Where the beneficiary of `reward` (business and id) chooses, in their language."""
    business_id, reward_id = reward
    said = {
        "business": ids.show("biz", business_id),
        "reward": ids.show("rwd", reward_id),
        "language": language,
    }
    return f"{public_url}/c/{signer.sign(CHOOSE, said)}"


def answer_url(
    public_url: str, signer: Signer, ask: tuple[UUID, UUID], person_id: UUID, language: str
) -> str:
    """Where whoever was asked by `ask` (business and id) answers, in their language."""
    business_id, ask_id = ask
    said = {
        "business": ids.show("biz", business_id),
        "ask": ids.show("ask", ask_id),
        "person": ids.show("per", person_id),
        "language": language,
    }
    return f"{public_url}/a/{signer.sign(ANSWER, said)}"


def opt_in_url(public_url: str, signer: Signer, referral: tuple[UUID, UUID], language: str) -> str:
    """Where the prospect of `referral` (business and id) answers, in the language of whoever
    passes the link on."""
    business_id, referral_id = referral
    said = {
        "business": ids.show("biz", business_id),
        "referral": ids.show("ref", referral_id),
        "language": language,
    }
    return f"{public_url}/i/{signer.sign(OPT_IN, said)}"
