"""What may come of a delivery that we sent ourselves to try a connection: nothing for anybody."""

from dataclasses import replace

from referral_api.domain.connections.delivery import Ignored, ReportedFact, Translation
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.domain.sales.sale import Buyer, ReportedSale

MADE_UP = "It was sent to try the connection, and was understood; nothing is made of what it says."


NOBODY = Buyer(external_id=("goodword_test", "nobody"))
"""The buyer of every sample, so that a business gets one such person and not one for each."""


def harmless(said: Translation) -> Translation:
    """The facts without anything by which somebody could earn, be known or be forgotten: a sale is
    a test, of nobody and through nobody; a provider is only asked again."""
    if isinstance(said, Ignored):
        return said
    kept = tuple(fact for each in said if (fact := _harmless(each)) is not None)
    return kept or Ignored(MADE_UP)


def _harmless(fact: ReportedFact) -> ReportedFact | None:
    if isinstance(fact, ReportedSale):
        return replace(
            fact,
            test=True,
            buyer=NOBODY,
            codes=(),
            link_code=None,
            click_id=None,
            landing_code=None,
            landing_click_id=None,
            rep_id=None,
        )
    return fact if isinstance(fact, ReportedObject) else None
