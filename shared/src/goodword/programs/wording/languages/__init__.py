"""The languages that terms are written in: those of letters."""

from collections.abc import Mapping

from goodword.programs.wording.languages.de import GERMAN
from goodword.programs.wording.languages.en import ENGLISH
from goodword.programs.wording.languages.es import SPANISH
from goodword.programs.wording.languages.fr import FRENCH
from goodword.programs.wording.languages.phrases import Phrases

LANGUAGES: Mapping[str, Phrases] = {
    phrases.locale: phrases for phrases in (ENGLISH, GERMAN, FRENCH, SPANISH)
}


def phrases_for(locale: str) -> Phrases:
    """The phrases for a reader of `locale` (`de`, `de-AT`, `fr_CA`); in English where we do not
    write theirs."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return LANGUAGES.get(language, ENGLISH)
