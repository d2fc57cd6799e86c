"""The words of the page that a shared link shows while its program is not offered."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`{}` takes the business's name. Nothing here says whose link it was."""

    paused: str
    paused_why: str
    over: str
    over_why: str
    not_yet: str
    not_yet_why: str
    on: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        paused="This offer is taking a break",
        paused_why="You are welcome at {} all the same.",
        over="This offer has ended",
        over_why="You are welcome at {} all the same.",
        not_yet="This offer has not begun yet",
        not_yet_why="You are welcome at {} already.",
        on="Go on to {}",
    ),
    "de": Words(
        paused="Dieses Angebot macht gerade Pause",
        paused_why="Bei {} sind Sie trotzdem willkommen.",
        over="Dieses Angebot ist beendet",
        over_why="Bei {} sind Sie trotzdem willkommen.",
        not_yet="Dieses Angebot hat noch nicht begonnen",
        not_yet_why="Bei {} sind Sie schon jetzt willkommen.",
        on="Weiter zu {}",
    ),
    "fr": Words(
        paused="Cette offre fait une pause",
        paused_why="Vous êtes tout de même les bienvenus chez {}.",
        over="Cette offre est terminée",
        over_why="Vous êtes tout de même les bienvenus chez {}.",
        not_yet="Cette offre n\u2019a pas encore commencé",
        not_yet_why="Vous êtes déjà les bienvenus chez {}.",
        on="Continuer vers {}",
    ),
    "es": Words(
        paused="Esta oferta está en pausa",
        paused_why="De todos modos, le damos la bienvenida a {}.",
        over="Esta oferta ha terminado",
        over_why="De todos modos, le damos la bienvenida a {}.",
        not_yet="Esta oferta aún no ha empezado",
        not_yet_why="Ya le damos la bienvenida a {}.",
        on="Continuar a {}",
    ),
}
