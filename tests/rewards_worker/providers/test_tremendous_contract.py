"""Tremendous played by Prism, from our description of the part that we use."""

import contextlib
import json
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from tests.fixtures.need import lacking
from tests.fixtures.npm import installed, node
from tests.rewards_worker.providers.conftest import TOKEN, running

from goodword.errors import PermanentError, TransientError
from goodword.money import Money
from rewards_worker.ports import Accepted, Held, Issued, Order, Rejected, UnknownOutcomeError
from rewards_worker.providers.api import Api
from rewards_worker.providers.sandbox.client import SandboxProvider
from rewards_worker.providers.tremendous.client import TremendousProvider
from rewards_worker.providers.tremendous.orders import Terms

CONTRACTS = Path(__file__).parent / "contracts"
DESCRIPTION = str(CONTRACTS / "tremendous.yaml")
START_TIMEOUT_S = 90
TERMS = Terms(products={"gift_card": ("OKMHM2X2OHYV",)})


@contextlib.contextmanager
def prism(*arguments: str) -> Iterator[str]:
    """Prism on a loopback port; its address."""
    tools = installed(CONTRACTS, "contracts")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = tools / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    command = [node(), str(script), *arguments, "-h", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def _wait(process: "subprocess.Popen[str]", port: int) -> None:
    tries = START_TIMEOUT_S * 10
    for _ in range(tries):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            lacking(f"Prism did not start: {process.communicate()[0][-300:]}")
    lacking(f"Prism did not start within {START_TIMEOUT_S} s")


@pytest.fixture(scope="module")
def prism_url() -> Iterator[str]:
    with prism("mock", DESCRIPTION) as url:
        yield url


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


def provider(url: str, client: httpx.AsyncClient, terms: Terms = TERMS) -> TremendousProvider:
    return TremendousProvider(Api(url, "TEST_token", client), terms)


async def answer(
    url: str, client: httpx.AsyncClient, body: bytes, **headers: str
) -> httpx.Response:
    sent = {"authorization": "Bearer TEST_token", "content-type": "application/json"} | headers
    return await client.post(f"{url}/orders", content=body, headers=sent, timeout=30)


@pytest.mark.parametrize(
    "terms",
    [
        TERMS,
        replace(TERMS, method="EMAIL"),
        replace(TERMS, method="EMAIL", sender_name="Zoë's Shop"),
        Terms(campaign_id="IVM0I3WNJJL0", funding_source_id="NAREW9BZ4D4V"),
        replace(TERMS, campaign_id="IVM0I3WNJJL0"),
    ],
)
async def test_the_description_takes_our_orders(prism_url, client, order, terms) -> None:
    body = provider(prism_url, client, terms).compose(order)

    answered = await answer(prism_url, client, body)

    assert answered.status_code == 200, answered.text


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b'"denomination":37.48', b'"denomination":"37.48"'),
        (b'"USD"', b'"US"'),
        (b'"LINK"', b'"FAX"'),
        (b'"OKMHM2X2OHYV"', b'"the gift card"'),
        (b'"funding_source_id"', b'"source"'),
        (b'"products"', b'"product"'),
        (b'"external_id"', b'"externalid"'),
    ],
)
async def test_the_description_refuses_what_is_wrong(
    prism_url, client, order, right, wrong
) -> None:
    body = provider(prism_url, client).compose(order)
    assert right in body

    answered = await answer(prism_url, client, body.replace(right, wrong))

    assert answered.status_code == 422


async def test_the_description_wants_our_token(prism_url, client, order) -> None:
    nobody = TremendousProvider(Api(prism_url, "", client), TERMS)
    body = nobody.compose(order)

    answered = await client.post(f"{prism_url}/orders", content=body)

    assert answered.status_code == 401


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("402", Held),
        ("409", Rejected),
        ("422", Rejected),
        ("400", Rejected),
        ("401", PermanentError),
        ("429", TransientError),
        ("500", UnknownOutcomeError),
    ],
)
async def test_each_refusal_as_described_is_understood(prism_url, order, status, outcome) -> None:
    async with httpx.AsyncClient(headers={"prefer": f"code={status}"}) as client:
        ours = provider(prism_url, client)
        try:
            found: object = await ours.submit(ours.compose(order), order.key)
        except (PermanentError, TransientError, UnknownOutcomeError) as error:
            found = error

    assert type(found) is outcome
    if isinstance(found, Rejected):
        assert found.final is (status != "409")


async def test_the_addresses_that_we_ask_are_described(prism_url, order) -> None:
    async with httpx.AsyncClient() as client:
        ours = provider(prism_url, client)
        # Its example is of another order, which must not be taken for ours.
        with pytest.raises(UnknownOutcomeError, match=r"another order|cannot be read"):
            await ours.inquire(order.key)
        await ours.check()
        linked = await ours.make_link(Accepted(provider_ref="ABCD", linkless="ABCD1234"))
        resent = await ours.resend("ABCD1234")

    assert isinstance(linked, Issued)
    assert linked.handover.secret
    assert resent


async def test_the_sandbox_answers_as_described(client, order) -> None:
    async with running() as sandbox:
        with prism("proxy", "--errors", DESCRIPTION, sandbox.base_url) as url:
            ours = provider(url, client)
            await SandboxProvider(url, TOKEN, client).check()
            made = await ours.submit(ours.compose(order), order.key)
            found = await ours.inquire(order.key)
            again = await ours.submit(ours.compose(order), order.key)
            await sandbox.fate(order.key, linkless=True)
            linkless = await ours.inquire(order.key)
            assert isinstance(linkless, Accepted)
            linked = await ours.make_link(linkless)

    assert isinstance(made, Issued)
    assert made == replace(again, http_status=200)
    assert type(found) in (Issued, Accepted)
    assert isinstance(linked, Issued)


async def test_a_word_that_is_not_described_does_not_pass(client, order) -> None:
    async with running() as sandbox:
        with prism("proxy", "--errors", DESCRIPTION, sandbox.base_url) as url:
            ours = provider(url, client)
            await ours.submit(ours.compose(order), order.key)

            async def complaints(**fate: str) -> list[str]:
                await sandbox.fate(order.key, **fate)
                headers = {"authorization": f"Bearer {TOKEN}"}
                found = await client.get(f"{url}/orders/{order.key}", headers=headers)
                return [one["location"][-1] for one in found.json().get("validation", [])]

            assert await complaints(status="PENDING SETTLEMENT", delivery="SCHEDULED") == []
            assert "status" in await complaints(status="PENDING_SETTLEMENT")
            assert "status" in await complaints(status="DONE")
            assert "status" in await complaints(delivery="ARRIVED")


@pytest.mark.parametrize(
    ("amount", "digits"),
    [
        (Money.parse("50", "USD"), b'"denomination":50.00,'),
        (Money.parse("0.10", "USD"), b'"denomination":0.10,'),
        (Money.parse("9999999999999.99", "USD"), b'"denomination":9999999999999.99,'),
        (Money.parse("5000", "JPY"), b'"denomination":5000,'),
        (Money.parse("1.250", "KWD"), b'"denomination":1.250,'),
    ],
)
async def test_an_amount_goes_out_digit_for_digit(client, order, amount, digits) -> None:
    body = provider("http://127.0.0.1:1", client).compose(replace(order, amount=amount))

    assert digits in body


async def test_the_same_order_makes_the_same_bytes(client, order: Order, key: UUID) -> None:
    ours = provider("http://127.0.0.1:1", client)

    assert ours.compose(order) == ours.compose(replace(order))
    assert json.loads(ours.compose(order))["external_id"] == str(key)


@pytest.mark.parametrize("kind", ["points", "cash"])
async def test_a_kind_that_is_not_set_up_is_refused(client, order, kind) -> None:
    with pytest.raises(PermanentError, match=kind):
        provider("http://127.0.0.1:1", client).compose(replace(order, kind=kind))
