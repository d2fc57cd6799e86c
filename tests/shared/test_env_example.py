"""`.env.example` documents every setting once, with its default."""

import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from goodword.settings import Environment

EXAMPLE = Path(__file__).parents[2] / ".env.example"
CLASSES = (
    ("goodword.settings", "Settings"),
    ("goodword.settings", "OwnerSettings"),
    ("referral_api.settings", "ReferralApiSettings"),
    ("rewards_worker.settings", "RewardsWorkerSettings"),
    ("notifier.settings", "NotifierSettings"),
    ("standalone.settings", "StandaloneSettings"),
)
LINE = re.compile(r"^(#?)GOODWORD_([A-Z_]+)=(.*)$")


def documented() -> list[tuple[str, bool, str]]:
    """Each setting with whether it must be set, and the value shown."""
    lines = map(LINE.match, EXAMPLE.read_text().splitlines())
    return [(line[2].lower(), not line[1], line[3]) for line in lines if line]


def settings() -> dict[str, FieldInfo]:
    """Every setting; where two classes have it, the first one's default counts."""
    found: dict[str, FieldInfo] = {}
    for module, name in CLASSES:
        chosen: type[Environment] = getattr(import_module(module), name)
        for field, info in chosen.model_fields.items():
            found.setdefault(field, info)
    return found


def shown(default: object) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return "" if default is None else str(default)


def test_every_setting_is_documented_once_and_nothing_else() -> None:
    assert sorted(name for name, _, _ in documented()) == sorted(settings())


@pytest.mark.parametrize(("name", "required", "value"), documented())
def test_each_is_shown_with_its_default(name: str, required: bool, value: str) -> None:
    info = settings()[name]

    assert required == info.is_required()
    assert value == ("" if required else shown(info.default))


@pytest.mark.parametrize("name", sorted(settings()))
def test_each_says_what_it_is_for(name: str) -> None:
    assert settings()[name].description


def test_each_has_a_comment_above_it() -> None:
    lines = EXAMPLE.read_text().splitlines()

    for above, line in pairwise(lines):
        if LINE.match(line):
            assert above.startswith("# "), line
