"""What a business says of its sender: checked against what the source asks for."""

import re
from collections.abc import Iterable, Iterator, Mapping

from goodword.errors import Problem, RejectedError
from referral_api.domain.connections.about import About, Setting


def check_set_up(about: About, settings: Mapping[str, str], credentials: Mapping[str, str]) -> None:
    """RejectedError `invalid_settings`, with a problem for each that is unknown, missing or of
    another form than its source's. Credentials may come later; values of theirs are never told."""
    problems = [
        *_problems("/settings", about.settings, settings),
        *_problems("/credentials", about.credentials, credentials),
        *(
            Problem(f"/settings/{each.name}", "missing", f"Say it: {each.meaning}")
            for each in about.settings
            if each.required and each.name not in settings
        ),
        *(
            Problem(f"/settings/{each.name}", "invalid_form", _at_most(each))
            for each in about.settings
            if len(settings.get(each.name, "")) > each.max_length
        ),
        *about.check(settings),
    ]
    if problems:
        detail = f"{about.title} cannot be set up like this; see each error."
        raise RejectedError("invalid_settings", detail, problems=problems)


def _at_most(setting: Setting) -> str:
    return f"Write at most {setting.max_length} characters."


def _problems(place: str, known: Iterable[Setting], given: Mapping[str, str]) -> Iterator[Problem]:
    forms = {each.name: each for each in known}
    for name, value in given.items():
        if name not in forms:
            names = ", ".join(sorted(forms)) or "none"
            yield Problem(f"{place}/{name}", "unknown_field", f"This source knows {names}.")
        elif not re.fullmatch(forms[name].form, value, re.DOTALL):
            yield Problem(f"{place}/{name}", "invalid_form", f"Give {forms[name].meaning}")
