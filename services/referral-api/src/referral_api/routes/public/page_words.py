"""The words of the pages on which letters are ended, in each language that letters have."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`{}` takes the business's name."""

    title: str
    ask: str
    all: str
    all_means: str
    marketing: str
    done: str
    done_all: str
    done_marketing: str
    lost: str
    lost_why: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        title="Which letters should stop?",
        ask="{} writes to this address. Nothing has changed yet: press a button, and it will.",
        all="Stop all letters",
        all_means="Without any letters, gifts and codes for you cannot be mailed either.",
        marketing="Only tell me about my gifts",
        done="Done",
        done_all="{} will not write to this address again.",
        done_marketing="{} will write to this address only about gifts that are yours.",
        lost="This link leads nowhere",
        lost_why="Perhaps it is not complete; open the whole link from the letter.",
    ),
    "de": Words(
        title="Welche Nachrichten sollen enden?",
        ask="{} schreibt an diese Adresse. Noch ist nichts geändert: Sie haben die Wahl.",
        all="Alle Nachrichten abbestellen",
        all_means="Ganz ohne Nachrichten können wir Ihnen auch keine Geschenke und Codes schicken.",
        marketing="Nur noch über meine Geschenke schreiben",
        done="Erledigt",
        done_all="{} schreibt nicht mehr an diese Adresse.",
        done_marketing="{} schreibt an diese Adresse nur noch über Geschenke, die Ihnen zustehen.",
        lost="Dieser Link führt nirgendwohin",
        lost_why="Vielleicht ist er unvollständig; öffnen Sie den ganzen Link aus der Nachricht.",
    ),
    "fr": Words(
        title="Quels messages souhaitez-vous arrêter\u00a0?",
        ask="{} écrit à cette adresse. Rien n\u2019est encore changé\u00a0: à vous de choisir.",
        all="Ne plus recevoir aucun message",
        all_means="Sans aucun message, cadeaux et codes ne pourront plus vous être envoyés.",
        marketing="Seulement les messages sur mes cadeaux",
        done="C\u2019est fait",
        done_all="{} n\u2019écrira plus à cette adresse.",
        done_marketing="{} n\u2019écrira plus ici que pour les cadeaux qui vous reviennent.",
        lost="Ce lien ne mène nulle part",
        lost_why="Il est peut-être incomplet\u00a0; ouvrez le lien entier depuis le message.",
    ),
    "es": Words(
        title="¿Qué mensajes quiere dejar de recibir?",
        ask="{} escribe a esta dirección. Todavía no ha cambiado nada: decide usted con el botón.",
        all="No recibir ningún mensaje",
        all_means="Sin ningún mensaje, tampoco podremos enviarle regalos ni códigos.",
        marketing="Solo mensajes sobre mis regalos",
        done="Hecho",
        done_all="{} no volverá a escribir a esta dirección.",
        done_marketing="{} solo escribirá a esta dirección sobre los regalos que le corresponden.",
        lost="Este enlace no lleva a ninguna parte",
        lost_why="Quizá no esté completo; abra el enlace entero del mensaje.",
    ),
}
