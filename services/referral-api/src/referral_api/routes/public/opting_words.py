"""The words of the page on which a prospect says whether they want to be introduced, in each
language that letters have."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`{}` takes the business's name, in `ask_by` and `yes_means` the referrer's first name."""

    title: str
    ask: str
    ask_by: str
    yes: str
    no: str
    no_means: str
    welcome: str
    welcome_why: str
    gone: str
    gone_why: str
    over: str
    over_why: str
    lost: str
    lost_why: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        title="May we get in touch?",
        ask="Somebody you know thinks that {} can help you, and would like to introduce you.",
        ask_by="{} thinks that we can help you, and would like to introduce you.",
        yes="Yes, please do",
        no="No, thank you",
        no_means="If you say no, {} will not contact you, and nobody will be asked to introduce "
        "you again.",
        welcome="Thank you!",
        welcome_why="{} will get in touch with you.",
        gone="As you wish",
        gone_why="{} will not contact you. You need do nothing more.",
        over="You have answered already",
        over_why="If you do not want {} to contact you, you can still say so here.",
        lost="This link leads nowhere",
        lost_why="Perhaps it is not complete; open the whole link from the letter.",
    ),
    "de": Words(
        title="Dürfen wir uns bei Ihnen melden?",
        ask="Jemand, den Sie kennen, glaubt, dass {} Ihnen helfen kann, und möchte Sie vorstellen.",
        ask_by="{} glaubt, dass wir Ihnen helfen können, und möchte Sie uns vorstellen.",
        yes="Ja, gerne",
        no="Nein, danke",
        no_means="Wenn Sie Nein sagen, meldet sich {} nicht bei Ihnen, und niemand wird mehr "
        "gebeten, Sie vorzustellen.",
        welcome="Vielen Dank!",
        welcome_why="{} meldet sich bei Ihnen.",
        gone="Wie Sie wünschen",
        gone_why="{} meldet sich nicht bei Ihnen. Sie müssen nichts weiter tun.",
        over="Sie haben schon geantwortet",
        over_why="Wenn Sie nicht möchten, dass {} sich meldet, können Sie es hier noch sagen.",
        lost="Dieser Link führt nirgendwohin",
        lost_why="Vielleicht ist er unvollständig; öffnen Sie den ganzen Link aus der Nachricht.",
    ),
    "fr": Words(
        title="Pouvons-nous vous contacter\u00a0?",
        ask="Une personne que vous connaissez pense que {} peut vous aider et souhaite vous "
        "présenter.",
        ask_by="{} pense que nous pouvons vous aider et souhaite vous présenter à nous.",
        yes="Oui, volontiers",
        no="Non, merci",
        no_means="Si vous dites non, {} ne vous contactera pas, et l\u2019on ne demandera plus à "
        "personne de vous présenter.",
        welcome="Merci\u00a0!",
        welcome_why="{} prendra contact avec vous.",
        gone="Comme vous le souhaitez",
        gone_why="{} ne vous contactera pas. Vous n\u2019avez rien d\u2019autre à faire.",
        over="Vous avez déjà répondu",
        over_why="Si vous ne voulez pas que {} vous contacte, vous pouvez encore le dire ici.",
        lost="Ce lien ne mène nulle part",
        lost_why="Il est peut-être incomplet\u00a0; ouvrez le lien entier depuis le message.",
    ),
    "es": Words(
        title="¿Podemos ponernos en contacto?",
        ask="Alguien que usted conoce cree que {} puede ayudarle y quisiera presentarle.",
        ask_by="{} cree que podemos ayudarle y quisiera presentarle a nosotros.",
        yes="Sí, con gusto",
        no="No, gracias",
        no_means="Si dice que no, {} no se pondrá en contacto con usted y a nadie más se le "
        "pedirá que le presente.",
        welcome="¡Gracias!",
        welcome_why="{} se pondrá en contacto con usted.",
        gone="Como usted prefiera",
        gone_why="{} no se pondrá en contacto con usted. No tiene que hacer nada más.",
        over="Ya ha respondido",
        over_why="Si no quiere que {} le contacte, todavía puede decirlo aquí.",
        lost="Este enlace no lleva a ninguna parte",
        lost_why="Quizá no esté completo; abra el enlace entero del mensaje.",
    ),
}
