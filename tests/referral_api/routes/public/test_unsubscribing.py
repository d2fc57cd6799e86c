"""The way out of letters: GET shows, POST acts."""

import httpx
import pytest
from tests.referral_api.conftest import House
from tests.referral_api.said import said

from goodword.database import Database
from goodword.events import ContactSuppressed
from goodword.ids import new, show
from referral_api.routes.tools import Tools

LANGUAGES = ("en", "de", "fr", "es")


def unsubscribe_path(
    tools: Tools, house: House, address: str = "ana@example.com", **more: str
) -> str:
    token = tools.signer.sign(
        "unsubscribe",
        {
            "business": show("biz", house.business_id),
            "channel": "email",
            "hash": tools.hasher.address(house.business_id, "email", address),
            **more,
        },
    )
    return f"/u/{token}"


async def test_opening_the_way_out_asks_first(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools
):
    answer = await visitor.get(unsubscribe_path(tools, house))

    assert answer.status_code == 200
    assert "<form" in answer.text
    assert await said(referral_db, ContactSuppressed) == []


@pytest.mark.parametrize("form", ["urlencoded", "multipart"])
async def test_one_click_suppresses_the_address_once(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools, form: str
):
    path = unsubscribe_path(tools, house)
    field = ("List-Unsubscribe", "One-Click")
    sent = {
        "urlencoded": {"data": dict([field])},
        "multipart": {"files": {field[0]: (None, field[1])}},
    }

    answers = [await visitor.post(path, **sent[form]) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    [suppressed] = await said(referral_db, ContactSuppressed)
    assert suppressed.business_id == house.business_id
    assert suppressed.address_hash == tools.hasher.address(
        house.business_id, "email", "Ana@example.com"
    )
    assert (suppressed.channel, suppressed.scope) == ("email", "all")


@pytest.mark.parametrize(
    ("of_letter", "pressed", "ended"),
    [
        ({"scope": "marketing"}, {}, "marketing"),
        ({"scope": "all"}, {}, "all"),
        ({}, {}, "all"),
        ({"scope": "marketing"}, {"scope": "all"}, "all"),
        ({"scope": "all"}, {"scope": "marketing"}, "marketing"),
        ({"scope": "marketing"}, {"scope": "everything"}, "marketing"),
    ],
)
async def test_r_msg_09_one_click_ends_the_list_of_its_letter_and_a_button_what_it_says(
    referral_db: Database,
    house: House,
    visitor: httpx.AsyncClient,
    tools: Tools,
    of_letter: dict[str, str],
    pressed: dict[str, str],
    ended: str,
):
    path = unsubscribe_path(tools, house, **of_letter)

    answer = await visitor.post(path, data={"List-Unsubscribe": "One-Click", **pressed})

    assert answer.status_code == 200
    [suppressed] = await said(referral_db, ContactSuppressed)
    assert suppressed.scope == ended


async def test_who_ended_the_asks_reads_on_the_page_that_gifts_still_come(
    house: House, visitor: httpx.AsyncClient, tools: Tools
):
    path = unsubscribe_path(tools, house, scope="marketing")

    done = await visitor.post(path, data={"List-Unsubscribe": "One-Click"})
    again = await visitor.get(path)

    assert "only about gifts that are yours" in done.text
    assert 'value="all"' in again.text


@pytest.mark.parametrize("spoil", [lambda path: path + "x", lambda path: "/u/abc"])
async def test_a_token_that_is_not_ours_does_nothing(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools, spoil
):
    path = spoil(unsubscribe_path(tools, house))

    answer = await visitor.post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 404
    assert await said(referral_db, ContactSuppressed) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_the_letters_language_and_looks_like_the_business(
    house: House, visitor: httpx.AsyncClient, tools: Tools, language: str
):
    look = {"logo_url": "https://cdn.harbor.example/l.png?a=1&b=2", "colour": "#ffd400"}
    await house.patch("/v1/business", {"name": "Harbor <&> Pine", "parameters": look})

    answer = await visitor.get(unsubscribe_path(tools, house, language=language))

    assert f'<html lang="{language}">' in answer.text
    assert 'src="https://cdn.harbor.example/l.png?a=1&amp;b=2" alt="Harbor &lt;&amp;&gt; Pine"' in (
        answer.text
    )
    assert "background: #ffd400" in answer.text
    assert "color: #000000" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.endswith("; img-src https://cdn.harbor.example")
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_letter_of_before_speaks_the_businesss_language(
    house: House, visitor: httpx.AsyncClient, tools: Tools
):
    await house.patch("/v1/business", {"locale": "fr-CA"})

    answer = await visitor.get(unsubscribe_path(tools, house))

    assert '<html lang="fr">' in answer.text


async def test_news_can_be_ended_without_the_letters_about_gifts(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools
):
    path = unsubscribe_path(tools, house)
    pressed = {"List-Unsubscribe": "One-Click", "scope": "marketing"}

    answer = await visitor.post(path, data=pressed)

    assert answer.status_code == 200
    [suppressed] = await said(referral_db, ContactSuppressed)
    assert (suppressed.scope, suppressed.reason) == ("marketing", "unsubscribed")


async def test_the_way_out_says_afterwards_that_all_letters_have_ended(
    house: House, visitor: httpx.AsyncClient, tools: Tools
):
    path = unsubscribe_path(tools, house)
    await visitor.post(path, data={"List-Unsubscribe": "One-Click"})

    answer = await visitor.get(path)
    another = await visitor.get(unsubscribe_path(tools, house, "ben@example.com"))

    assert "will not write to this address again." in answer.text
    assert "Nothing has changed yet" not in answer.text
    assert "<form" not in answer.text
    assert "Nothing has changed yet" in another.text


async def test_who_has_ended_the_news_can_still_end_the_letters_about_gifts(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools
):
    path = unsubscribe_path(tools, house)
    await visitor.post(path, data={"List-Unsubscribe": "One-Click", "scope": "marketing"})

    answer = await visitor.get(path)
    await visitor.post(path, data={"List-Unsubscribe": "One-Click", "scope": "all"})

    assert "only about gifts that are yours" in answer.text
    assert 'value="marketing"' not in answer.text
    assert 'value="all"' in answer.text
    assert [one.scope for one in await said(referral_db, ContactSuppressed)] == ["marketing", "all"]


async def test_nothing_is_ended_without_the_button(
    referral_db: Database, house: House, visitor: httpx.AsyncClient, tools: Tools
):
    path = unsubscribe_path(tools, house)

    answers = [await visitor.post(path, data=data) for data in ({}, {"scope": "all"})]
    answers += [await visitor.get(path, headers={"Purpose": "prefetch"})]

    assert [each.status_code for each in answers] == [422, 422, 200]
    assert all("<form" in each.text for each in answers)
    assert await said(referral_db, ContactSuppressed) == []


async def test_who_has_unsubscribed_is_offered_no_way_back(
    house: House, visitor: httpx.AsyncClient, tools: Tools
):
    path = unsubscribe_path(tools, house)

    done = await visitor.post(path, data={"List-Unsubscribe": "One-Click"})

    assert "<form" not in done.text
    assert "<a " not in done.text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-CH,de;q=0.9,en;q=0.8", "de"), ("it, es;q=0.5", "es"), ("it", "en"), ("", "en")],
)
async def test_a_lost_link_speaks_the_browsers_language(
    visitor: httpx.AsyncClient, accepted: str, language: str
):
    answer = await visitor.get("/u/abc", headers={"Accept-Language": accepted})

    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text


async def test_a_token_of_a_business_that_is_gone_leads_nowhere(
    visitor: httpx.AsyncClient, tools: Tools
):
    gone = {"business": show("biz", new()), "channel": "email", "hash": "a" * 64}

    answer = await visitor.get(f"/u/{tools.signer.sign('unsubscribe', gone)}")

    assert answer.status_code == 404
