"""A sale that is told of again: what the new report says otherwise, and what of that it changes."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from goodword.errors import RejectedError
from referral_api.domain.other_content import other_content
from referral_api.domain.sales.sale import ReportedSale

CORRECTABLE: Final = frozenset({"gross", "net", "items", "tags", "metadata"})
"""What a newer report replaces; the rest stays as it was first told."""

OF_NOBODY: Final = frozenset({"occurred_at", "gross", "net", "items", "test"})
"""What is still kept of a sale whose buyer was erased."""

_HOW: Final = {
    "buyer_ref": "If the two are one person, merge them with POST /v1/people/{id}/merge.",
    "codes": "Whose referral it is is changed with POST /v1/sales/{id}/attribute.",
    "click_id": "Whose referral it is is changed with POST /v1/sales/{id}/attribute.",
}
_STAYS = "This stays as it was first told; another sale has an external_id of its own."


def replaces(sale: ReportedSale, kept: Any) -> bool:
    """Whether a report is newer than the row `kept`. In another currency it is left: nothing that
    hangs on the sale could follow."""
    is_newer: bool = sale.told_at > kept.reported_at
    return is_newer and sale.gross.currency == kept.currency


def left_of(sale: ReportedSale, kept: Any) -> tuple[str, ...]:
    """The fields in which a report differs from the row `kept`, and that it leaves as they are."""
    differing = _differing(sale, kept)
    if replaces(sale, kept):
        return tuple(field for field in differing if field not in CORRECTABLE)
    return tuple(differing)


def _differing(sale: ReportedSale, kept: Any) -> Iterator[str]:
    told = {
        "occurred_at": (sale.closed_at, kept.closed_at),
        "gross": ((sale.gross.minor, sale.gross.currency), (kept.gross_minor, kept.currency)),
        "net": ((sale.net.minor, sale.net.currency), (kept.net_minor, kept.currency)),
        "codes": (list(sale.all_codes), list(kept.codes)),
        "click_id": (sale.click_id, kept.click_id),
        "items": ([item.stored() for item in sale.items], kept.items),
        "tags": (list(sale.tags), list(kept.tags)),
        "test": (sale.test, kept.test),
        "metadata": (sale.metadata, kept.metadata),
    }
    return (field for field, (now, before) in told.items() if now != before)


def why_left(sale: ReportedSale, kept: Any, fields: Sequence[str]) -> str:
    """What is said of a delivery whose report of a known sale changed less than it says."""
    named = ", ".join(fields)
    if replaces(sale, kept):
        return f"The sale is known, and keeps what was first told of it: {named}."
    return f"A report of the sale that is as new holds, and differs in {named}."


def sale_differs(sale_id: str, kept: Any, fields: Sequence[str]) -> RejectedError:
    """The refusal of another content under the name of a known sale."""
    how = {field: _how(field, kept) for field in fields}
    return other_content("sale_differs", "sale", how, sale_id)


def _how(field: str, kept: Any) -> str:
    if field in CORRECTABLE:
        return (
            f"Send an updated_at after {kept.reported_at.isoformat()} to let this version hold; "
            "money that went back is POST /v1/sales/{id}/refunds. The currency stays."
        )
    return _HOW.get(field, _STAYS)
