"""The words in which rules of law are written, and our own words told in them."""

from collections.abc import Mapping
from enum import StrEnum


class Decision(StrEnum):
    """From the strictest to the mildest."""

    BLOCK = "BLOCK"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    ALLOW_WITH_CONDITIONS = "ALLOW_WITH_CONDITIONS"
    ALLOW = "ALLOW"


STRICTNESS: Mapping[Decision, int] = {one: place for place, one in enumerate(Decision)}
"""The lower, the stricter."""


class Grade(StrEnum):
    """How well a rule is known: its official text was read (V1), a secondary source (V2), neither
    (V3); or it is a default of this product and no law (D)."""

    V1 = "V1"
    V2 = "V2"
    V3 = "V3"
    D = "D"


class Kind(StrEnum):
    """What is given, as rules name it."""

    CASH = "cash"
    CASH_EQUIVALENT = "cash_equivalent"
    GIFT_CARD_CLOSED = "gift_card_closed"
    MERCHANDISE = "merchandise"
    DISCOUNT_OR_CREDIT = "discount_or_credit"
    FREE_SERVICE = "free_service"
    HOSPITALITY = "hospitality"
    CHARITY_DONATION = "charity_donation"
    PRIZE_ENTRY = "prize_entry"
    POINTS = "points"
    RECOGNITION_PRIVATE = "recognition_private"
    RECOGNITION_PUBLIC = "recognition_public"


class Trigger(StrEnum):
    """What a gift depends on, as rules name it."""

    UNPROMISED_GIFT = "unpromised_gift"
    ON_REFERRAL = "on_referral"
    ON_CONTACT = "on_contact"
    ON_QUOTE = "on_quote"
    ON_APPLICATION = "on_application"
    ON_INTRODUCTION = "on_introduction"
    ON_APPOINTMENT = "on_appointment"
    ON_SALE = "on_sale"
    ON_SALE_MIN_VALUE = "on_sale_min_value"
    ON_ACCOUNT_OPENED = "on_account_opened"


SALES = frozenset({Trigger.ON_SALE, Trigger.ON_SALE_MIN_VALUE, Trigger.ON_ACCOUNT_OPENED})

CONTINGENT = frozenset(Trigger) - {Trigger.ON_REFERRAL, Trigger.UNPROMISED_GIFT}
"""What hangs on an event that comes after the name was given; a contact and an introduction do."""


class Side(StrEnum):
    """Who is given something."""

    REFERRER = "referrer"
    PROSPECT = "prospect"
    REP = "rep"
    PARTNER = "partner"


class Basis(StrEnum):
    """What a cap counts."""

    EACH = "each"
    CALENDAR_YEAR = "calendar_year"
    ROLLING_12_MONTHS = "rolling_12_months"


_ANYTHING = frozenset(Kind) - {
    Kind.PRIZE_ENTRY,
    Kind.RECOGNITION_PRIVATE,
    Kind.RECOGNITION_PUBLIC,
}

KINDS: Mapping[str, frozenset[Kind]] = {
    # A card from a catalogue may be one that is as good as cash; only its seller knows.
    "gift_card": frozenset({Kind.GIFT_CARD_CLOSED, Kind.CASH_EQUIVALENT}),
    "restaurant_certificate": frozenset({Kind.GIFT_CARD_CLOSED}),
    "cash": frozenset({Kind.CASH}),
    "store_credit": frozenset({Kind.DISCOUNT_OR_CREDIT}),
    "discount_code": frozenset({Kind.DISCOUNT_OR_CREDIT}),
    "points": frozenset({Kind.POINTS}),
    "charity_donation": frozenset({Kind.CHARITY_DONATION}),
    "physical_gift": frozenset({Kind.MERCHANDISE}),
    # A dinner with the team is a service, and hospitality.
    "service": frozenset({Kind.FREE_SERVICE, Kind.HOSPITALITY}),
    # A card to whoever is thanked; praise in public takes their leave, and is no gift of ours.
    "recognition": frozenset({Kind.RECOGNITION_PRIVATE}),
    "custom": _ANYTHING,
}
"""Each kind of gift in our documents, and all that it may be in the words of the rules."""

TRIGGERS: Mapping[str, Trigger] = {
    "named": Trigger.ON_REFERRAL,
    "introduced": Trigger.ON_INTRODUCTION,
    "qualified": Trigger.ON_APPOINTMENT,
    "sale": Trigger.ON_SALE,
}
"""Each cause of our documents; a sale that has to reach an amount is `on_sale_min_value`."""

_DRAWS = ("raffle", "sweepstake", "lottery", "prize draw", "verlosung", "tombola", "sorteo")


def kinds_of(kind: str, item: str | None = None) -> frozenset[Kind]:
    """All that a gift of our kind may be; of one that we do not know, anything at all.

    Words for a draw in its name make it a chance to win, whatever kind it is said to be.
    """
    if item is not None and any(draw in item.casefold() for draw in _DRAWS):
        return frozenset({Kind.PRIZE_ENTRY})
    return KINDS.get(kind, frozenset(Kind))


def trigger_of(cause: str, *, minimum: bool) -> Trigger | None:
    """What a reward on our cause depends on; None where we do not know the cause."""
    trigger = TRIGGERS.get(cause)
    return Trigger.ON_SALE_MIN_VALUE if trigger is Trigger.ON_SALE and minimum else trigger
