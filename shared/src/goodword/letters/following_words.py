"""What tasks ask for that follow on referrals, introductions and questions, in every language."""

from collections.abc import Mapping

FOLLOWING: Mapping[str, Mapping[str, str]] = {
    "en": {
        "contact_prospect": "Somebody was introduced to us. Write to them or call them now, and"
        " thank whoever introduced them, who need not read on. Then say so, which ends this task.",
        "late_contact": "Somebody was introduced to us and has not heard from us in time. See to"
        " it that they do, and say so.",
        "thank_referrer": "Somebody has referred a friend. Thank them in your own words, whatever"
        " comes of it; then say that this is done.",
        "answer_question": "A client has asked something. Answer them, and say so, which ends this"
        " task.",
        "plan_answer": "A client has asked something and still waits for it. Give it to them, or"
        " tell them when they will have it, and say which.",
        "yearly_card": "Somebody has referred friends this year. Write them a card; then say that"
        " this is done.",
    },
    "de": {
        "contact_prospect": "Uns wurde jemand vorgestellt. Schreiben Sie jetzt oder rufen Sie an,"
        " und danken Sie der Person, die uns bekannt gemacht hat und nicht weiter mitzulesen"
        " braucht. Melden Sie das; damit endet diese Aufgabe.",
        "late_contact": "Jemand wurde uns vorgestellt und hat nicht rechtzeitig von uns gehört."
        " Sorgen Sie dafür und melden Sie es.",
        "thank_referrer": "Jemand hat uns eine Person genannt. Danken Sie in eigenen Worten, was"
        " auch daraus wird, und melden Sie die Aufgabe dann als erledigt.",
        "answer_question": "Jemand hat eine Frage gestellt. Antworten Sie und melden Sie das; damit"
        " endet diese Aufgabe.",
        "plan_answer": "Jemand hat etwas gefragt und wartet noch darauf. Lösen Sie es oder sagen"
        " Sie, bis wann, und melden Sie, was davon.",
        "yearly_card": "Jemand hat uns in diesem Jahr empfohlen. Schreiben Sie eine Karte und"
        " melden Sie die Aufgabe dann als erledigt.",
    },
    "fr": {
        "contact_prospect": "Quelqu\u2019un nous a été présenté. Écrivez-lui ou appelez-le"
        " maintenant, et remerciez la personne qui nous a mis en relation, qui n\u2019a pas besoin"
        " de lire la suite. Signalez-le, ce qui clôt cette tâche.",
        "late_contact": "Quelqu\u2019un nous a été présenté et n\u2019a pas eu de nos nouvelles à"
        " temps. Veillez à ce qu\u2019il en ait et signalez-le.",
        "thank_referrer": "Un client nous a recommandés à quelqu\u2019un. Remerciez-le avec vos"
        " propres mots, quelle qu\u2019en soit l\u2019issue, puis déclarez la tâche faite.",
        "answer_question": "Un client a posé une question. Répondez-lui et signalez-le, ce qui clôt"
        " cette tâche.",
        "plan_answer": "Un client a demandé quelque chose et l\u2019attend encore. Donnez-le-lui,"
        " ou dites-lui quand il l\u2019aura, et signalez lequel des deux.",
        "yearly_card": "Un client nous a recommandés cette année. Écrivez-lui une carte, puis"
        " déclarez la tâche faite.",
    },
    "es": {
        "contact_prospect": "Nos han presentado a alguien. Escríbale o llámele ahora, y dé las"
        " gracias a quien nos ha presentado, que no tiene por qué leer lo demás. Comuníquelo, con"
        " lo que termina esta tarea.",
        "late_contact": "Nos presentaron a alguien y no ha sabido de nosotros a tiempo. Ocúpese"
        " de que así sea y comuníquelo.",
        "thank_referrer": "Un cliente nos ha recomendado a alguien. Dele las gracias con sus"
        " propias palabras, sea cual sea el resultado, y marque la tarea como hecha.",
        "answer_question": "Un cliente ha hecho una pregunta. Respóndale y comuníquelo, con lo que"
        " termina esta tarea.",
        "plan_answer": "Un cliente ha pedido algo y todavía lo espera. Déselo, o dígale cuándo lo"
        " tendrá, y comunique cuál de las dos cosas.",
        "yearly_card": "Un cliente nos ha recomendado este año. Escríbale una tarjeta y marque la"
        " tarea como hecha.",
    },
}
"""By language, and by the kind of the task."""
