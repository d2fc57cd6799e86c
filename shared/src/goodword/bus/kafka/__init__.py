"""The Kafka transport. Only this package knows Kafka's client."""

from goodword.bus.kafka.relay import Relay
from goodword.bus.kafka.standing import Standing, UnreachableError, standing
from goodword.bus.kafka.transport import KafkaTransport

__all__ = ["KafkaTransport", "Relay", "Standing", "UnreachableError", "standing"]
