"""Where the demo is played, beside what `goodword up` runs."""

from pathlib import Path

import pytest

from goodword.errors import GoodwordError
from standalone.demo.place import Place, elsewhere
from standalone.demo.story import play

URL = "http://127.0.0.1:1"


def test_services_elsewhere_need_the_operators_token_and_their_folder_of_letters() -> None:
    with pytest.raises(GoodwordError, match="GOODWORD_OPERATOR_TOKEN is not set"):
        elsewhere(URL, None, Path("mail"))
    with pytest.raises(GoodwordError, match="--mail is missing"):
        elsewhere(URL, "token", None)


async def test_where_nothing_answers_the_demo_says_so_and_what_to_do() -> None:
    place = elsewhere(URL, "token", Path("mail"))

    with pytest.raises(GoodwordError, match=r"Nothing answers at http://127\.0\.0\.1:1: start"):
        await play(place)

    assert place == Place(URL, "token", Path("mail"), "start its services first")
