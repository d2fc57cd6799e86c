"""The words of answers that come by mail, in the languages of our letters.

Patterns are of whole phrases, as `plain` writes them: small letters without accents, and nothing
but words. What is not here is left to a person to read.
"""

import re
from collections.abc import Iterable
from typing import Final


def _whole(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_BUT = r"(?:but |sorry |please |bitte |aber |leider |mais |desolee? |pero |lo siento )*"

NOT_NOW: Final = _whole(
    (
        # English
        rf"{_BUT}(?:not (?:right |just )?now|not (?:just )?yet|not at the moment|not at this time)",
        rf"{_BUT}(?:maybe |perhaps )?(?:later|another time|some other time)",
        rf"{_BUT}(?:nobody|no ?one) (?:comes to mind|right now|at the moment)(?: right now)?",
        rf"{_BUT}i can ?(?:no)?t think of any(?:one|body)(?: right now| at the moment)?",
        # German
        rf"{_BUT}(?:nicht jetzt|(?:jetzt|gerade|im moment|momentan|derzeit|zurzeit|noch) nicht)",
        rf"{_BUT}(?:vielleicht )?(?:spater|ein andermal)",
        rf"{_BUT}mir fallt (?:leider |gerade |im moment |momentan )*niemand ein",
        # French
        rf"{_BUT}pas (?:maintenant|encore|pour le moment|pour l instant)",
        rf"{_BUT}(?:peut etre )?(?:plus tard|une autre fois)",
        rf"{_BUT}personne ne me vient a l esprit",
        # Spanish
        rf"{_BUT}(?:(?:ahora|de momento|por ahora|por el momento|todavia|aun) no|no ahora)",
        rf"{_BUT}(?:quizas? |tal vez )?(?:mas tarde|en otro momento)",
        rf"{_BUT}no se me ocurre nadie(?: ahora| por ahora| de momento)?",
    )
)

NEVER: Final = _whole(
    (
        # English, R-MSG-08 first
        r"stop|quit|end|revoke|opt ?out|cancel|unsubscribe",
        rf"{_BUT}never(?: again| ask(?: me)?(?: again)?)?",
        rf"{_BUT}(?:do not|don t)(?: ever)? ask(?: me)?(?: again| any ?more)?",
        rf"{_BUT}stop asking(?: me)?",
        # German
        r"stopp|abmelden|abbestellen|austragen|widerruf|widerrufen",
        rf"{_BUT}(?:nie|niemals|nie wieder|nie mehr)",
        rf"{_BUT}fragen sie (?:mich )?(?:bitte )?(?:nie wieder|nie mehr|nicht mehr)",
        rf"{_BUT}nicht mehr fragen",
        # French
        r"arreter|arretez|desabonner|desinscrire|desinscription",
        rf"{_BUT}(?:plus )?jamais",
        rf"{_BUT}ne me demandez (?:plus|jamais|plus jamais)",
        # Spanish
        r"basta|baja|darme de baja|cancelar|desuscribir(?:me)?",
        rf"{_BUT}(?:nunca|nunca mas|jamas)",
        rf"{_BUT}no me (?:lo )?pregunten? (?:mas|nunca|nunca mas)",
    )
)

REVOKES: Final = re.compile(
    r"\b(?:"
    # English
    r"(?:do not|don t|never|stop) (?:ever )?(?:writ(?:e|ing)|e ?mail(?:ing)?|contact(?:ing)?"
    r"|ask(?:ing)?|messag(?:e|ing)|bother(?:ing)?)(?: to)? me"
    r"|leave me alone|(?:remove|take) me (?:from|off)|unsubscribe"
    r"|no more (?:e ?mails|mails|letters|messages)"
    # German
    r"|(?:schreiben|kontaktieren|fragen|belastigen) sie mich (?:bitte )?ni(?:e|cht) (?:wieder|mehr)"
    r"|nicht mehr (?:anschreiben|kontaktieren|schreiben|fragen)|mich in ruhe"
    r"|keine (?:weiteren )?(?:e ?mails|mails|nachrichten|briefe|anfragen)"
    # French
    r"|ne m ?e? ?(?:ecrivez|contactez|demandez|derangez|sollicitez) (?:plus|pas)"
    r"|plus (?:jamais )?(?:de|d) (?:e ?mails|mails|courriels|messages|lettres)"
    r"|laissez moi tranquille|arretez de m"
    # Spanish
    r"|no me (?:escriba|contacte|pregunte|moleste|mande|envie)n? (?:mas|nunca)"
    r"|no quiero (?:recibir )?mas (?:correos|mensajes|cartas)|dejen?me en paz"
    r"|dejen? de (?:escribir|preguntar|contactar|enviar|molestar)me"
    r")\b"
)
"""That somebody wants no more, among other words: where that is not sure, it counts (R-MSG-08)."""

THEY_KNOW: Final = _whole(
    (
        r"(?:they|she|he) (?:already )?knows?(?: about (?:it|you|this))?",
        r"(?:they|she|he) (?:have |has )?agreed|(?:they|she|he) said yes",
        r"i (?:have )?(?:told|asked) (?:them|her|him)",
        r"(?:sie|er) (?:weiss|wissen) (?:schon )?bescheid|(?:sie|er) (?:ist|sind) einverstanden",
        r"(?:elle|il|ils|elles) (?:est|sont) (?:au courant|d accord)",
        r"(?:ella |el |ellos |ellas )?(?:ya )?lo saben?|esta al tanto|esta de acuerdo",
    )
)
"""That the one who is named agreed to it: what the tick on the page says (R-MSG-15)."""

GREETS: Final = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen|abend)"
    r"|lieber?|sehr geehrter?|moin|bonjour|bonsoir|salut|chere?|hola|buenos dias|buenas(?: tardes)?"
    r"|estimad[oa]|querid[oa])(?P<whom>(?: [a-z]+)*)"
)

COURTESIES: Final = _whole(
    (
        r"no|nein|non|yes|ja|oui|si|ok|okay",
        r"(?:many |no )?thanks(?: a lot| again)?|thank you(?: very much)?|sorry|please|cheers",
        r"(?:with )?(?:best |kind |warm )?regards|(?:all the )?best(?: wishes)?|yours|sincerely",
        r"(?:vielen |besten |nein )?dank(?:e)?(?: schon)?|leider|tut mir leid|bitte|mfg|lg|vg",
        r"(?:mit )?(?:viele|liebe|beste|herzliche|freundliche|schone)n? gruss?en?|grusse?",
        r"(?:non )?merci(?: beaucoup)?|desolee?|cordialement|bien cordialement|bien a vous"
        r"|bonne journee|amicalement|s il vous plait",
        r"(?:no )?(?:muchas )?gracias|lo siento|(?:un )?(?:cordial )?saludos?(?: cordiales)?"
        r"|atentamente|por favor",
        r"(?:sent from|get outlook for|gesendet von|von meinem|envoye de|enviado desde) .{1,60}",
    )
)

NO_NAMES: Final = frozenset(
    (
        *("no", "not", "never", "don", "please", "contact", "write", "ask", "try", "call", "sorry"),
        *("except", "without", "hi", "hello", "dear", "nicht", "nie", "bitte", "kein", "keine"),
        *("kontaktieren", "ohne", "ausser", "hallo", "non", "ne", "pas", "jamais", "contactez"),
        *("ecrivez", "demandez", "sauf", "bonjour", "nunca", "jamas", "favor", "contacte"),
        *("escriba", "pregunte", "sin", "excepto", "hola", "from", "to", "cc", "von", "an"),
    )
)
"""Words that make of a name and an address something else than a name."""
