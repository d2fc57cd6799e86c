"""What a business says of itself."""

from typing import Any

from goodword.events import Addresses, BusinessChanged, Place


def business_changed(row: Any) -> BusinessChanged:
    """The event that says a business's row."""
    return BusinessChanged(
        business_id=row.business_id,
        version=row.version,
        called=row.name,
        slug=row.slug,
        mode=row.mode,
        clock_offset_s=row.clock_offset_s,
        industry=row.industry,
        place=Place(country=row.country, region=row.region),
        time_zone=row.time_zone,
        locale=row.locale,
        currency=row.currency,
        addresses=Addresses(
            postal=row.postal_address,
            from_email=row.from_email,
            from_name=row.from_name,
            reply_to=row.reply_to,
            contact_email=row.contact_email,
        ),
        parameters=row.parameters,
    )
