"""Extras that clients got for nothing, as value: the law is asked of them as of any gift
(R-VAL-04)."""

from typing import Any, Final

from goodword.compliance import Extra, known_of
from goodword.programs import Person
from referral_api.domain.participants.offers import law_of, told_of

EXTRA: Final = "extra_service_free"
"""The kind of contact."""
NOT_ALLOWED: Final = "not_allowed_by_law"
"""Why one does not count."""


def is_allowed(business: Any, person: Any) -> bool:
    """Whether a business's row may give an extra to a person's row, who may refer somebody; what is
    not known to be allowed is not."""
    law = law_of(business)
    beneficiary = Person(
        person_id=person.id,
        country=person.country,
        region=person.region,
        legal=known_of(told_of(person), law.industry),
    )
    return law(Extra(beneficiary=beneficiary)).allowed
