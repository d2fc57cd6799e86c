"""A donation as Change takes it: the exact bytes, and whom they are for."""

from collections.abc import Sequence

import orjson

from goodword import ids
from goodword.errors import PermanentError
from goodword.setups import Charity
from rewards_worker.ports import Order

CURRENCY = "USD"
"""Change is told no currency: it counts in cents of this one."""


def compose_donation(order: Order, charities: Sequence[Charity]) -> bytes:
    """The request body; PermanentError for what cannot be given there.

    The business pays, so no funds were collected from anybody.
    """
    if order.amount is None or order.amount.currency != CURRENCY:
        raise PermanentError(f"Change takes donations in {CURRENCY} alone")
    metadata = {"in_the_name_of": order.recipient_name}
    if order.reward_id:
        metadata["reward"] = ids.show("rwd", order.reward_id)
    return orjson.dumps(
        {
            "amount": order.amount.minor,
            "nonprofit_id": charity_of(order.where, charities).nonprofit_id,
            "funds_collected": False,
            "external_id": str(order.key),
            "metadata": metadata,
        }
    )


def charity_of(where: str | None, charities: Sequence[Charity]) -> Charity:
    """The charity by its name or registration; PermanentError where nobody has looked at it."""
    wanted = " ".join((where or "").split()).casefold()
    for one in charities:
        if wanted in (one.name.casefold(), one.registration.casefold()):
            return one
    # Without its name, which is the beneficiary's favourite.
    raise PermanentError("the charity is not among those that are set up for Change")
