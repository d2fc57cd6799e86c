"""The words of the pages that a shared link shows where it does not lead on at once."""

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
    lost: str
    lost_why: str
    wait: str
    wait_why: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        paused="This offer is taking a break",
        paused_why="You are welcome at {} all the same.",
        over="This offer has ended",
        over_why="You are welcome at {} all the same.",
        not_yet="This offer has not begun yet",
        not_yet_why="You are welcome at {} already.",
        on="Go on to {}",
        lost="This link leads nowhere",
        lost_why="Perhaps it is not complete; ask whoever gave it to you to send it again.",
        wait="One moment",
        wait_why="Open the link again in a moment, please.",
    ),
    "de": Words(
        paused="Dieses Angebot macht gerade Pause",
        paused_why="Bei {} sind Sie trotzdem willkommen.",
        over="Dieses Angebot ist beendet",
        over_why="Bei {} sind Sie trotzdem willkommen.",
        not_yet="Dieses Angebot hat noch nicht begonnen",
        not_yet_why="Bei {} sind Sie schon jetzt willkommen.",
        on="Weiter zu {}",
        lost="Dieser Link führt nirgendwohin",
        lost_why="Vielleicht ist er unvollständig; lassen Sie ihn sich noch einmal schicken.",
        wait="Einen Moment",
        wait_why="Bitte öffnen Sie den Link gleich noch einmal.",
    ),
    "fr": Words(
        paused="Cette offre fait une pause",
        paused_why="Vous êtes tout de même les bienvenus chez {}.",
        over="Cette offre est terminée",
        over_why="Vous êtes tout de même les bienvenus chez {}.",
        not_yet="Cette offre n\u2019a pas encore commencé",
        not_yet_why="Vous êtes déjà les bienvenus chez {}.",
        on="Continuer vers {}",
        lost="Ce lien ne mène nulle part",
        lost_why="Il est peut-être incomplet\u00a0; demandez qu\u2019on vous le renvoie.",
        wait="Un instant",
        wait_why="Merci de rouvrir le lien dans un instant.",
    ),
    "es": Words(
        paused="Esta oferta está en pausa",
        paused_why="De todos modos, le damos la bienvenida a {}.",
        over="Esta oferta ha terminado",
        over_why="De todos modos, le damos la bienvenida a {}.",
        not_yet="Esta oferta aún no ha empezado",
        not_yet_why="Ya le damos la bienvenida a {}.",
        on="Continuar a {}",
        lost="Este enlace no lleva a ninguna parte",
        lost_why="Quizá no esté completo; pida que se lo envíen otra vez.",
        wait="Un momento",
        wait_why="Vuelva a abrir el enlace dentro de un momento, por favor.",
    ),
}
