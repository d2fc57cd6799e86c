"""Who may be to thank for a sale: everything that came with it and points at somebody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from goodword import ids
from goodword.events.sales import Match
from goodword.programs import Beginnings
from referral_api.domain.referrals.offer import Offer
from referral_api.domain.referrals.referral import Referral
from referral_api.domain.sales.sale import ReportedSale

Bar = Literal["unknown", "own_code", "left", "outside_window", "withdrawn"]
"""Why a candidate does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """A participant as attribution needs it; `program_version` was in force when they joined, and
    `offer` is its promise. Who left keeps what was promised by then, and is promised no more."""

    participant_id: UUID
    person_id: UUID
    program_id: UUID
    program_version: int
    code: str
    joined_at: datetime
    offer: Offer
    left_at: datetime | None = None
    terms_sent_at: datetime | None = None
    discussed_at: datetime | None = None

    def window_start(self, closed_at: datetime, clicked_at: datetime | None) -> datetime | None:
        """When the window of a purchase by code or link began; an introduction's has not. A code
        typed in without a click is its own click, and the purchase itself tells who it is."""
        began = Beginnings(
            shared_at=self.joined_at, clicked_at=clicked_at or closed_at, named_at=closed_at
        )
        return began.of(self.offer.since)


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody followed a participant's link."""

    participation: Participation
    clicked_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """The participants of one business that its sales may name: by folded code, and by click."""

    by_code: Mapping[str, Participation]
    by_click: Mapping[UUID, Click]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorReferral:
    """A referral that the buyer is the prospect of already; `by` is what tells that they are.

    `window_ends_at` is None while its window has not begun; `participation` is the referrer's, if
    they take part in the program.
    """

    referral: Referral
    by: Match
    begun_at: datetime
    window_ends_at: datetime | None
    offer: Offer
    participation: Participation | None

    def counts(self, moment: datetime) -> bool:
        """Whether a purchase at `moment` lies in its window."""
        if not self._has_begun(moment):
            return False
        if self.window_ends_at is None:
            return self.offer.since == "introduction"
        return moment < self.window_ends_at

    def _has_begun(self, moment: datetime) -> bool:
        """To the second where a purchase told of it, since shops tell when both were."""
        if self.referral.channel in ("code", "link"):
            return self.begun_at <= moment
        return self.offer.reached(self.begun_at, moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing that points at somebody; `at` is when it touched the buyer."""

    by: Match
    value: str
    at: datetime
    participation: Participation | None = None
    prior: PriorReferral | None = None
    clicked_at: datetime | None = None
    bar: Bar | None = None

    @property
    def referrer_id(self) -> UUID | None:
        if self.prior:
            return self.prior.referral.referrer_id
        return self.participation.person_id if self.participation else None

    @property
    def program_id(self) -> UUID | None:
        if self.prior:
            return self.prior.referral.program_id
        return self.participation.program_id if self.participation else None

    @property
    def offer(self) -> Offer | None:
        source = self.prior or self.participation
        return source.offer if source else None


def folded(code: str) -> str:
    """A code as it is compared: nobody remembers upper and lower case."""
    return code.strip().upper()


def names_somebody(sale: ReportedSale, known: Known) -> bool:
    """Whether a code or click of the sale is a participant's."""
    return any(folded(code) in known.by_code for code in sale.all_codes) or any(
        click_id in known.by_click for click_id in sale.click_ids
    )


def candidates_of(
    sale: ReportedSale, known: Known, buyer_id: UUID, priors: tuple[PriorReferral, ...]
) -> Iterator[Candidate]:
    """The plainest first: codes that were typed, the latest click, codes that a link left, then
    what the buyer is known by."""
    for code in sale.codes:
        yield _by_code("code", code, sale, known, buyer_id)
    clicks = [_by_click(click_id, sale, known, buyer_id) for click_id in sale.click_ids]
    yield from sorted(clicks, key=lambda each: each.at, reverse=True)
    for code in sale.link_codes:
        yield _by_code("link", code, sale, known, buyer_id)
    found = [_by_identity(prior, sale) for prior in priors]
    yield from sorted(found, key=lambda each: each.at, reverse=True)


def _by_code(by: Match, code: str, sale: ReportedSale, known: Known, buyer_id: UUID) -> Candidate:
    participation = known.by_code.get(folded(code))
    bar = _bar(participation, None, sale, buyer_id)
    return Candidate(by=by, value=code, at=sale.closed_at, participation=participation, bar=bar)


def _by_click(click_id: UUID, sale: ReportedSale, known: Known, buyer_id: UUID) -> Candidate:
    shown, click = ids.show("clk", click_id), known.by_click.get(click_id)
    if click is None:
        return Candidate(by="link", value=shown, at=sale.closed_at, bar="unknown")
    return Candidate(
        by="link",
        value=shown,
        at=click.clicked_at,
        clicked_at=click.clicked_at,
        participation=click.participation,
        bar=_bar(click.participation, click.clicked_at, sale, buyer_id),
    )


def _bar(
    participation: Participation | None,
    clicked_at: datetime | None,
    sale: ReportedSale,
    buyer_id: UUID,
) -> Bar | None:
    if participation is None:
        return "unknown"
    if participation.person_id == buyer_id:
        return "own_code"
    if participation.left_at and participation.left_at <= (clicked_at or sale.closed_at):
        return "left"
    start = participation.window_start(sale.closed_at, clicked_at)
    inside = start is None or participation.offer.holds(start, sale.closed_at)
    return None if inside else "outside_window"


def _by_identity(prior: PriorReferral, sale: ReportedSale) -> Candidate:
    bar: Bar | None = None
    if prior.referral.status == "withdrawn":
        bar = "withdrawn"
    elif not prior.counts(sale.closed_at):
        bar = "outside_window"
    return Candidate(
        by=prior.by,
        value=ids.show("ref", prior.referral.referral_id),
        at=prior.begun_at,
        participation=prior.participation,
        prior=prior,
        bar=bar,
    )
