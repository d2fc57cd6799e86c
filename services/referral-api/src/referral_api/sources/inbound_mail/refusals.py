"""Words by which somebody asks for no more letters (R-MSG-08), in the languages of our letters.

Such a mail says nothing else: a longer one is for a person to read.
"""

import re
from typing import Final

_WORDS: Final = (
    # English, and as R-MSG-08 has it
    r"stop|quit|end|revoke|opt[ -]?out|cancel|unsubscribe",
    # German
    r"stopp|abmelden|abbestellen|austragen|widerruf|widerrufen|k[uü]ndigen|ende",
    # French
    r"arr[eê]t|arr[eê]ter|arr[eê]tez|d[eé]sabonner|d[eé]sinscrire|d[eé]sinscription|r[eé]silier",
    # Spanish
    r"alto|parar|basta|baja|darme de baja|cancelar|anular|desuscribir(?:me)?",
)
_REFUSAL: Final = re.compile(rf"\s*(?:{'|'.join(_WORDS)})\s*[.!]*\s*", re.IGNORECASE)
_QUOTED: Final = re.compile(
    r"^(?:>|--\s*$|On .{0,200}wrote:|Am .{0,200}schrieb|Le .{0,200}écrit|El .{0,200}escribió)"
)


def is_refusal(text: str) -> bool:
    """Whether the text, up to what it quotes or signs with, is one of these words."""
    said = []
    for line in text.splitlines()[:20]:
        if _QUOTED.match(line.strip()):
            break
        said.append(line)
    return _REFUSAL.fullmatch("\n".join(said).strip()) is not None
