"""The sandbox's own promises: what it takes, what it keeps, what it breaks on demand."""

import asyncio
import json
from uuid import uuid4

import pytest

from rewards_worker.ports import Issued, NotFound, UnknownOutcomeError
from rewards_worker.providers.sandbox.books import Books
from rewards_worker.providers.sandbox.faults import MAX_FAULTS


def an_order(**changes):
    order = {
        "external_id": "one",
        "payment": {"funding_source_id": "BALANCE"},
        "reward": {
            "products": ["OKMHM2X2OHYV"],
            "value": {"denomination": 50.00, "currency_code": "USD"},
            "recipient": {"name": "Ana", "email": "ana@example.com"},
            "delivery": {"method": "LINK"},
        },
    }
    order["reward"] |= changes.pop("reward", {})
    return json.dumps(order | changes).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 60_000,
        an_order(external_id=None),
        an_order(external_id=""),
        an_order(external_id=7),
        an_order(payment=None),
        an_order(reward={"products": []}),
        an_order(reward={"products": ["lower"]}),
        an_order(reward={"value": {"denomination": "50.00", "currency_code": "USD"}}),
        an_order(reward={"value": {"denomination": True, "currency_code": "USD"}}),
        an_order(reward={"value": {"denomination": 0, "currency_code": "USD"}}),
        an_order(reward={"value": {"denomination": -5, "currency_code": "USD"}}),
        an_order(reward={"value": {"denomination": 0.001, "currency_code": "USD"}}),
        an_order(reward={"value": {"denomination": 0.5, "currency_code": "JPY"}}),
        an_order(reward={"value": {"denomination": 5, "currency_code": "US"}}),
        an_order().replace(b"50.0", b"1e999999"),
        an_order().replace(b"50.0", b"NaN"),
        an_order(reward={"recipient": {"name": "Ana"}}),
        an_order(reward={"delivery": {"method": "FAX"}}),
    ],
)
async def test_what_is_no_order_is_refused_and_not_kept(body, sandbox):
    answer = await sandbox.post("/orders", body)

    assert answer.status_code == 422
    assert answer.json()["errors"]["message"]
    assert await sandbox.orders() == []


async def test_an_order_too_large_is_refused(sandbox):
    assert (await sandbox.post("/orders", b" " * 70_000)).status_code == 413


async def test_only_test_tokens_are_taken(sandbox):
    for path in ("/orders/one", "/orders?external_id=one"):
        assert (await sandbox.get(path, token="PROD_x")).status_code == 401
    assert (await sandbox.post("/orders", an_order(), token="PROD_x")).status_code == 401
    assert await sandbox.orders() == []


async def test_a_repeat_is_known_however_it_is_written(sandbox):
    first = await sandbox.post("/orders", an_order())
    again = await sandbox.post("/orders", an_order().replace(b"50.0", b"50.000"))
    other = await sandbox.post("/orders", an_order().replace(b"50.0", b"50.01"))

    assert [first.status_code, again.status_code, other.status_code] == [200, 201, 409]
    assert again.json() == first.json()
    assert len(await sandbox.orders()) == 1


async def test_an_order_is_found_in_both_ways(sandbox):
    made = (await sandbox.post("/orders", an_order())).json()["order"]

    assert (await sandbox.get("/orders/one")).json() == {"order": made}
    assert (await sandbox.get("/orders?external_id=one")).json()["orders"] == [made]
    assert (await sandbox.get("/orders/two")).status_code == 404
    assert (await sandbox.get("/orders?external_id=two")).json()["orders"] == []
    assert (await sandbox.get("/gifts/none")).status_code == 404


async def test_a_gift_sent_by_the_provider_shows_us_no_link(sandbox):
    body = an_order(reward={"delivery": {"method": "EMAIL"}})

    made = (await sandbox.post("/orders", body)).json()["order"]

    assert made["rewards"][0]["delivery"] == {"method": "EMAIL", "status": "SUCCEEDED"}


async def test_a_fault_strikes_as_often_as_asked_and_the_oldest_first(sandbox):
    await sandbox.fault(kind="error_500", next=2)
    await sandbox.fault(kind="insufficient_funds")

    answers = [(await sandbox.post("/orders", an_order())).status_code for _ in range(4)]

    assert answers == [500, 500, 402, 200]


async def test_a_fault_may_be_for_one_order_alone(sandbox):
    await sandbox.fault(kind="reject", external_id="two")

    one = await sandbox.post("/orders", an_order())
    two = await sandbox.post("/orders", an_order(external_id="two"))

    assert (one.status_code, two.status_code) == (200, 422)


async def test_a_share_of_orders_is_picked_the_same_way_each_time(run_sandbox):
    picked = []
    for _ in range(2):
        async with run_sandbox() as sandbox:
            await sandbox.fault(kind="error_500", percent=30)
            ids = [f"order-{n}" for n in range(40)]
            answers = [await sandbox.post("/orders", an_order(external_id=one)) for one in ids]
            again = [await sandbox.post("/orders", an_order(external_id=one)) for one in ids]
            picked.append([answer.status_code for answer in answers])
            assert {answer.status_code for answer in again} <= {200, 201}

    assert picked[0] == picked[1]
    assert 3 <= picked[0].count(500) <= 24


async def test_faults_are_mended(sandbox):
    await sandbox.fault(kind="error_500", next=5)

    await sandbox.client.delete(f"{sandbox.base_url}/faults")

    assert (await sandbox.post("/orders", an_order())).status_code == 200


async def test_a_fault_that_is_none_is_refused(sandbox):
    assert await sandbox.fault(kind="earthquake") == 422
    assert await sandbox.fault(kind="delay", seconds=1e9) == 422
    assert await sandbox.fault(kind="delay", secnods=1) == 422
    answers = [await sandbox.fault(kind="delay") for _ in range(MAX_FAULTS + 1)]
    assert answers == [201] * MAX_FAULTS + [409]


async def test_the_books_are_the_same_after_a_restart(run_sandbox, order, key, tmp_path):
    file = tmp_path / "deep" / "books.jsonl"
    async with run_sandbox(file) as sandbox:
        await sandbox.fault(kind="drop_after")
        provider = sandbox.provider()
        with pytest.raises(UnknownOutcomeError):
            await provider.submit(provider.compose(order), key)
        before = await sandbox.orders()

    async with run_sandbox(file) as sandbox:
        provider = sandbox.provider()
        after = await sandbox.orders()
        outcome = await provider.submit(provider.compose(order), key)

        assert [one["id"] for one in after] == [one["id"] for one in before]
        assert isinstance(outcome, Issued)
        assert (outcome.provider_ref, outcome.http_status) == (before[0]["id"], 201)
        assert await sandbox.orders() == after
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_line_cut_off_by_a_crash_was_never_an_order(run_sandbox, order, key, tmp_path):
    file = tmp_path / "books.jsonl"
    async with run_sandbox(file) as sandbox:
        await sandbox.post("/orders", an_order())
    whole = file.read_bytes()
    file.write_bytes(whole + whole[: len(whole) // 2])

    async with run_sandbox(file) as sandbox:
        assert len(await sandbox.orders()) == 1
        assert await sandbox.provider().inquire(key) == NotFound(http_status=404)
        provider = sandbox.provider()
        await provider.submit(provider.compose(order), key)

    assert file.read_bytes().startswith(whole)
    assert [json.loads(line)["external_id"] for line in file.read_bytes().splitlines()] == [
        "one",
        str(key),
    ]


async def test_books_are_open_in_one_place(tmp_path):
    first, second = Books(tmp_path / "books"), Books(tmp_path / "books")
    await first.open()

    with pytest.raises(RuntimeError, match="another sandbox"):
        await second.open()

    await first.close()
    await second.open()
    await second.close()


async def test_orders_at_once_are_all_kept(run_sandbox, tmp_path):
    ids = [str(uuid4()) for _ in range(50)]
    async with run_sandbox(tmp_path / "books") as sandbox:
        await asyncio.gather(*[sandbox.post("/orders", an_order(external_id=id_)) for id_ in ids])

    async with run_sandbox(tmp_path / "books") as sandbox:
        assert {one["external_id"] for one in await sandbox.orders()} == {*ids}
