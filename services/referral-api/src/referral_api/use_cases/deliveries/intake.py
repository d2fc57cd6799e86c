"""What taking webhooks in works with; made once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from prometheus_client import CollectorRegistry

from goodword.database import Database
from goodword.seal import Hasher, Sealer
from referral_api.ports import Source
from referral_api.use_cases.connections.find_sender import Senders
from referral_api.use_cases.deliveries.applier import Applier
from referral_api.use_cases.deliveries.meters import Meters
from referral_api.use_cases.deliveries.writer import DeliveryWriter


@dataclass(frozen=True, slots=True)
class Intake:
    """`writer.run` and `applier.run` are loops that must be running for webhooks to be taken."""

    sources: Mapping[str, Source]
    senders: Senders
    writer: DeliveryWriter
    applier: Applier
    meters: Meters

    @classmethod
    def of(
        cls,
        db: Database,
        sealer: Sealer,
        hasher: Hasher,
        sources: Mapping[str, Source],
        registry: CollectorRegistry,
    ) -> Self:
        writer = DeliveryWriter(db)
        applier = Applier(db, sources, (hasher, sealer), writer.arrived)
        return cls(sources, Senders(db, sealer), writer, applier, Meters(registry))
