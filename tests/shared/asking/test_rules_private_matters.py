"""R-MSG-12: what nobody should write down of others."""

import pytest

from goodword.asking import private_matters


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("She has just been diagnosed with cancer.", ("diagnosed", "cancer")),
        ("He is Jewish and a union member.", ("jewish", "union member")),
        ("They came out as GAY, and he was arrested.", ("gay", "arrested")),
        ("We sing in the same church.", ("church",)),
        ("Er ist schwer erkrankt und in der Gewerkschaft.", ("erkrankt", "gewerkschaft")),
        ("Sie ist jüdisch; er saß im Gefängnis.", ("judisch", "gefangnis")),
        ("Elle est enceinte et syndiquée.", ("enceinte", "syndiquee")),
        ("Il a un casier judiciaire.", ("casier judiciaire",)),
        ("Está embarazada; va a la iglesia.", ("embarazada", "iglesia")),
        ("Tiene antecedentes penales.", ("antecedentes penales",)),
    ],
)
def test_r_msg_12_what_is_nobodys_business_is_found_in_any_language(
    text: str, phrases: tuple[str, ...]
) -> None:
    assert private_matters(text) == phrases


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We row together on Sundays, and Christian is our cox.",
        "Her boathouse leaks, and she likes what you built for me.",
        "Sie sucht ein Haus und kennt mich vom Verein.",
        "Il cherche un hangar pour son bateau.",
        "Busca un arquitecto, y nos conocemos del colegio.",
        "A prison of paperwork is what he calls his office.",
        "Still, he will reunite the crew.",
    ],
)
def test_r_msg_12_what_may_be_said_is_not_found(text: str) -> None:
    assert private_matters(text) == ()
