"""The words of the page on which an ask is answered, in each language that letters have."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`{}` takes the business's name. `wanted` is what would help most, by what the ask wanted;
    `wrong` what to mend, by the field that it is about."""

    title: str
    ask: str
    wanted: Mapping[str, str]
    name: str
    contact: str
    optional: str
    how: str
    how_note: str
    need: str
    told: str
    more: str
    send: str
    not_now: str
    never: str
    named: str
    named_why: str
    later: str
    later_why: str
    refused: str
    refused_why: str
    over: str
    over_why: str
    gone: str
    gone_why: str
    lost: str
    lost_why: str
    wrong: Mapping[str, str]


WORDS: Mapping[str, Words] = {
    "en": Words(
        title="Who comes to mind?",
        ask="Given what you know about {}, who do you know who has something like this ahead of"
        " them? If nobody comes to mind, that is perfectly fine.",
        wanted={
            "name": "A first name is enough for now.",
            "permission": "Please ask them first whether we may write to them.",
            "introduction": "We will not write to them out of the blue: we will send you a few"
            " lines with which you can introduce us.",
        },
        name="Their name",
        contact="E-mail or phone",
        optional="(optional)",
        how="How do you know each other?",
        how_note="Please nothing about health, faith or other private matters.",
        need="What might we do for them?",
        told="I know this person, I have told them, and they are happy to hear from {}.",
        more="Name somebody else, too",
        send="Send",
        not_now="Not now",
        never="Never ask me again",
        named="Thank you!",
        named_why="That is kind of you. {} will take it from here, with care.",
        later="All right, not now",
        later_why="Thank you for telling us. There is nothing else to do.",
        refused="We will not ask you again",
        refused_why="Thank you for telling us. {} keeps to it.",
        over="This question has had its time",
        over_why="If somebody comes to mind all the same, simply write to {}.",
        gone="There is nothing here any more",
        gone_why="What {} knew of you has been erased, so there is nothing to answer.",
        lost="This link leads nowhere",
        lost_why="Perhaps it is not complete; open the whole link from the letter.",
        wrong={
            "name": "Please give a name on one line.",
            "contact": "Please write it like name@example.com or +1 305 555 0123, or leave it out.",
            "how": "Please say it in at most 1,000 characters.",
            "need": "Please say it in at most 1,000 characters.",
            "told": "Please tick this once you have told them.",
            "yourself": "That seems to be you. Who else comes to mind?",
        },
    ),
    "de": Words(
        title="Wer fällt Ihnen ein?",
        ask="Nach dem, was Sie über {} wissen: Wen kennen Sie, der etwas Ähnliches vorhat? Wenn"
        " Ihnen niemand einfällt, ist das völlig in Ordnung.",
        wanted={
            "name": "Ein Vorname genügt fürs Erste.",
            "permission": "Bitte fragen Sie zuerst dort, ob wir schreiben dürfen.",
            "introduction": "Wir schreiben niemandem aus heiterem Himmel: Wir schicken Ihnen ein"
            " paar Zeilen, mit denen Sie uns bekannt machen können.",
        },
        name="Name der Person",
        contact="E-Mail oder Telefon",
        optional="(freiwillig)",
        how="Woher kennen Sie sich?",
        how_note="Bitte nichts über Gesundheit, Glauben oder anderes Privates.",
        need="Wobei könnten wir ihnen helfen?",
        told="Ich kenne diese Person, habe ihr davon erzählt, und sie freut sich, von {} zu hören.",
        more="Noch jemanden nennen",
        send="Absenden",
        not_now="Nicht jetzt",
        never="Nie wieder fragen",
        named="Vielen Dank!",
        named_why="Das ist freundlich von Ihnen. {} kümmert sich mit Umsicht um alles Weitere.",
        later="In Ordnung, nicht jetzt",
        later_why="Danke, dass Sie es uns gesagt haben. Sie brauchen nichts weiter zu tun.",
        refused="Wir fragen Sie nicht wieder",
        refused_why="Danke, dass Sie es uns gesagt haben. {} hält sich daran.",
        over="Diese Frage hat ihre Zeit gehabt",
        over_why="Wenn Ihnen doch noch jemand einfällt, schreiben Sie einfach an {}.",
        gone="Hier ist nichts mehr",
        gone_why="Was {} über Sie wusste, wurde gelöscht; es gibt nichts mehr zu beantworten.",
        lost="Dieser Link führt nirgendwohin",
        lost_why="Vielleicht ist er unvollständig; öffnen Sie den ganzen Link aus der Nachricht.",
        wrong={
            "name": "Bitte geben Sie einen Namen an, auf einer Zeile.",
            "contact": "Bitte schreiben Sie name@example.com oder +49 30 123456, oder nichts.",
            "how": "Bitte sagen Sie es mit höchstens 1.000 Zeichen.",
            "need": "Bitte sagen Sie es mit höchstens 1.000 Zeichen.",
            "told": "Bitte kreuzen Sie das an, sobald Sie davon erzählt haben.",
            "yourself": "Das scheinen Sie selbst zu sein. Wer fällt Ihnen sonst ein?",
        },
    ),
    "fr": Words(
        title="Qui vous vient à l\u2019esprit\u00a0?",
        ask="D\u2019après ce que vous savez de {}, qui connaissez-vous qui prépare quelque chose de"
        " semblable\u00a0? Si personne ne vous vient à l\u2019esprit, ce n\u2019est pas grave.",
        wanted={
            "name": "Un prénom suffit pour commencer.",
            "permission": "Merci de demander d\u2019abord à cette personne si nous pouvons lui"
            " écrire.",
            "introduction": "Nous n\u2019écrirons pas à cette personne à l\u2019improviste\u00a0:"
            " nous vous enverrons quelques lignes pour nous présenter.",
        },
        name="Son nom",
        contact="E-mail ou téléphone",
        optional="(facultatif)",
        how="Comment vous connaissez-vous\u00a0?",
        how_note="Rien, s\u2019il vous plaît, sur la santé, les croyances ou la vie privée.",
        need="Que pourrions-nous faire pour cette personne\u00a0?",
        told="Je connais cette personne, je l\u2019ai prévenue et elle sera contente que {} la"
        " contacte.",
        more="Nommer une autre personne",
        send="Envoyer",
        not_now="Pas maintenant",
        never="Ne plus jamais me le demander",
        named="Merci\u00a0!",
        named_why="C\u2019est très aimable à vous. {} s\u2019occupe de la suite, avec soin.",
        later="D\u2019accord, pas maintenant",
        later_why="Merci de nous l\u2019avoir dit. Vous n\u2019avez rien d\u2019autre à faire.",
        refused="Nous ne vous le demanderons plus",
        refused_why="Merci de nous l\u2019avoir dit. {} s\u2019y tiendra.",
        over="Cette question a fait son temps",
        over_why="Si quelqu\u2019un vous vient tout de même à l\u2019esprit, écrivez à {}.",
        gone="Il n\u2019y a plus rien ici",
        gone_why="Ce que {} savait de vous a été effacé\u00a0; il n\u2019y a plus à répondre.",
        lost="Ce lien ne mène nulle part",
        lost_why="Il est peut-être incomplet\u00a0; ouvrez le lien entier depuis le message.",
        wrong={
            "name": "Merci d\u2019indiquer un nom, sur une ligne.",
            "contact": "Écrivez par exemple nom@example.com ou +33 1 23 45 67 89, ou rien.",
            "how": "Merci de le dire en 1\u202f000 caractères au plus.",
            "need": "Merci de le dire en 1\u202f000 caractères au plus.",
            "told": "Cochez cette case quand vous aurez prévenu cette personne.",
            "yourself": "Il semble que ce soit vous. Qui d\u2019autre vous vient à l\u2019esprit"
            "\u00a0?",
        },
    ),
    "es": Words(
        title="¿Quién le viene a la mente?",
        ask="Por lo que sabe de {}, ¿a quién conoce que tenga por delante algo parecido? Si no se"
        " le ocurre nadie, no pasa nada.",
        wanted={
            "name": "De momento basta un nombre de pila.",
            "permission": "Pregunte primero a esa persona si podemos escribirle.",
            "introduction": "No le escribiremos sin más: le enviaremos a usted unas líneas con las"
            " que puede presentarnos.",
        },
        name="Su nombre",
        contact="Correo o teléfono",
        optional="(opcional)",
        how="¿De qué se conocen?",
        how_note="Por favor, nada sobre salud, creencias u otros asuntos privados.",
        need="¿En qué podríamos ayudarle?",
        told="Conozco a esta persona, se lo he contado y le gustará tener noticias de {}.",
        more="Nombrar a otra persona",
        send="Enviar",
        not_now="Ahora no",
        never="No volver a preguntarme nunca",
        named="¡Gracias!",
        named_why="Es muy amable de su parte. {} se ocupa del resto, con cuidado.",
        later="De acuerdo, ahora no",
        later_why="Gracias por decírnoslo. No tiene que hacer nada más.",
        refused="No volveremos a preguntarle",
        refused_why="Gracias por decírnoslo. {} lo respetará.",
        over="Esta pregunta ya pasó",
        over_why="Si aun así se le ocurre alguien, escriba a {}.",
        gone="Aquí ya no hay nada",
        gone_why="Lo que {} sabía de usted se ha borrado; no hay nada que responder.",
        lost="Este enlace no lleva a ninguna parte",
        lost_why="Quizá no esté completo; abra el enlace entero del mensaje.",
        wrong={
            "name": "Indique un nombre, en una línea.",
            "contact": "Escriba nombre@example.com o +34 912 345 678, o no ponga nada.",
            "how": "Dígalo en 1000 caracteres como máximo.",
            "need": "Dígalo en 1000 caracteres como máximo.",
            "told": "Marque esta casilla cuando se lo haya contado.",
            "yourself": "Parece que es usted. ¿Quién más le viene a la mente?",
        },
    ),
}
