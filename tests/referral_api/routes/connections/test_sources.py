"""Sources as people meet them: listed with what they want, and README's table is made of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from tests.referral_api.shop import new_connection

from referral_api.commands.sources import table
from referral_api.domain.connections.about import Reply
from referral_api.domain.connections.delivery import ReportedFact
from referral_api.domain.connections.set_up import check_set_up
from referral_api.domain.people.privacy import PrivacyAsked
from referral_api.domain.relationships.bodies import ReportBody
from referral_api.routes.connections.read_facts import TYPES
from referral_api.sources import SOURCES, shopify

README = Path(__file__).parents[4] / "README.md"


async def test_every_source_is_listed_with_what_to_do_at_the_senders(house):
    listed = (await house.get("/v1/sources")).json()["data"]

    assert [each["name"] for each in listed] == sorted(SOURCES)
    for each in listed:
        assert all([each["title"], each["brings"], each["proof"]])
        assert any("the connection's url" in step for step in each["steps"]), each["name"]


@pytest.mark.parametrize("source", SOURCES)
def test_what_it_asks_for_is_shown_by_an_example_of_its_own_form(source):
    about = SOURCES[source].ABOUT
    settings = {each.name: each.example for each in about.settings}

    check_set_up(about, settings, {each.name: each.example for each in about.credentials})


async def test_a_connection_shows_the_steps_with_its_own_address(house):
    made = await house.post("/v1/connections", {"source": "shopify", "name": "Web shop"})

    assert any(made.json()["url"] in step for step in made.json()["steps"])


async def test_a_setting_that_the_source_does_not_know_is_refused(house):
    wrong = {"settings": {"colour": "red"}, "credentials": {"token": "t"}}
    refused = await house.post("/v1/connections", {"source": "shopify", "name": "x", **wrong})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_settings")
    pointers = [each["pointer"] for each in refused.json()["errors"]]
    assert pointers == ["/settings/colour", "/credentials/token"]


@pytest.mark.parametrize("source", SOURCES)
async def test_what_would_come_of_a_payload_is_shown_for_every_source(house, source):
    made = (await house.post("/v1/connections", new_connection(source))).json()
    sample = SOURCES[source].sample("sample-1", datetime.now(UTC), made["secret"], made["url"])

    told = await house.post(
        f"/v1/connections/{made['id']}/dry_run",
        {
            "headers": dict(sample.headers),
            "query": sample.query,
            "body": sample.body.decode(),
        },
    )

    assert (told.status_code, told.json()["signature"]) == (200, "valid"), told.text


def test_every_fact_that_a_source_may_report_has_a_name():
    assert set(get_args(PrivacyAsked)) < TYPES.keys()
    kinds = set(get_args(ReportedFact)) - {ReportBody} | set(ReportBody.__subclasses__())
    assert kinds == TYPES.keys()


def test_the_table_in_the_readme_is_what_the_registry_says():
    assert table() in README.read_text()


async def test_a_sender_is_answered_as_it_insists_and_greeted_without_a_signature(
    shop, house, monkeypatch
):
    def greet(incoming):
        return Reply(200, b"hello") if incoming.body == b"ping" else None

    about = shopify.ABOUT
    changed = type(about)(
        title=about.title,
        brings=about.brings,
        proof=about.proof,
        steps=about.steps,
        reply=Reply(200, b"<ok/>", "text/xml"),
        greet=greet,
    )
    monkeypatch.setattr(shopify, "ABOUT", changed)

    greeted = await house.http.post(shop.path, content=b"ping")
    kept = await shop.post(b'{"id": 1}')
    forged = await house.http.post(shop.path, content=b"pong")

    assert (greeted.status_code, greeted.content) == (200, b"hello")
    assert (kept.status_code, kept.content) == (200, b"<ok/>")
    assert kept.headers["content-type"] == "text/xml; charset=utf-8"
    assert forged.status_code == 401
    deliveries = (await house.get("/v1/deliveries")).json()["data"]
    assert len(deliveries) == 1
