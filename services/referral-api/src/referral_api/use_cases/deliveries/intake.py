"""What taking webhooks in works with; made once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from prometheus_client import CollectorRegistry

from goodword.database import Database
from goodword.seal import Hasher, Sealer
from referral_api.ports import Keys, Source
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
        secrets: tuple[Hasher, Sealer],
        sources: Mapping[str, Source],
        keys: Mapping[str, Keys],
        registry: CollectorRegistry,
    ) -> Self:
        """`keys` are those of senders that sign with keys of their own."""
        writer = DeliveryWriter(db)
        applier = Applier(db, sources, secrets, writer.arrived)
        return cls(sources, Senders(db, secrets[1], keys), writer, applier, Meters(registry))
