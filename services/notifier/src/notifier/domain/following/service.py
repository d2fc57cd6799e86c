"""The hours in which a business works, from the copy of it."""

from goodword.asking import ServiceParameters, WorkingTime
from notifier.domain.asks.nights import zone_of
from notifier.domain.copies import Business


def working_time_of(business: Business) -> WorkingTime:
    return WorkingTime(ServiceParameters.of(business.parameters), zone_of(business))
