"""What is secret is told once, to whoever it is for, and stands nowhere else in clear: not in what
processes print, in spans, in the log and Kafka, in answers, in any column of the database."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.journeys.cluster import SERVICES, Cluster, password_of
from tests.journeys.collecting import Answers, collector, columns, logs, operations, topics

from standalone.demo.orders import Order
from standalone.demo.shop import Shop
from standalone.demo.story import PROGRAM

CREDENTIALS = {
    "tremendous": {"api_key": "TESTsecretOfTremendous01", "campaign_id": "IVM0I3WNJJL0"},
    "change": {
        "public_key": "pk_test_0123456789",
        "secret_key": "sk_test_secretOfChange02",
        "charities": [{"name": "Reef", "registration": "12-3456789", "nonprofit_id": "n_reef"}],
    },
    "smtp": {"host": "mail.nowhere.example", "username": "shop", "password": "secretOfSmtp03"},
}
SENDERS: dict[str, dict[str, Any]] = {
    "woocommerce": {
        "settings": {"store_url": "https://shop.nowhere.example"},
        "credentials": {"consumer_key": "ck_secret04", "consumer_secret": "cs_secret05"},
    },
    "pipedrive": {"credentials": {"api_token": "5ecre7" * 6 + "0aaa"}},
    "stripe": {},
}
TILL = json.dumps(
    {
        "source": "till",
        "rules": [
            {
                "kind": "sale",
                "external_id": "/id",
                "occurred_at": "/at",
                "gross": {"amount": "/total", "currency": "USD"},
            }
        ],
    }
)
ONCE = {
    "operator token": set[str](),
    "business's key": {"answer POST /v1/businesses"},
    "second key": {"answer POST /v1/api_keys"},
    "secret of shopify": {"answer POST /v1/connections"},
    **{f"secret of {sender}": {"answer POST /v1/connections"} for sender in (*SENDERS, "mapped")},
    "rotated secret": {"answer POST /v1/connections/{id}/rotate_secret"},
}
"""Where each may stand; the others may stand nowhere."""


async def set_up(shop: Shop) -> dict[str, str]:
    """Everything that has a secret, given right and wrong; the secrets, by what they are."""
    told = {
        "business's key": shop.business["api_key"],
        "secret of shopify": shop.connection["secret"],
        "second key": (await shop.post("/v1/api_keys", {"name": "till", "scopes": ["read"]}))[
            "key"
        ],
    }
    for sender, given in SENDERS.items():
        made = await shop.post("/v1/connections", {"source": sender, "name": sender, **given})
        told[f"secret of {sender}"] = made["secret"]
        told |= given.get("credentials", {})
        wrong = {"credentials": dict(given.get("credentials", {})), "settings": {"none": "such"}}
        await shop.client.patch(f"/v1/connections/{made['id']}", json=wrong)
    told["rotated secret"] = await listen_to_a_till(shop, told)
    for kind, form in CREDENTIALS.items():
        path = f"/v1/{'channels' if kind == 'smtp' else 'providers'}/{kind}"
        await shop.client.put(path, json={"settings": {**form, "no_such": "field"}})
        await shop.client.put(path, json={"settings": form, "form": form})
        await shop.put(path, {"settings": form})
        await shop.post(f"{path}/test")
        told |= {
            f"{kind} {n}": str(form[n]) for n in ("api_key", "secret_key", "password") if n in form
        }
    return told


async def listen_to_a_till(shop: Shop, told: dict[str, str]) -> str:
    """A sender whose secret comes with each webhook: one that is right, one that fails, one whose
    secret is another's. Its secret is added to `told`; the one that it is replaced by is
    answered."""
    body = {"source": "mapped", "name": "till", "settings": {"mapping": TILL}}
    till = await shop.post("/v1/connections", body)
    told["secret of mapped"] = till["secret"]
    for secret, sent in (
        (till["secret"], b'{"id": "1", "at": "2026-03-01T10:00:00Z", "total": "12.00"}'),
        (till["secret"], b'{"id": "2", "at": "never"}'),
        (told["second key"], b"{}"),
    ):
        headers = {"authorization": f"Bearer {secret}", "content-type": "application/json"}
        await shop.client.post(f"/webhooks/{till['id']}", content=sent, headers=headers)
    await shop.client.post(
        f"/webhooks/{till['id']}?token={told['second key']}",
        content=b"{}",
        headers={"authorization": f"Basic {told['second key']}"},
    )
    rotated = await shop.post(f"/v1/connections/{till['id']}/rotate_secret")
    return str(rotated["secret"])


async def read_everything(shop: Shop) -> None:
    """Every list and every object of it that the key may read."""
    document = (await shop.client.get("/openapi.json")).json()
    paths = [path for path, item in document["paths"].items() if "get" in item]
    for path in paths:
        if "{" not in path:
            await shop.client.get(path)
    for name in ("connections", "deliveries", "api_keys"):
        for each in await shop.all_of(f"/v1/{name}"):
            await shop.client.get(f"/v1/{name}/{each['id']}")
    for path in ("/v1/providers/tremendous", "/v1/providers/change", "/v1/channels/smtp"):
        await shop.client.get(path)


async def live(shop: Shop) -> None:
    """Story A: an order by code, gifts and letters."""
    program = await shop.publish(PROGRAM)
    await shop.join(program, "ana@example.com", "Ana Archer", code="ANA20")
    await shop.send(
        shop.webhook("orders/paid", Order("79.90", "b@example.com", code="ANA20").paid())
    )
    await shop.wait_for("/v1/rewards", lambda found: len(found) == 2, "the rewards")
    await shop.advance(days=31)
    await shop.wait_for("/v1/messages", lambda found: len(found) == 3, "mails", status="sent")


def ours(place: Cluster) -> dict[str, str]:
    """What the operator alone knows."""
    roles = [f"goodword_{each}_app" for each in ("referral", "rewards", "notifier")]
    return {
        "operator token": place.operator_token,
        "Fernet key": place.environment["GOODWORD_SECRET_KEYS"],
        "hash key": place.environment["GOODWORD_HASH_KEY"],
        **{f"password of {role}": password_of(role) for role in roles},
    }


def written(secret: str, user: str = "") -> Iterator[str]:
    """How a secret may be written: as it is, in JSON, in a URL, and as HTTP Basic has it."""
    yield secret
    yield secret.replace(" ", "%20")
    yield base64.b64encode(f"{user}:{secret}".encode()).decode().rstrip("=")[8:-2]


@pytest.mark.kafka
@pytest.mark.timeout(900)
async def test_what_is_secret_stands_nowhere_in_clear(tmp_path, postgres_server, kafka):
    async with collector() as (endpoint, spans):
        more = {"GOODWORD_LOG_LEVEL": "debug", "GOODWORD_OTLP_ENDPOINT": endpoint}
        place = Cluster(tmp_path, postgres_server, kafka=kafka, **more)
        async with place, httpx.AsyncClient(base_url=place.url, timeout=60) as client:
            answers = Answers(client)
            shop = await Shop.open(client, place.operator_token)
            secrets = ours(place) | await set_up(shop)
            await live(shop)
            await read_everything(shop)
            async with httpx.AsyncClient() as outside:
                books = (await outside.get(f"{place.sandbox_url}/books")).json()
            texts = [*answers.given]
            texts += [each async for each in columns(place)]
            texts += [each async for each in topics(place)]
            texts += [each async for each in operations(place)]
        texts += logs(place)
    texts += [("span", each) for each in spans]

    kinds = {place.partition(" ")[0] for place, text in texts if text}
    assert kinds >= {"answer", "column", "topic", "output", "span", "/metrics"}
    assert {f"output of {service}" for service in SERVICES} <= {place for place, _ in texts}
    for name, secret in secrets.items():
        assert len(secret) > 8, name
        forms = set(written(secret, "goodword"))
        found = {where for where, text in texts if any(each in text for each in forms)}
        named = {_without_id(where) for where in found}
        assert named == ONCE.get(name, set()), name

    links = [each["reward"]["link"] for each in _orders(books)]
    assert len(links) == 2
    for link in links:
        # The console shows letters, for whoever develops; what is logged are the lines of JSON.
        logged = [
            (where, _lines_of_json(text) if where[:6] == "output" else text)
            for where, text in texts
        ]
        assert [where for where, text in logged if link in text] == []


def _orders(books: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"reward": order["rewards"][0]["delivery"]} for order in books["orders"]]


def _lines_of_json(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.startswith("{"))


def _without_id(where: str) -> str:
    """The place without the id of a connection in it."""
    head, _, rest = where.partition("/con_")
    return f"{head}/{{id}}/{rest.partition('/')[2]}" if rest else where
