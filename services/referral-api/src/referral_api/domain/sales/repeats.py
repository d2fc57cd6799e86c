"""A repeat purchase that is told before the first one: whose it is once that is known.

Whatever order two sales come in, they end the same: the one that came too early is given to the
referral that it would have been matched to, had it come in its time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from goodword import ids
from referral_api.domain.sales.attribution import Attribution, BuyerStanding, attribute
from referral_api.domain.sales.candidates import Known
from referral_api.domain.sales.closing import Closing
from referral_api.domain.sales.giving import given_away
from referral_api.domain.sales.numbering import number_of
from referral_api.domain.sales.sale import ReportedSale


@dataclass(frozen=True, slots=True)
class News:
    """What sales by code or link told of one buyer: by referral, the closing that told."""

    by_referral: Mapping[UUID, Closing]

    @property
    def first(self) -> Closing:
        """Any that tells who the buyer is, and what they are known by."""
        return next(iter(self.by_referral.values()))

    @property
    def since(self) -> datetime:
        """When the first of them was bought."""
        return min(each.sale.closed_at for each in self.by_referral.values())


def news_of(closings: Sequence[Closing]) -> dict[tuple[UUID, UUID], News]:
    """By (business, buyer), what the codes and links of these closings told; of one referral the
    first purchase. A sale that a referral of before was found for tells nothing new."""
    found: dict[tuple[UUID, UUID], dict[UUID, Closing]] = {}
    for each in closings:
        if each.referral is None or each.attribution.prior or not each.attribution.participation:
            continue
        told = found.setdefault((each.business_id, each.client.person_id), {})
        known = told.get(each.referral.referral_id)
        if known is None or each.sale.closed_at < known.sale.closed_at:
            told[each.referral.referral_id] = each
    return {buyer: News(told) for buyer, told in found.items()}


def attributed_late(
    sale: ReportedSale, known: Known, buyer: BuyerStanding, news: News, referral_id: UUID | None
) -> Attribution | None:
    """Whose a sale is by that news, decided by the sale that told it; None where it stays with
    `referral_id`."""
    found = attribute(sale, known, buyer)
    to = found.prior.referral.referral_id if found.prior else None
    if to is None or to == referral_id or to not in news.by_referral:
        return None
    return replace(found, actor=ids.show("sal", news.by_referral[to].sale_id))


def numbers_of(rows: Sequence[Any], given: Collection[UUID]) -> dict[UUID, int]:
    """The how-manieth to its buyer each sale is, of rows with how many were `earlier` and the
    numbers `told` of referred sales, oldest first; `given` belong to a referral now.

    What was nobody's is counted anew, since something may hang on its number now.
    """
    numbers: dict[UUID, int] = {}
    told: dict[tuple[UUID, UUID], set[int]] = {}
    for row in rows:
        numbers[row.id] = row.number
        if row.test or row.referral_id is not None:
            continue
        numbers[row.id] = max(row.number, row.earlier + 1)
        if row.id in given:
            taken = told.setdefault((row.business_id, row.buyer_id), set(row.told))
            numbers[row.id] = number_of(row.earlier, taken)
            taken.add(numbers[row.id])
    return numbers


def kept(row: Any, number: int, closing: Closing | None, at: datetime) -> dict[str, Any]:
    """The columns of a sale that has this `number` now, and belongs to `closing`'s referral, if it
    is to belong to another than before."""
    columns = {
        "business_id": row.business_id,
        "id": row.id,
        "referral_id": row.referral_id,
        "participant_id": row.participant_id,
        "match": row.match,
        "attributions": row.attributions,
        "number": number,
        "is_new": row.is_new and number == 1,
        "events": 0,
    }
    if closing is None or closing.referral is None:
        return columns
    participation, to = closing.attribution.participation, closing.referral.referral_id
    given = given_away(row, closing.attribution, to, at.isoformat())
    return columns | {
        "referral_id": to,
        "participant_id": participation.participant_id if participation else None,
        "match": closing.attribution.explanation,
        "attributions": [*row.attributions, given],
        "events": 1,
    }
