"""Which terms somebody was sent in writing (R-REW-05), and whether they can be written again."""

import hashlib
from collections.abc import Mapping
from typing import Any

from goodword import ids
from goodword.events import MessageSent
from goodword.letters import LANGUAGES
from goodword.programs import ProgramDocument, terms


def disclosure_of(sent: MessageSent) -> dict[str, Any]:
    """What is kept of the letter with the terms: never the words, only what tells them apart. An
    older notifier told no digest of them."""
    return {
        "person_id": ids.show("per", sent.person_id),
        "message_id": ids.show("msg", sent.message_id),
        "channel": sent.channel,
        "template": sent.template,
        "template_version": sent.template_version,
        "terms_sha256": sent.terms_sha256,
    }


def written_again(
    disclosure: Mapping[str, Any], document: ProgramDocument, business: str
) -> tuple[str, str] | None:
    """The language and the text of the terms that were sent, where `document` still gives exactly
    those; None where it does not, as after the business was renamed."""
    for language in LANGUAGES:
        text = terms(document, business, language)
        if hashlib.sha256(text.encode()).hexdigest() == disclosure["terms_sha256"]:
            return language, text
    return None
