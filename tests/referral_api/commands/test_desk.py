"""Which business a command is about, and how mistakes are told."""

import subprocess
import sys

import pytest
from tests.referral_api.commands.conftest import run
from tests.referral_api.stories import a_person

from goodword import ids
from goodword.errors import GoodwordError

MAIN = "import sys; from goodword.cli import main; sys.argv[0] = 'goodword'; main()"


async def test_a_business_is_named_by_slug_by_id_or_by_the_environment(house, monkeypatch):
    by_slug = await run("people", "list", "--business", house.slug)
    by_id = await run("people", "list", "--business", ids.show("biz", house.business_id))
    monkeypatch.setenv("GOODWORD_BUSINESS", house.slug)
    by_environment = await run("people", "list")

    assert by_slug == by_id == by_environment


@pytest.mark.parametrize("named", ["nobody", ids.show("biz", ids.new())])
async def test_a_business_that_is_not_there_is_told_in_a_sentence(house, named):
    with pytest.raises(GoodwordError, match=f"There is no business {named}"):
        await run("tasks", "list", "--business", named)


async def test_what_is_another_business_s_is_not_found(house, open_house, give):
    other = await open_house(slug="red-door")
    theirs = await a_person(other)

    with pytest.raises(GoodwordError, match="no person with this id"):
        await give("people", "show", theirs["id"])


async def test_an_id_of_something_else_is_a_mistake_in_the_command(give):
    lines = await give("people", "show", ids.show("rwd", ids.new()), code=2)

    text = " ".join(line.strip("│ ") for line in lines)
    assert "not an id of the form per_" in text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody:x@127.0.0.1:9/none", "does not answer"),
        (None, "There is no business nobody"),
    ],
)
async def test_in_a_process_of_its_own_a_mistake_is_a_sentence_and_no_traceback(
    databases, monkeypatch, url, said
):
    if url is not None:
        monkeypatch.setenv("GOODWORD_REFERRAL_DATABASE_URL", url)

    done = subprocess.run(  # noqa: ASYNC221  # nothing else runs here meanwhile
        [sys.executable, "-c", MAIN, "tasks", "list", "--business", "nobody"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.startswith("goodword: ")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
