"""What may earn: a closed sale, or a stage that a referral has reached."""

from dataclasses import dataclass
from uuid import UUID

from goodword import ids
from goodword.events import Envelope, ReferralStage, SaleClosed
from goodword.programs import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """One event that may earn, `event_id`, and the facts that it froze; `seq` is its place among
    those of its key. A stage has no `sale_id`."""

    event_id: UUID
    business_id: UUID
    referral_id: UUID
    sale_id: UUID | None
    seq: int
    frozen: Facts

    @property
    def cause(self) -> str:
        """What earns, as it stands in the key that makes a reward unique."""
        if self.sale_id is not None:
            return f"sale:{ids.show('sal', self.sale_id)}"
        return f"stage:{ids.show('ref', self.referral_id)}"


def by_sale(event_id: UUID, seq: int, sale: SaleClosed) -> Earning | None:
    """None where the sale belongs to no referral."""
    frozen = sale.facts
    if sale.referral is None or frozen is None:
        return None
    return Earning(
        event_id=event_id,
        business_id=sale.business_id,
        referral_id=sale.referral.referral_id,
        sale_id=sale.sale_id,
        seq=seq,
        frozen=frozen,
    )


def by_stage(envelope: Envelope[ReferralStage]) -> Earning | None:
    """None where nothing can come of the stage."""
    reached, frozen = envelope.event, envelope.event.facts
    if frozen is None:
        return None
    return Earning(
        event_id=envelope.id,
        business_id=reached.business_id,
        referral_id=reached.referral_id,
        sale_id=None,
        seq=envelope.seq,
        frozen=frozen,
    )
