"""What answers by mail say: what is certain, and nothing that is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_api.domain.asks.mailed_answer import Friend, read_answer

KNOWN = ("Carla Cruz", "Carla", "Rita Reyes", "Harbor Fences")


def said(words):
    return read_answer(words, KNOWN).said


@pytest.mark.parametrize(
    "words",
    [
        *("Not now.", "not right now, thanks!", "Maybe later", "Nobody comes to mind, sorry."),
        "Hi Rita,\n\nnot at the moment.\n\nBest regards,\nCarla",
        "Hi Rita,\n\nnot yet - thanks!\n\nSent from my iPhone",
        *("Nicht jetzt.", "Im Moment nicht, danke!", "Leider noch nicht.", "Vielleicht später"),
        "Guten Tag Rita Reyes,\n\nmir fällt gerade niemand ein.\n\nViele Grüße\nCarla Cruz",
        *("Pas maintenant.", "Pas pour le moment, merci", "Peut-être plus tard", "Plus tard !"),
        "Bonjour Rita,\n\npersonne ne me vient à l\u2019esprit.\n\nBien à vous,\nCarla",
        *("Ahora no.", "De momento no, gracias", "Quizás más tarde", "No se me ocurre nadie."),
        "Hola Rita:\n\nTodavía no.\n\nUn cordial saludo,\nCarla",
    ],
)
def test_not_now(words):
    assert said(words) == "not_now"


@pytest.mark.parametrize(
    "words",
    [
        *("Never.", "never again", "Please never ask me again.", "Don't ask me again, thanks."),
        *("STOP", "unsubscribe", "opt-out", "Hi Rita, never. Carla"),
        *("Nie.", "Nie wieder!", "Bitte nie wieder.", "Fragen Sie mich bitte nicht mehr."),
        *("Jamais.", "plus jamais", "Ne me demandez plus.", "Désabonner"),
        *("Nunca.", "nunca más", "¡Jamás!", "No me pregunten más, gracias."),
        "Not now. Never, please.",
    ],
)
def test_never(words):
    assert said(words) == "never"


@pytest.mark.parametrize(
    "words",
    [
        "Ben told me about you. So: stop writing to me at all, all of you!",
        "I had a terrible week and I would like you to leave me alone.",
        "Wir haben gebaut. Bitte schreiben Sie mich nie wieder an oder fragen Sie mich nicht mehr.",
        "Arrêtez de m'écrire avec vos demandes, je suis en vacances.",
        "Estoy muy ocupada y no quiero recibir más correos de ustedes.",
        "Ben Baker <ben@buyers.example>\nnever",
    ],
)
def test_r_msg_08_who_may_want_no_more_is_taken_at_their_word(words):
    assert said(words) == "perhaps_never"


@pytest.mark.parametrize(
    "words",
    [
        *("", "Yes", "No", "no thanks", "Thanks!", "Hi Rita!", "Ben Baker", "Ask Ben."),
        "Not now, but ask me in June.",
        "I would never say no to you, give me a week.",
        "Never say never!",
        "Ben Baker <ben@buyers.example> might need a fence, but let me ask him first.",
        "Please do not contact Ben <ben@buyers.example>.",
        "Not ben@buyers.example",
        "ben@buyers.example",
        "Without Ben: ben@buyers.example",
        "Ben Baker <ben@buyers.example>\nnot now",
        "Ben Baker <ben@buyers.example>\nHe moves in spring.",
        "\n".join(f"Ben Baker <ben{n}@buyers.example>" for n in range(6)),
        "Who is this?",
        "Nie gehört, wer ist das?",
        "She knows.",
    ],
)
def test_what_is_not_certain_is_for_a_person(words):
    assert said(words) == "unclear"


@pytest.mark.parametrize(
    "line",
    [
        "Ben Baker <ben@buyers.example>",
        "Ben Baker, ben@buyers.example",
        "- Ben Baker: ben@buyers.example",
        "Ben Baker (ben@buyers.example)",
        "Ben Baker ben@buyers.example.",
        "Hi Rita,\n\nBen Baker <ben@buyers.example>\n\nBest,\nCarla",
    ],
)
def test_a_name_with_an_address_on_a_line_of_its_own_names_somebody(line):
    read = read_answer(line, KNOWN)

    assert (read.said, read.they_know) == ("named", False)
    assert read.friends == (Friend("Ben Baker", "ben@buyers.example"),)


@pytest.mark.parametrize(
    "promise",
    [
        *("He knows.", "They know", "I told him", "I asked her", "she said yes"),
        *("Er weiß Bescheid.", "Sie ist einverstanden"),
        *("Il est au courant.", "Elle est d\u2019accord"),
        *("Ya lo sabe.", "Él ya lo sabe", "Está de acuerdo"),
    ],
)
def test_r_msg_15_that_they_agreed_is_said_and_not_assumed(promise):
    read = read_answer(f"Ben Baker <ben@buyers.example>\n{promise}", KNOWN)

    assert (read.said, read.they_know) == ("named", True)


def test_several_may_be_named():
    read = read_answer("Ben Baker <ben@a.example>\nJosé de la Vega <jose@b.example>", KNOWN)

    assert [each.name for each in read.friends] == ["Ben Baker", "José de la Vega"]


def test_without_addresses_they_are_names():
    read = read_answer("Ben Baker <ben@a.example>", KNOWN).without_addresses()

    assert read.friends == (Friend("Ben Baker", None),)


@given(st.text(max_size=300))
def test_no_text_is_more_than_one_of_these(words):
    assert said(words) in {"never", "not_now", "named", "perhaps_never", "unclear"}


@given(st.text(max_size=60))
def test_words_that_nobody_knows_are_never_taken_for_an_answer(words):
    assert said(f"{words}\nXyzzy plugh") in {"perhaps_never", "unclear"}
