"""Two that are one: what the person who stays is after they were merged."""

from collections.abc import Iterable
from dataclasses import replace

from referral_api.domain.notes import MAX_KEYS
from referral_api.domain.people.person import ROLES, Person, with_words

_STRICTER = ("anything", "donation_only", "nothing")
_TOGETHER = (("display_name", "given_name", "family_name"), ("country", "region"))
_FILLED = (
    "locale",
    "time_zone",
    "occupation",
    "employer",
    "rep_id",
    "favourite_restaurant",
    "favourite_charity",
    "channel",
    "story",
    "how_known",
)


def merged(survivor: Person, alias: Person) -> Person:
    """The survivor, with what only the alias was known by: what the survivor is known to be stays.

    Of two words about gifts and about being asked the stricter one holds, and what was told of
    favourites counts as told when the later of both told it: in doubt, no.
    """
    unknown = [(name,) for name in _FILLED] + list(_TOGETHER)
    filled = {
        name: getattr(alias, name)
        for names in unknown
        if all(getattr(survivor, each) is None for each in names)
        for name in names
    }
    notes = [*survivor.metadata.items(), *alias.metadata.items()]
    bought = [one.first_purchase_at for one in (survivor, alias) if one.first_purchase_at]
    told = [one.favourites_captured_at for one in (survivor, alias) if one.favourites_captured_at]
    stays = replace(
        survivor,
        **filled,
        licences=_united(survivor.licences, alias.licences),
        tags=_united(survivor.tags, alias.tags),
        roles=tuple(role for role in ROLES if role in {*survivor.roles, *alias.roles}),
        first_purchase_at=min(bought, default=None),
        favourites_captured_at=max(told, default=None),
        accepts=max(survivor.accepts, alias.accepts, key=_STRICTER.index),
        do_not_ask=survivor.do_not_ask or alias.do_not_ask,
        metadata=dict(_first(notes, MAX_KEYS)),
    )
    stays = with_words(stays, *alias.referred)
    # Nobody is their own rep, which they would be where one was the other's.
    return replace(stays, rep_id=None) if stays.rep_id in (survivor.id, alias.id) else stays


def _first(notes: Iterable[tuple[str, str]], at_most: int) -> list[tuple[str, str]]:
    """Of notes with the same key the first one; no more than may be kept."""
    kept: dict[str, str] = {}
    for key, value in notes:
        kept.setdefault(key, value)
    return list(kept.items())[:at_most]


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*one, *other]))
