"""Know who bought: find or create a person for each sale."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.domain.people.person import Identifier, PersonRef, Role
from referral_api.domain.sales.buyers import identifiers_in
from referral_api.domain.sales.closing import Client
from referral_api.domain.sales.report import SaleReport
from referral_api.domain.sales.sale import Buyer
from referral_api.use_cases.people.upsert_people import upsert_people


async def know_buyers(
    reports: Sequence[SaleReport],
    referred: Sequence[bool],
    *,
    session: AsyncSession,
) -> list[Client]:
    """The buyers, their rows locked until the transaction ends. Who bought is a client, and a
    prospect too where `referred`; a test makes nobody a client."""
    wanted = [
        _reference(report, is_referred)
        for report, is_referred in zip(reports, referred, strict=True)
    ]
    known = await upsert_people(wanted, session=session)
    return [
        Client(
            person_id=each.person_id,
            country=each.row.country,
            tags=tuple(each.row.tags),
            bought_before=each.client_since,
        )
        for each in known
    ]


def _reference(report: SaleReport, referred: bool) -> PersonRef:
    sale, buyer = report.sale, report.sale.buyer
    roles: frozenset[Role] = frozenset(("prospect",) if referred else ())
    identifiers = identifiers_in(sale)
    # Somebody of whom nothing is known is at least the one who made this very purchase.
    anonymous = (Identifier("external", f"{sale.source}:sale", sale.external_id),)
    return PersonRef(
        business_id=report.business_id,
        person_id=buyer.person_id,
        identifiers=identifiers if identifiers or buyer.person_id else anonymous,
        fills={name: value for name, value in _told(buyer).items() if value},
        roles=roles,
        bought_at=None if sale.test else sale.closed_at,
    )


def _told(buyer: Buyer) -> dict[str, str | None]:
    """Columns of a person, as far as the source knows them."""
    return {
        "display_name": buyer.display_name,
        "given_name": buyer.given_name,
        "family_name": buyer.family_name,
        "locale": buyer.locale,
        "country": buyer.country,
        "region": buyer.region,
    }
