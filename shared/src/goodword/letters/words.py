"""The words that all templates of one language share: names of gifts, labels, the footer."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`gifts` and `needed` fall back to their entry `other`; `{}` takes the name."""

    gifts: Mapping[str, str]
    needed: Mapping[str, str]
    colon: str
    code: str
    redeem: str
    act: str
    choose: str
    from_provider: str
    added: str
    handed_over: str
    donated: str
    reply: str
    about: str
    about_taking_part: str
    about_contact: str
    about_task: str
    about_client: str
    answer: str
    subject: str
    copy_to: str
    open_mail: str
    unsubscribe: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        gifts={
            "gift_card": "Gift card",
            "restaurant_certificate": "Restaurant gift certificate",
            "cash": "Cash",
            "store_credit": "Store credit",
            "discount_code": "Discount code",
            "points": "Points",
            "charity_donation": "Donation in your name",
            "physical_gift": "A gift",
            "service": "A service on us",
            "recognition": "Our thanks",
            "choice": "A gift of your choice",
            "other": "A thank-you",
        },
        needed={
            "choice": "Please choose which gift you would like.",
            "address": "Please tell us where to send it.",
            "tax_form": "Please fill in a short tax form; the law asks for it.",
            "other": "Please give us one more detail.",
        },
        colon=": ",
        code="Your code",
        redeem="Redeem",
        act="Continue",
        choose="Choose",
        from_provider="You will get it from {}. Please look out for their message.",
        added="It has been added for you: there is nothing that you need to do.",
        handed_over="It has been handed over to you, or is on its way to you.",
        donated="It has been given already: there is nothing that you need to do.",
        reply="Just reply to this message and we will take care of the rest.",
        about="You get this message about your reward from {}.",
        about_taking_part="You get this message because you take part in a program of {}.",
        about_contact="You get this message because {} named this address for what needs somebody.",
        about_task="You get this message because {} has something for you to do.",
        about_client="You get this message because you are a client of {}.",
        answer="Answer in a minute",
        subject="Subject",
        copy_to="Copy to",
        open_mail="Open in my mail program",
        unsubscribe="Unsubscribe",
    ),
    "de": Words(
        gifts={
            "gift_card": "Geschenkkarte",
            "restaurant_certificate": "Restaurantgutschein",
            "cash": "Geldbetrag",
            "store_credit": "Guthaben",
            "discount_code": "Rabattcode",
            "points": "Punkte",
            "charity_donation": "Spende in Ihrem Namen",
            "physical_gift": "Ein Geschenk",
            "service": "Eine Leistung, die auf uns geht",
            "recognition": "Unser Dank",
            "choice": "Ein Geschenk Ihrer Wahl",
            "other": "Ein Dankeschön",
        },
        needed={
            "choice": "Bitte wählen Sie aus, welches Geschenk Sie möchten.",
            "address": "Bitte teilen Sie uns mit, wohin wir es schicken dürfen.",
            "tax_form": "Bitte füllen Sie ein kurzes Steuerformular aus; das Gesetz verlangt es.",
            "other": "Bitte geben Sie uns noch eine Angabe.",
        },
        colon=": ",
        code="Ihr Code",
        redeem="Einlösen",
        act="Weiter",
        choose="Auswählen",
        from_provider="Sie erhalten es von {}. Bitte achten Sie auf deren Nachricht.",
        added="Es ist Ihnen gutgeschrieben: Sie müssen nichts weiter tun.",
        handed_over="Es ist Ihnen übergeben worden oder ist auf dem Weg zu Ihnen.",
        donated="Sie ist bereits veranlasst: Sie brauchen nichts weiter zu tun.",
        reply="Antworten Sie einfach auf diese Nachricht, um den Rest kümmern wir uns.",
        about="Diese Nachricht betrifft Ihr Dankeschön von {}.",
        about_taking_part="Sie erhalten dies, weil Sie an einem Programm von {} teilnehmen.",
        about_contact="Sie erhalten dies, weil {} diese Adresse als Kontakt angegeben hat.",
        about_task="Sie erhalten dies, weil bei {} etwas für Sie zu tun ist.",
        about_client="Sie erhalten dies, weil Sie zur Kundschaft von {} gehören.",
        answer="In einer Minute antworten",
        subject="Betreff",
        copy_to="Kopie an",
        open_mail="Im Mailprogramm öffnen",
        unsubscribe="Abmelden",
    ),
    "fr": Words(
        gifts={
            "gift_card": "Carte cadeau",
            "restaurant_certificate": "Bon cadeau restaurant",
            "cash": "Somme d\u2019argent",
            "store_credit": "Avoir",
            "discount_code": "Code de remise",
            "points": "Points",
            "charity_donation": "Don en votre nom",
            "physical_gift": "Un cadeau",
            "service": "Une prestation offerte",
            "recognition": "Nos remerciements",
            "choice": "Un cadeau de votre choix",
            "other": "Un remerciement",
        },
        needed={
            "choice": "Merci de choisir le cadeau qui vous ferait plaisir.",
            "address": "Merci de nous indiquer où l\u2019envoyer.",
            "tax_form": "Merci de remplir un court formulaire fiscal\u00a0: la loi l\u2019exige.",
            "other": "Merci de nous donner une dernière précision.",
        },
        colon="\u00a0: ",
        code="Votre code",
        redeem="En profiter",
        act="Continuer",
        choose="Choisir",
        from_provider="Il vous parviendra de {}. Surveillez son message.",
        added="Il vous a été crédité\u00a0: vous n\u2019avez rien à faire.",
        handed_over="Il vous a été remis, ou il est en route vers vous.",
        donated="Il a déjà été fait\u00a0: vous n\u2019avez rien à faire.",
        reply="Répondez simplement à ce message, nous nous occupons du reste.",
        about="Ce message concerne votre récompense de la part de {}.",
        about_taking_part="Vous recevez ceci car vous participez à un programme de {}.",
        about_contact="Vous recevez ceci car {} a indiqué cette adresse comme contact.",
        about_task="Vous recevez ceci car {} a quelque chose à vous confier.",
        about_client="Vous recevez ceci car vous faites partie de la clientèle de {}.",
        answer="Répondre en une minute",
        subject="Objet",
        copy_to="Copie à",
        open_mail="Ouvrir dans ma messagerie",
        unsubscribe="Se désabonner",
    ),
    "es": Words(
        gifts={
            "gift_card": "Tarjeta regalo",
            "restaurant_certificate": "Vale regalo para restaurante",
            "cash": "Dinero en efectivo",
            "store_credit": "Saldo en tienda",
            "discount_code": "Código de descuento",
            "points": "Puntos",
            "charity_donation": "Donación en su nombre",
            "physical_gift": "Un regalo",
            "service": "Un servicio por nuestra cuenta",
            "recognition": "Nuestro agradecimiento",
            "choice": "Un regalo a su elección",
            "other": "Un agradecimiento",
        },
        needed={
            "choice": "Por favor, elija qué regalo prefiere.",
            "address": "Por favor, díganos adónde enviarlo.",
            "tax_form": "Por favor, rellene un breve formulario fiscal; la ley lo exige.",
            "other": "Por favor, facilítenos un dato más.",
        },
        colon=": ",
        code="Su código",
        redeem="Canjear",
        act="Continuar",
        choose="Elegir",
        from_provider="Lo recibirá de {}. Esté atento a su mensaje.",
        added="Ya se le ha abonado: no tiene que hacer nada.",
        handed_over="Ya se le ha entregado o está en camino.",
        donated="Ya se ha hecho: no tiene que hacer nada.",
        reply="Responda a este mensaje y nos ocuparemos del resto.",
        about="Recibe este mensaje por su recompensa de {}.",
        about_taking_part="Recibe este mensaje porque participa en un programa de {}.",
        about_contact="Recibe este mensaje porque {} indicó esta dirección como contacto.",
        about_task="Recibe este mensaje porque {} tiene una tarea para usted.",
        about_client="Recibe este mensaje porque usted es cliente de {}.",
        answer="Responder en un minuto",
        subject="Asunto",
        copy_to="Copia a",
        open_mail="Abrir en mi correo",
        unsubscribe="Darse de baja",
    ),
}
