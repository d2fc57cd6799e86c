"""What tasks ask for, in every language that letters are written in."""

from collections.abc import Mapping
from dataclasses import dataclass

from goodword.letters.following_words import FOLLOWING


@dataclass(frozen=True, slots=True)
class TaskWords:
    """`what` is to be done, by kind, and what else tells of it; `unknown` stands for kinds that
    only a newer service knows. `proofs` are wanted words, by what a task wants as proof."""

    what: Mapping[str, str]
    unknown: str
    proofs: Mapping[str, str]
    four_eyes: str


TASK_WORDS: Mapping[str, TaskWords] = {
    "en": TaskWords(
        what={
            **FOLLOWING["en"],
            "hand_over_reward": "Hand the reward over to its beneficiary, and say how it can be"
            " looked up. Its `gift` says what it is, and which restaurant or charity it is for.",
            "resolve_identifiers": "Identifiers that came together belong to two people. Merge the"
            " two if they are one; if they are not, say that this is done.",
            "data_request": "Answer what a person asked about their data.",
            "settle_payout": "Look at the provider, and say what became of the payout: nobody else"
            " can tell, and its reward is not paid again before.",
            "collect_tax_form": "Somebody is paid so much this year that it may have to be"
            " reported. Collect a form W-9 from them, or W-8 where they are no US person, keep it,"
            " and say where; their reward is paid then.",
            "settle_difference": "More is owed of a reward than was handed over, and no payout can"
            " bring the rest. Hand over what its `gift` says, or give it up, and say which.",
            "mend_delivery": "A reward did not reach its beneficiary. Correct the address or send"
            " it again, then say that this is done, and its provider is asked what came of it.",
            "recover_service": "A client is not happy. Find out why and put it right; then say that"
            " this is done.",
            "follow_up_name": "A client has named somebody. Get in touch with both of them, then"
            " say that this is done.",
            "read_answer": "A client answered an ask by mail, in words that only a person"
            " understands. Read them (`text` of the task), answer if they ask, and note what they"
            " said with `POST /v1/asks/{id}/answer`; then say that this is done.",
            "check_in": "It is time to look in on a client: ask how they are doing with what they"
            " bought, and say whether they are pleased.",
            "value_contact": "A client spoke well of us before they had what they bought. Give them"
            " something first: solve a problem, or send what is useful to them, and note the"
            " contact. They are asked for a referral later.",
            "send_terms": "Somebody was told of a program a day ago, and its terms have not left in"
            " writing: nothing can be earned before. Find out why, correct their address, and say"
            " again that it was talked about.",
            "mend_endpoint": "A webhook endpoint is told nothing any more: nothing came through for"
            " five days, or it says that it is gone. Mend it or change its address, make it active,"
            " and have it sent what it missed; or delete it.",
        },
        unknown="Do what the task is about.",
        proofs={
            "text": "Say as proof how it was done.",
            "reference": "Give as proof the number by which it can be looked up.",
        },
        four_eyes="Two people must say so, each with an API key of their own.",
    ),
    "de": TaskWords(
        what={
            **FOLLOWING["de"],
            "hand_over_reward": "Übergeben Sie die Prämie und sagen Sie, wo sich das nachsehen"
            " lässt. Was es ist und für welches Restaurant oder welche Organisation, steht bei der"
            " Aufgabe unter `gift`.",
            "resolve_identifiers": "Angaben, die zusammen kamen, gehören zu zwei Personen. Führen"
            " Sie die beiden zusammen, wenn es dieselbe ist; wenn nicht, melden Sie die Aufgabe als"
            " erledigt.",
            "data_request": "Beantworten Sie, was eine Person zu ihren Daten wissen wollte.",
            "settle_payout": "Sehen Sie beim Anbieter nach und sagen Sie, was aus der Auszahlung"
            " wurde: Das weiß sonst niemand, und vorher wird die Prämie nicht erneut ausgezahlt.",
            "collect_tax_form": "Jemand bekommt in diesem Jahr so viel, dass es zu melden sein"
            " kann. Lassen Sie sich ein Formular W-9 geben, oder W-8, wenn es keine US-Person ist,"
            " bewahren Sie es auf und sagen Sie, wo; dann wird die Prämie ausgezahlt.",
            "settle_difference": "Von einer Prämie ist mehr offen, als übergeben wurde, und keine"
            " Auszahlung kann den Rest bringen. Übergeben Sie, was bei der Aufgabe unter `gift`"
            " steht, oder verzichten Sie darauf, und sagen Sie, was davon.",
            "mend_delivery": "Eine Prämie ist nicht angekommen. Berichtigen Sie die Adresse oder"
            " senden Sie sie erneut und melden Sie die Aufgabe als erledigt; dann wird der Anbieter"
            " gefragt, was daraus wurde.",
            "recover_service": "Jemand ist unzufrieden. Finden Sie den Grund heraus, bringen Sie es"
            " in Ordnung und melden Sie die Aufgabe als erledigt.",
            "follow_up_name": "Jemand hat Ihnen eine Person genannt. Melden Sie sich bei beiden und"
            " melden Sie die Aufgabe dann als erledigt.",
            "read_answer": "Auf eine Anfrage kam eine Antwort per E-Mail, die nur ein Mensch"
            " versteht. Lesen Sie sie (`text` der Aufgabe), antworten Sie auf Fragen und halten Sie"
            " mit `POST /v1/asks/{id}/answer` fest, was gesagt wurde; dann melden Sie die Aufgabe"
            " als erledigt.",
            "check_in": "Es ist Zeit, sich bei jemandem zu melden: Fragen Sie, wie es mit dem"
            " Gekauften geht, und sagen Sie, ob man zufrieden ist.",
            "value_contact": "Jemand hat uns gelobt, bevor das Gekaufte da war. Geben Sie zuerst"
            " etwas: Lösen Sie ein Problem oder senden Sie, was dort nützt, und halten Sie den"
            " Kontakt fest. Um eine Empfehlung wird später gebeten.",
            "send_terms": "Von einem Programm war vor einem Tag die Rede, und seine Bedingungen"
            " sind nicht schriftlich abgegangen: Vorher kann niemand etwas verdienen. Finden Sie"
            " den Grund heraus, berichtigen Sie die Adresse und melden Sie das Gespräch erneut.",
            "mend_endpoint": "Ein Webhook-Endpunkt bekommt nichts mehr: Fünf Tage lang kam nichts"
            " an, oder er sagt, dass es ihn nicht mehr gibt. Bringen Sie ihn in Ordnung oder ändern"
            " Sie seine Adresse, aktivieren Sie ihn und lassen Sie senden, was er verpasst hat;"
            " oder löschen Sie ihn.",
        },
        unknown="Tun Sie, worum es in der Aufgabe geht.",
        proofs={
            "text": "Geben Sie als Nachweis an, wie es geschehen ist.",
            "reference": "Geben Sie als Nachweis die Nummer an, unter der es sich nachsehen lässt.",
        },
        four_eyes="Zwei Personen müssen es bestätigen, jede mit einem eigenen API-Schlüssel.",
    ),
    "fr": TaskWords(
        what={
            **FOLLOWING["fr"],
            "hand_over_reward": "Remettez la récompense à son bénéficiaire et indiquez comment le"
            " vérifier. `gift` dit de quoi il s\u2019agit, et pour quel restaurant ou quelle"
            " association.",
            "resolve_identifiers": "Des identifiants reçus ensemble appartiennent à deux personnes."
            " Fusionnez-les s\u2019il s\u2019agit de la même\u00a0; sinon, déclarez la tâche"
            " faite.",
            "data_request": "Répondez à ce qu\u2019une personne a demandé au sujet de ses données.",
            "settle_payout": "Vérifiez chez le prestataire et dites ce qu\u2019est devenu le"
            " versement\u00a0: personne d\u2019autre ne le sait, et la récompense n\u2019est pas"
            " versée de nouveau avant.",
            "collect_tax_form": "Quelqu\u2019un reçoit tant cette année qu\u2019il faudra peut-être"
            " le déclarer. Demandez-lui un formulaire W-9, ou W-8 s\u2019il n\u2019est pas une US"
            " person, conservez-le et dites où\u00a0; sa récompense est alors versée.",
            "settle_difference": "Il reste dû une partie d\u2019une récompense, et aucun"
            " versement ne peut plus l\u2019apporter. Remettez ce qu\u2019indique `gift`, ou"
            " renoncez-y, et dites lequel des deux.",
            "mend_delivery": "Une récompense n\u2019est pas arrivée. Corrigez l\u2019adresse ou"
            " renvoyez-la, puis déclarez la tâche faite\u00a0; le prestataire sera alors"
            " interrogé.",
            "recover_service": "Un client n\u2019est pas satisfait. Cherchez pourquoi, remédiez-y,"
            " puis déclarez la tâche faite.",
            "follow_up_name": "Un client vous a donné un nom. Prenez contact avec les deux, puis"
            " déclarez la tâche faite.",
            "read_answer": "Un client a répondu par e-mail à une demande, en des termes que seul"
            " quelqu\u2019un comprend. Lisez-les (`text` de la tâche), répondez à ses questions et"
            " notez ce qu\u2019il a dit avec `POST /v1/asks/{id}/answer`\u00a0; puis déclarez la"
            " tâche faite.",
            "check_in": "Il est temps de prendre des nouvelles d\u2019un client\u00a0:"
            " demandez-lui ce qu\u2019il pense de son achat, et dites s\u2019il est satisfait.",
            "value_contact": "Un client a dit du bien de nous avant d\u2019avoir reçu son achat."
            " Donnez-lui d\u2019abord quelque chose\u00a0: résolvez un problème ou envoyez ce qui"
            " lui est utile, et notez ce contact. La recommandation lui sera demandée plus tard.",
            "send_terms": "On a parlé d\u2019un programme il y a un jour, et ses conditions ne sont"
            " pas parties par écrit\u00a0: rien ne peut être gagné avant. Cherchez pourquoi,"
            " corrigez l\u2019adresse et signalez de nouveau cet entretien.",
            "mend_endpoint": "Un point de terminaison webhook ne reçoit plus rien\u00a0: rien"
            " n\u2019y est arrivé depuis cinq jours, ou il dit ne plus exister. Réparez-le ou"
            " changez son adresse, réactivez-le et faites-lui envoyer ce qu\u2019il a manqué\u00a0;"
            " ou supprimez-le.",
        },
        unknown="Faites ce que demande la tâche.",
        proofs={
            "text": "Indiquez comme preuve comment cela a été fait.",
            "reference": "Donnez comme preuve le numéro qui permet de le vérifier.",
        },
        four_eyes="Deux personnes doivent le confirmer, chacune avec sa propre clé d\u2019API.",
    ),
    "es": TaskWords(
        what={
            **FOLLOWING["es"],
            "hand_over_reward": "Entregue la recompensa a su beneficiario e indique cómo se puede"
            " comprobar. `gift` dice qué es y para qué restaurante u organización.",
            "resolve_identifiers": "Unos identificadores que llegaron juntos pertenecen a dos"
            " personas. Fusiónelas si son la misma; si no, marque la tarea como hecha.",
            "data_request": "Responda a lo que una persona ha preguntado sobre sus datos.",
            "settle_payout": "Compruebe con el proveedor qué ha sido del pago y díganoslo: nadie"
            " más lo sabe, y hasta entonces la recompensa no se vuelve a pagar.",
            "collect_tax_form": "Alguien recibe tanto este año que puede haber que declararlo."
            " Pídale un formulario W-9, o W-8 si no es una US person, guárdelo y diga dónde;"
            " entonces se paga su recompensa.",
            "settle_difference": "De una recompensa se debe más de lo que se entregó, y ningún pago"
            " puede traer el resto. Entregue lo que dice `gift`, o renuncie a ello, y diga cuál de"
            " las dos cosas.",
            "mend_delivery": "Una recompensa no ha llegado. Corrija la dirección o envíela de"
            " nuevo y marque la tarea como hecha; entonces se preguntará al proveedor.",
            "recover_service": "Un cliente no está satisfecho. Averigüe por qué, póngale remedio y"
            " marque la tarea como hecha.",
            "follow_up_name": "Un cliente le ha dado un nombre. Póngase en contacto con los dos y"
            " marque la tarea como hecha.",
            "read_answer": "Un cliente respondió por correo a una petición con palabras que solo"
            " entiende una persona. Léalas (`text` de la tarea), responda si pregunta y anote lo"
            " que dijo con `POST /v1/asks/{id}/answer`; luego marque la tarea como hecha.",
            "check_in": "Es hora de saber cómo le va a un cliente: pregúntele por lo que compró y"
            " diga si está satisfecho.",
            "value_contact": "Un cliente habló bien de nosotros antes de tener lo que compró."
            " Primero dele algo: resuelva un problema o envíele lo que le sea útil, y anote el"
            " contacto. La recomendación se le pedirá más tarde.",
            "send_terms": "Hace un día se habló de un programa y sus condiciones no han salido por"
            " escrito: antes no se puede ganar nada. Averigüe por qué, corrija la dirección y"
            " comunique de nuevo la conversación.",
            "mend_endpoint": "Un endpoint de webhooks ya no recibe nada: en cinco días no le ha"
            " llegado nada, o dice que ya no existe. Arréglelo o cambie su dirección, actívelo y"
            " haga que se le envíe lo que perdió; o elimínelo.",
        },
        unknown="Haga lo que pide la tarea.",
        proofs={
            "text": "Indique como prueba cómo se ha hecho.",
            "reference": "Dé como prueba el número con el que se puede comprobar.",
        },
        four_eyes="Dos personas deben confirmarlo, cada una con su propia clave de API.",
    ),
}
