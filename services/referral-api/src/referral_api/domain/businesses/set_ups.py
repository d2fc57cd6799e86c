"""What a caller writes of a set-up becomes its form, or a list of mistakes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from goodword.errors import Problem, RejectedError
from goodword.mistakes import code_of, pointer_to, words_of
from goodword.setups import ProviderSetUp, SetUp

AT = "/settings"


def read_set_up(form: type[SetUp], settings: Mapping[str, Any], kept: Mapping[str, str]) -> SetUp:
    """The form that `settings` fill in; secrets that they do not name are those `kept`.

    RejectedError `invalid_settings` with a pointer per mistake, and without any value.
    """
    named = {name: kept[name] for name in form.secret_names() & kept.keys() - settings.keys()}
    try:
        return form.model_validate({**named, **settings})
    except ValidationError as error:
        raise RejectedError(
            "invalid_settings",
            "These settings cannot be used; see each error.",
            problems=list(_problems(error)),
        ) from None


def _problems(error: ValidationError) -> Iterator[Problem]:
    for mistake in error.errors(include_url=False, include_input=False):
        yield Problem(pointer_to(mistake["loc"], AT), code_of(mistake), words_of(mistake))


def check_kinds(provider: str, wanted: SetUp, others: Iterable[tuple[str, Any]]) -> None:
    """RejectedError `kind_taken` where another provider was named for a kind of gift already.

    `others` are the names and bodies of what is set up.
    """
    if not isinstance(wanted, ProviderSetUp) or wanted.kinds is None:
        return
    for name, body in others:
        both = sorted(set(wanted.kinds) & set(body.get("kinds") or ()))
        if both and name != provider:
            raise RejectedError(
                "kind_taken",
                f"{name} is named for {', '.join(both)} already; take it from there first.",
                problems=[Problem(f"{AT}/kinds", "kind_taken", f"{name} issues these.")],
            )
