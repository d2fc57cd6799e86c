"""What people open, in a real browser without scripts, on a phone and on a desk.

Each page is whole, and each button does what it says. Pictures of all lie in the temporary folder
of the test.
"""

import pytest
from playwright.async_api import Error as BrowserError
from playwright.async_api import expect
from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.routes.public.browsing import LONG, Reader
from tests.referral_api.routes.public.test_choosing import VERDICT
from tests.referral_api.said import said
from tests.referral_api.stories import a_participant
from tests.referral_api.told_rewards import NOON, told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import (
    ContactSuppressed,
    RewardDecided,
    RewardExpired,
    RewardNeedsAction,
)
from goodword.letters.links import choose_url
from goodword.testing.events import deliver
from referral_api.routes.tools import Tools
from referral_api.use_cases.projections.handlers import HANDLERS

pytestmark = pytest.mark.browser

SHOP = "https://shop.example/"


async def asked_to_choose(house: House, db: Database) -> RewardNeedsAction:
    """A reward whose beneficiary is asked to choose."""
    more = {"reason": "choice", "verdict": VERDICT, "hold_until": NOON}
    event = told_reward(house, RewardNeedsAction, 1, **more)
    await deliver(db, HANDLERS, [Said(event, 1)])
    return event


def choice_of(tools: Tools, reward: RewardNeedsAction, language: str = "en") -> str:
    return choose_url("", tools.signer, (reward.business_id, reward.reward_id), language)


def way_out(tools: Tools, house: House, email: str, language: str) -> str:
    address = tools.hasher.address(house.business_id, "email", email)
    says = {"business": ids.show("biz", house.business_id), "channel": "email", "hash": address}
    return f"/u/{tools.signer.sign('unsubscribe', says | {'language': language})}"


async def test_a_click_on_a_shared_link_leads_to_the_shop_and_is_kept(
    reader: Reader, house: House, referral_db: Database
):
    await a_participant(house, code="ANA20")

    with pytest.raises(BrowserError, match="ERR_NAME_NOT_RESOLVED"):  # there is no such shop
        async with reader.at(f"/r/{house.slug}/ANA20"):
            pass

    async with referral_db.begin([house.business_id]) as session:
        [click] = (await session.scalars(text("select id from click"))).all()
    kept = ids.show("clk", click)
    assert reader.asked[1:] == [f"{SHOP}welcome?utm_source=friend&ref=ANA20&gw_click={kept}"]


@pytest.mark.parametrize(
    ("locale", "title", "on"),
    [
        ("en-US", "This offer is taking a break", "Go on to"),
        ("de-CH", "Dieses Angebot macht gerade Pause", "Weiter zu"),
        ("fr-CA", "Cette offre fait une pause", "Continuer vers"),
        ("es-MX", "Esta oferta está en pausa", "Continuar a"),
    ],
)
async def test_a_link_that_is_not_offered_says_so_in_the_browsers_language_and_leads_on(
    reader: Reader, house: House, locale: str, title: str, on: str
):
    await house.patch("/v1/business", {"name": LONG})
    ana = await a_participant(house, code="ANA20")
    await house.post(f"/v1/programs/{ana['program_id']}/pause")
    path = f"/r/{house.slug}/ANA20"

    async with reader.at(path, locale) as page:
        await reader.look(page, f"paused-{locale}")
        assert await page.locator("h1").inner_text() == title
        way_on = page.get_by_role("link", name=f"{on} {LONG}")
        assert str(await way_on.get_attribute("href")).startswith(f"{SHOP}welcome?")


@pytest.mark.parametrize(
    ("language", "title", "gift", "chosen"),
    [
        ("en", "Choose your gift", "Points · 1,700", "You chose: Points · 1,700"),
        ("de", "Wählen Sie Ihr Geschenk", "Punkte · 1.700", "Ihre Wahl: Punkte · 1.700"),
        ("fr", "Choisissez votre cadeau", "Points ·", "Votre choix\u00a0: Points"),
        ("es", "Elija su regalo", "Puntos ·", "Ha elegido: Puntos"),
    ],
)
async def test_a_gift_is_chosen_by_its_button_once(
    reader: Reader,
    house: House,
    referral_db: Database,
    tools: Tools,
    language: str,
    title: str,
    gift: str,
    chosen: str,
):
    """In the language of the letter, which is the person's, whatever the browser's is."""
    path = choice_of(tools, await asked_to_choose(house, referral_db), language)
    async with reader.at(path, "it-IT") as page:
        await reader.look(page, f"choose-{language}")
        assert await page.locator("h1").inner_text() == title
        assert await page.locator("html").get_attribute("lang") == language
        assert await page.locator("button").count() == len(VERDICT["options"])
        assert await said(referral_db, RewardDecided) == []

        await page.get_by_role("button", name=gift).click()
        await expect(page.locator("main")).to_contain_text(chosen)
        await reader.look(page, f"chosen-{language}")

        await page.goto(reader.address + path)
        await expect(page.locator("main")).to_contain_text(chosen)
        assert await page.locator("button").count() == 0

    [decided] = await said(referral_db, RewardDecided)
    assert decided.choice == "points"


async def test_a_gift_whose_time_went_by_while_the_page_was_open_is_not_chosen(
    reader: Reader, house: House, referral_db: Database, tools: Tools
):
    asked = await asked_to_choose(house, referral_db)
    async with reader.at(choice_of(tools, asked)) as page:
        over = {"reward_id": asked.reward_id, "verdict": VERDICT}
        await deliver(
            referral_db, HANDLERS, [Said(told_reward(house, RewardExpired, 2, **over), 2)]
        )

        await page.get_by_role("button", name="Gift card").click()
        await expect(page.locator("h1")).to_have_text("Nothing to choose here any more")
        await reader.look(page, "over")

    assert await said(referral_db, RewardDecided) == []


async def test_a_gift_that_is_none_of_them_any_more_is_not_chosen(
    reader: Reader, house: House, referral_db: Database, tools: Tools
):
    """What there is now is shown instead."""
    asked = await asked_to_choose(house, referral_db)
    left = [each for each in VERDICT["options"] if each["kind"] != "points"]
    async with reader.at(choice_of(tools, asked)) as page:
        fewer = {"version": 2, "verdict": VERDICT | {"options": left}}
        await deliver(referral_db, HANDLERS, [Said(asked.model_copy(update=fewer), 2)])

        await page.get_by_role("button", name="Points").click()
        await expect(page.locator("button")).to_have_count(len(left))

    assert await said(referral_db, RewardDecided) == []


@pytest.mark.parametrize(
    ("language", "everything", "news", "done"),
    [
        ("en", "Stop all letters", "Only tell me about my gifts", "Done"),
        (
            "de",
            "Alle Nachrichten abbestellen",
            "Nur noch über meine Geschenke schreiben",
            "Erledigt",
        ),
        (
            "fr",
            "Ne plus recevoir aucun message",
            "Seulement les messages sur mes cadeaux",
            "C\u2019est fait",
        ),
        ("es", "No recibir ningún mensaje", "Solo mensajes sobre mis regalos", "Hecho"),
    ],
)
async def test_letters_end_by_a_button_and_not_by_looking(
    reader: Reader,
    house: House,
    referral_db: Database,
    tools: Tools,
    language: str,
    everything: str,
    news: str,
    done: str,
):
    await house.patch("/v1/business", {"name": LONG, "parameters": {"colour": "#ffd400"}})
    scopes = {"all": everything, "marketing": news}
    for scope, button in scopes.items():
        path = way_out(tools, house, f"{scope}@example.com", language)
        async with reader.at(path, "it-IT") as page:
            await reader.look(page, f"leave-{language}")
            assert len(await said(referral_db, ContactSuppressed)) == list(scopes).index(scope)
            assert await page.locator("html").get_attribute("lang") == language

            await page.get_by_role("button", name=button).click()
            await expect(page.locator("h1")).to_have_text(done)
            await reader.look(page, f"left-{language}-{scope}")

    told = await said(referral_db, ContactSuppressed)
    assert [each.scope for each in told] == list(scopes)


@pytest.mark.parametrize("path", ["/r/nowhere/ANA20", "/c/nonsense", "/u/nonsense", "/a/nonsense"])
async def test_a_lost_link_says_so_in_the_browsers_language(reader: Reader, path: str):
    titles = {
        "en-US": "This link leads nowhere",
        "de-AT": "Dieser Link führt nirgendwohin",
        "fr-FR": "Ce lien ne mène nulle part",
        "es-ES": "Este enlace no lleva a ninguna parte",
    }
    for locale, title in titles.items():
        async with reader.at(path, locale) as page:
            await reader.look(page, f"lost-{path[1]}-{locale}")
            assert await page.locator("h1").inner_text() == title
            assert await page.locator("html").get_attribute("lang") == locale[:2]
