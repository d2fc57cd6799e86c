"""Apply what deliveries say: all their sales first, then all their refunds."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.seal import Hasher, Sealer
from referral_api.db.connections.deliveries import Settled
from referral_api.domain.connections.delivery import Ignored, backoff_s
from referral_api.domain.connections.mail_report import MailReport
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.domain.people.privacy import PrivacyAsked
from referral_api.domain.sales.part_payment import PartPayment, PartReport
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import ReportedSale
from referral_api.use_cases.deliveries.report_mails import ReportedMail, report_mails
from referral_api.use_cases.deliveries.translated import Translated, applied, failed, ignored
from referral_api.use_cases.erasure.carry_out import Demand, carry_out
from referral_api.use_cases.provider_reports.report_objects import report_objects
from referral_api.use_cases.sales.record_part_payments import record_part_payments
from referral_api.use_cases.sales.record_refunds import (
    RecordedRefund,
    RefundOutcome,
    RefundRefused,
    RefundReport,
    SaleAwaited,
    record_refunds,
)
from referral_api.use_cases.sales.record_sales import record_sales


async def apply_translated(
    translated: Sequence[Translated], *, session: AsyncSession, hasher: Hasher, sealer: Sealer
) -> list[Settled]:
    """What comes of each delivery; a refund finds its sale in the same batch."""
    sales = [
        (each.id, SaleReport(each.business_id, fact))
        for each in translated
        for fact in each.facts
        if isinstance(fact, ReportedSale)
    ]
    refunds = [
        (each.id, RefundReport(each.business_id, fact))
        for each in translated
        for fact in each.facts
        if isinstance(fact, ReportedRefund)
    ]
    mails = _mails(translated)
    facts: dict[UUID, list[str]] = {each.id: [] for each in translated}
    outcomes: dict[UUID, list[RefundOutcome]] = {each.id: [] for each in translated}
    recorded = await record_sales([report for _, report in sales], session=session, hasher=hasher)
    for (delivery_id, _), sale in zip(sales, recorded, strict=True):
        facts[delivery_id].append(ids.show("sal", sale.sale_id))
    returned = await record_refunds([report for _, report in refunds], session=session)
    for (delivery_id, _), outcome in zip(refunds, returned, strict=True):
        outcomes[delivery_id].append(outcome)
        if isinstance(outcome, RecordedRefund):
            facts[delivery_id].append(ids.show("rfd", outcome.refund_id))
    await record_part_payments(_parts(translated), session=session)
    await report_mails(mails, session=session)
    for mail in mails:
        facts[mail.delivery_id].append(ids.show("msg", mail.report.message_id))
    await report_objects(_objects(translated), session=session)
    asked = await carry_out(_demands(translated), sealer=sealer, session=session)
    for delivery_id, found in asked.items():
        facts[delivery_id] += found
    return [_settle(each, tuple(facts[each.id]), outcomes[each.id]) for each in translated]


def _mails(translated: Sequence[Translated]) -> list[ReportedMail]:
    return [
        ReportedMail(each.business_id, each.id, fact)
        for each in translated
        for fact in each.facts
        if isinstance(fact, MailReport)
    ]


def _objects(translated: Sequence[Translated]) -> list[tuple[UUID, ReportedObject]]:
    return [
        (each.business_id, fact)
        for each in translated
        for fact in each.facts
        if isinstance(fact, ReportedObject)
    ]


def _parts(translated: Sequence[Translated]) -> list[PartReport]:
    return [
        PartReport(each.business_id, fact)
        for each in translated
        for fact in each.facts
        if isinstance(fact, PartPayment)
    ]


def _demands(translated: Sequence[Translated]) -> list[Demand]:
    return [
        Demand(each.business_id, each.id, fact)
        for each in translated
        for fact in each.facts
        if isinstance(fact, PrivacyAsked)
    ]


def _settle(each: Translated, facts: tuple[str, ...], refunds: Sequence[RefundOutcome]) -> Settled:
    if each.said is None:
        return failed(each, each.reason or "It was not understood.")
    if isinstance(each.said, Ignored):
        return ignored(each, each.said)
    for outcome in refunds:
        if isinstance(outcome, RefundRefused):
            return failed(each, outcome.reason, facts)
    for outcome in refunds:
        if isinstance(outcome, SaleAwaited):
            return _wait(each, outcome)
    return applied(each, facts, _why_no_sale(each))


def _why_no_sale(each: Translated) -> str | None:
    return next((fact.sentence for fact in each.facts if isinstance(fact, PartPayment)), None)


def _wait(each: Translated, awaited: SaleAwaited) -> Settled:
    """A refund before its order: woken by the order, tried again with backoff, given up at last."""
    if each.has_waited_out:
        return failed(each, f"What it refers to never came ({awaited.ref}).")
    return Settled(
        business_id=each.business_id,
        id=each.id,
        status="waiting",
        reason=f"It waits for {awaited.ref}.",
        waits_for=awaited.ref,
        again_s=backoff_s(each.attempts),
    )
