"""A template as a letter, before anybody is written to."""

from collections.abc import Mapping
from typing import Any

from goodword import letters
from goodword.errors import Problem, RejectedError
from goodword.letters import Letter, LetterError
from goodword.letters.own import troubles
from goodword.letters.samples import sample_facts
from referral_api.domain.templates import Found, problems, words_of


def preview_template(row: Any, business: Any, given: Mapping[str, str]) -> Letter:
    """The letter of a template's row, its draft first: of invented facts, the business's own look,
    and what was `given` instead.

    RejectedError `template_refused` where it cannot be rendered, `invalid_facts` where the facts
    cannot be read.
    """
    template = words_of(row)
    if wrong := troubles(row.kind, template):
        found = [Found(each.part, each.code, "error", each.detail) for each in wrong]
        at = "/draft" if row.draft else "/published"
        raise RejectedError(
            "template_refused",
            "This template makes no letter yet; each error says why.",
            problems=problems(at, found),
        )
    facts = sample_facts(row.kind, row.language) | _look(business) | dict(given)
    try:
        return letters.render(row.kind, row.language, facts, template=template)
    except LetterError as error:
        detail = f"{str(error).capitalize()}."
        raise RejectedError(
            "invalid_facts", detail, problems=[Problem("/facts", "invalid_facts", detail)]
        ) from error


def _look(business: Any) -> dict[str, object]:
    return {
        "business_name": business.name,
        "business_address": business.postal_address,
        "business_colour": business.parameters.get("colour"),
        "business_logo_url": business.parameters.get("logo_url"),
    }
