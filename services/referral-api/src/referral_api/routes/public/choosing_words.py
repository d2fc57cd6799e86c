"""The words of the page on which a gift is chosen, in each language that letters have."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`{}` takes the business's name, in `taken` the gift's, in `until` and `default` a day and a
    gift."""

    title: str
    ask: str
    until: str
    default: str
    thanks: str
    taken: str
    over: str
    over_why: str
    lost: str
    lost_why: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        title="Choose your gift",
        ask="{} would like to thank you. Which gift may it be?",
        until="Please choose by {}.",
        default="Until {} the choice is yours; after that you will get: {}.",
        thanks="Thank you!",
        taken="You chose: {}. It will be on its way soon.",
        over="Nothing to choose here any more",
        over_why="If that surprises you, please ask {}.",
        lost="This link leads nowhere",
        lost_why="Perhaps it is not complete; open the whole link from the letter.",
    ),
    "de": Words(
        title="Wählen Sie Ihr Geschenk",
        ask="{} möchte sich bei Ihnen bedanken. Welches Geschenk darf es sein?",
        until="Bitte wählen Sie bis zum {}.",
        default="Bis zum {} haben Sie die Wahl; danach erhalten Sie: {}.",
        thanks="Vielen Dank!",
        taken="Ihre Wahl: {}. Es macht sich bald auf den Weg.",
        over="Hier gibt es nichts mehr zu wählen",
        over_why="Wenn Sie das wundert, fragen Sie bitte bei {} nach.",
        lost="Dieser Link führt nirgendwohin",
        lost_why="Vielleicht ist er unvollständig; öffnen Sie den ganzen Link aus der Nachricht.",
    ),
    "fr": Words(
        title="Choisissez votre cadeau",
        ask="{} souhaite vous remercier. Quel cadeau vous ferait plaisir\u00a0?",
        until="Merci de choisir avant le {} inclus.",
        default="Vous avez le choix jusqu\u2019au {}\u00a0; ensuite vous recevrez\u00a0: {}.",
        thanks="Merci\u00a0!",
        taken="Votre choix\u00a0: {}. Il vous parviendra bientôt.",
        over="Il n\u2019y a plus rien à choisir ici",
        over_why="Si cela vous étonne, adressez-vous à {}.",
        lost="Ce lien ne mène nulle part",
        lost_why="Il est peut-être incomplet\u00a0; ouvrez le lien entier depuis le message.",
    ),
    "es": Words(
        title="Elija su regalo",
        ask="{} quiere darle las gracias. ¿Qué regalo prefiere?",
        until="Por favor, elija antes de que termine el {}.",
        default="Puede elegir hasta el {}; después recibirá: {}.",
        thanks="¡Gracias!",
        taken="Ha elegido: {}. Pronto estará en camino.",
        over="Aquí ya no hay nada que elegir",
        over_why="Si le sorprende, pregunte a {}.",
        lost="Este enlace no lleva a ninguna parte",
        lost_why="Quizá no esté completo; abra el enlace entero del mensaje.",
    ),
}
