"""Invented facts of every kind of letter, to look at a template before anybody is written to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from goodword.money import Money

_HOST: Final = "https://goodword.example"
_OF_ALL: Final[Mapping[str, object]] = {
    "business_name": "Harbor & Pine",
    "business_address": "12 Wharf Street\nPortland, OR 97201",
    "business_colour": "#1f6f5c",
    "first_name": "Carla",
    "unsubscribe_url": f"{_HOST}/u/example",
}
_REWARD: Final[Mapping[str, object]] = {
    "side": "referrer",
    "gift": "restaurant_certificate",
    "amount": Money(minor=5000, currency="USD"),
    "link": f"{_HOST}/gift/example",
    "needed": "choice",
}
_INTRODUCTION: Final[Mapping[str, object]] = {
    "rep_name": "Rita Lang",
    "rep_contact": "+1 503 555 0142",
    "prospect_first": "Ben",
    "answer_url": f"{_HOST}/a/example",
    "opt_in_url": f"{_HOST}/i/example",
    "copy_to": "rita@harbor-pine.example",
    "wanted": "introduction",
}
_OF_KIND: Final[Mapping[str, Mapping[str, object]]] = {
    "reward_failed_alert": {
        "gift": "gift_card",
        "reward": "rwd_01jftt4z0yfmx9mm8000000004",
        "reason": "insufficient_funds",
    },
    "task": {
        "task": "tsk_01jftt4z0yfmx9mm8000000004",
        "task_kind": "hand_over_reward",
        "subjects": "rwd_01jftt4z0yfmx9mm8000000004 per_01jftt4z0yfmx9mm8000000002",
        "due_at": datetime(2026, 12, 8, 10, tzinfo=ZoneInfo("UTC")),
        "proof": "reference",
        "people": 1,
        "gift": "gift_card",
        "amount": Money(minor=5000, currency="USD"),
    },
    "welcome": {"code": "CARLA20", "link": f"{_HOST}/r/harbor/CARLA20"},
}
_TOLD: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "story": "a cedar fence along the water, up in two days and straight after the first storm",
        "problem": "the old fence behind your house",
        "how_known": "neighbors on Wharf Street",
        "program": "Good neighbors",
        "terms": "For each introduction that leads to a job there is a dinner for two.",
    },
    "de": {
        "story": "ein Zaun aus Zeder am Wasser, in zwei Tagen gebaut, nach dem Sturm noch gerade",
        "problem": "der alte Zaun hinter eurem Haus",
        "how_known": "Nachbarn in der Hafenstraße",
        "program": "Gute Nachbarn",
        "terms": "Für jede Vorstellung, aus der ein Auftrag wird, gibt es ein Abendessen zu zweit.",
    },
    "fr": {
        "story": "une clôture en cèdre au bord de l\u2019eau, posée en deux jours, encore droite",
        "problem": "la vieille clôture derrière chez toi",
        "how_known": "voisins, rue du Port",
        "program": "Bons voisins",
        "terms": "Pour chaque mise en relation suivie d\u2019un chantier, un dîner pour deux.",
    },
    "es": {
        "story": "una valla de cedro junto al agua, lista en dos días y recta tras la tormenta",
        "problem": "la valla vieja detrás de tu casa",
        "how_known": "vecinos de la calle del Puerto",
        "program": "Buenos vecinos",
        "terms": "Por cada presentación que acabe en un trabajo hay una cena para dos.",
    },
}


def sample_facts(kind: str, language: str) -> dict[str, object]:
    """Facts of a letter of `kind`, in `language`, one of ours; of nobody who lives."""
    told = _TOLD[language]
    if kind in _OF_KIND or kind == "welcome":
        names = ("program", "terms") if kind == "welcome" else ()
        return {**_OF_ALL, **_OF_KIND.get(kind, {}), **{name: told[name] for name in names}}
    if kind.startswith(("referral_", "introduction_")):
        asked = {name: told[name] for name in ("story", "problem", "how_known")}
        return {**_OF_ALL, **_INTRODUCTION, **asked}
    return {**_OF_ALL, **_REWARD}
