"""Apply what deliveries say: names first, then all their sales, then all their refunds."""

from collections.abc import Sequence
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from goodword.seal import Hasher, Sealer
from referral_api.db.connections.deliveries import Settled
from referral_api.domain.connections.delivery import Ignored, ReportedFact, backoff_s
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.domain.connections.mail_report import MailReport
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.domain.connections.wanted import Wanted
from referral_api.domain.people.privacy import PrivacyAsked
from referral_api.domain.people.refs import person_ref
from referral_api.domain.people.reported import ReportedPerson
from referral_api.domain.referrals.body import IntroductionOfReferralBody, ReferralBody
from referral_api.domain.relationships.bodies import ReportBody
from referral_api.domain.relationships.reports import ID_OF, Report
from referral_api.domain.sales.ahead import is_ahead, why_ahead
from referral_api.domain.sales.part_payment import PartPayment, PartReport
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import ReportedSale
from referral_api.use_cases.deliveries.report_mails import ReportedMail, report_mails
from referral_api.use_cases.deliveries.translated import Translated, applied, failed, ignored
from referral_api.use_cases.erasure.carry_out import Demand, carry_out
from referral_api.use_cases.fetching.want import Naming, want
from referral_api.use_cases.inbound_mail.received import MailOutcome, ReceivedMail
from referral_api.use_cases.inbound_mail.take_mails import take_mails
from referral_api.use_cases.introductions.report_introduction import report_introduction
from referral_api.use_cases.people.upsert_people import upsert_people
from referral_api.use_cases.provider_reports.report_objects import report_objects
from referral_api.use_cases.referring.name_referral import name_referral
from referral_api.use_cases.relationships.keep_reports import keep_reports
from referral_api.use_cases.sales.record_part_payments import record_part_payments
from referral_api.use_cases.sales.record_refunds import (
    RecordedRefund,
    RefundOutcome,
    RefundRefused,
    RefundReport,
    SaleAwaited,
    record_refunds,
)
from referral_api.use_cases.sales.record_sales import RecordedSale, record_sales

ACTOR: Final = "source:standard"
"""Who gives a name by webhook: only Standard Webhooks brings names."""

Fact = TypeVar("Fact", bound=ReportedFact)


async def apply_translated(
    translated: Sequence[Translated], *, session: AsyncSession, hasher: Hasher, sealer: Sealer
) -> list[Settled]:
    """What comes of each delivery; a sale finds the referral of its buyer, and a refund its sale,
    in the same batch. RejectedError where a referral cannot be taken."""
    facts: dict[UUID, list[str]] = {each.id: [] for each in translated}
    outcomes: dict[UUID, list[RefundOutcome]] = {each.id: [] for each in translated}
    notes: dict[UUID, list[str]] = {each.id: [] for each in translated}
    for each, body in _said(translated, ReferralBody):
        row, _ = await name_referral(each.business_id, body, ACTOR, session=session, hasher=hasher)
        facts[each.id].append(ids.show("ref", row.id))
    for each, made in _said(translated, IntroductionOfReferralBody):
        why_not = await report_introduction(each.business_id, made, ACTOR, session=session)
        (notes if why_not else facts)[each.id].append(why_not or ids.show("ref", made.referral_id))
    sales, ahead = await _in_time(_said(translated, ReportedSale), session)
    for each_id, kept in await _record_sales(sales, session, hasher):
        facts[each_id].append(ids.show("sal", kept.sale_id))
        notes[each_id] += [kept.why_left] if kept.why_left else []
    for each, outcome in await _record_refunds(translated, session):
        outcomes[each.id].append(outcome)
        if isinstance(outcome, RecordedRefund):
            facts[each.id].append(ids.show("rfd", outcome.refund_id))
            notes[each.id] += outcome.remarks
    for each_id, sentence in (await _ask_for(translated, session)).items():
        notes[each_id].append(sentence)
    parts = [PartReport(each.business_id, part) for each, part in _said(translated, PartPayment)]
    await record_part_payments(parts, session=session)
    for each_id, told in (await _apply_reports(translated, session, sealer)).items():
        facts[each_id] += told
    letters = _said(translated, InboundMail)
    received = [ReceivedMail(each.business_id, each.id, mail) for each, mail in letters]
    mails = await take_mails(received, session=session, hasher=hasher)
    return [
        _settle_mail(each, mails[each.id])
        if each.id in mails
        else failed(each, ahead[each.id], tuple(facts[each.id]))
        if each.id in ahead
        else _settle(each, tuple(facts[each.id]), outcomes[each.id], notes[each.id])
        for each in translated
    ]


async def _ask_for(translated: Sequence[Translated], session: AsyncSession) -> dict[UUID, str]:
    """By delivery, what its sender is asked for."""
    named = _said(translated, Wanted)
    asks = [Naming(each.business_id, each.id, each.version, one) for each, one in named]
    await want(asks, session=session)
    wanted: dict[UUID, list[str]] = {}
    for each, one in named:
        wanted.setdefault(each.id, []).append(f"{one.kind} {one.id}")
    return {id_: f"Its sender is asked for {', '.join(each)}." for id_, each in wanted.items()}


async def _record_sales(
    sales: Sequence[tuple[Translated, ReportedSale]], session: AsyncSession, hasher: Hasher
) -> list[tuple[UUID, RecordedSale]]:
    """What came of each, with its delivery's id."""
    reports = [SaleReport(each.business_id, sale) for each, sale in sales]
    recorded = await record_sales(reports, session=session, hasher=hasher)
    return [(each.id, kept) for (each, _), kept in zip(sales, recorded, strict=True)]


async def _record_refunds(
    translated: Sequence[Translated], session: AsyncSession
) -> list[tuple[Translated, RefundOutcome]]:
    refunds = _said(translated, ReportedRefund)
    reports = [RefundReport(each.business_id, refund) for each, refund in refunds]
    outcomes = await record_refunds(reports, session=session)
    return [(each, outcome) for (each, _), outcome in zip(refunds, outcomes, strict=True)]


async def _in_time(
    sales: list[tuple[Translated, ReportedSale]], session: AsyncSession
) -> tuple[list[tuple[Translated, ReportedSale]], dict[UUID, str]]:
    """Those that can have happened; of the others, by delivery, why not. They are kept as failed:
    a replay takes them once their time has come."""
    now = await clock.now_of(session, {each.business_id for each, _ in sales}) if sales else {}
    ahead = {
        each.id: why_ahead(sale.closed_at, now[each.business_id])
        for each, sale in sales
        if is_ahead(sale.closed_at, now[each.business_id])
    }
    return [(each, sale) for each, sale in sales if each.id not in ahead], ahead


async def _apply_reports(
    translated: Sequence[Translated], session: AsyncSession, sealer: Sealer
) -> dict[UUID, list[str]]:
    """By delivery, what came of reports about mails, clients and payouts, and of demands for
    privacy."""
    facts: dict[UUID, list[str]] = {}
    mails = [
        ReportedMail(each.business_id, each.id, mail)
        for each, mail in _said(translated, MailReport)
    ]
    await report_mails(mails, session=session)
    for mail in mails:
        facts.setdefault(mail.delivery_id, []).append(ids.show("msg", mail.report.message_id))
    people = _said(translated, ReportedPerson)
    refs = [person_ref(each.business_id, one.person) for each, one in people]
    for (each, _), known in zip(people, await upsert_people(refs, session=session), strict=True):
        facts.setdefault(each.id, []).append(ids.show("per", known.person_id))
    reports = _said(translated, ReportBody)
    said = [Report.of(each.business_id, body) for each, body in reports]
    for (each, _), kept in zip(reports, await keep_reports(said, session=session), strict=True):
        facts.setdefault(each.id, []).append(ids.show(ID_OF[kept.kind], kept.row.id))
    objects = [(each.business_id, one) for each, one in _said(translated, ReportedObject)]
    await report_objects(objects, session=session)
    demands = [
        Demand(each.business_id, each.id, one)
        for each in translated
        for one in each.facts
        if isinstance(one, PrivacyAsked)
    ]
    for delivery_id, found in (await carry_out(demands, sealer=sealer, session=session)).items():
        facts.setdefault(delivery_id, []).extend(found)
    return facts


def _said(translated: Sequence[Translated], kind: type[Fact]) -> list[tuple[Translated, Fact]]:
    """The facts of one kind, each with its delivery."""
    return [(each, fact) for each in translated for fact in each.facts if isinstance(fact, kind)]


def _settle(
    each: Translated,
    facts: tuple[str, ...],
    refunds: Sequence[RefundOutcome],
    notes: Sequence[str],
) -> Settled:
    if each.said is None:
        return failed(each, each.reason or "It was not understood.")
    if isinstance(each.said, Ignored):
        return ignored(each, each.said)
    for outcome in refunds:
        if isinstance(outcome, RefundRefused):
            return failed(each, outcome.reason, facts)
    for outcome in refunds:
        if isinstance(outcome, SaleAwaited):
            return _wait(each, outcome.ref)
    whole = next((fact.sentence for fact in each.facts if isinstance(fact, PartPayment)), None)
    return applied(each, facts, whole or " ".join(notes) or None)


def _settle_mail(each: Translated, outcome: MailOutcome) -> Settled:
    if outcome.waits_for:
        return _wait(each, outcome.waits_for)
    if outcome.facts:
        return applied(each, outcome.facts, outcome.reason)
    return ignored(each, Ignored(outcome.reason or "It says nothing."))


def _wait(each: Translated, ref: str) -> Settled:
    """A refund before its order, an answer before its ask: woken by what it waits for, tried again
    with backoff, given up at last."""
    if each.has_waited_out:
        return failed(each, f"What it refers to never came ({ref}).")
    return Settled(
        business_id=each.business_id,
        id=each.id,
        status="waiting",
        reason=f"It waits for {ref}.",
        waits_for=ref,
        again_s=backoff_s(each.attempts),
    )
