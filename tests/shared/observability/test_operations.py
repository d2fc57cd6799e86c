import httpx
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from goodword.observability import Watch, operations


async def get(path: str, *watches: Watch) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=operations.routes(watches)))
    async with httpx.AsyncClient(transport=transport, base_url="http://operations") as client:
        return await client.get(path)


async def test_a_process_is_live_whatever_its_health() -> None:
    watch = Watch("notifier")
    watch.health.say("database", False, "does not answer")

    assert (await get("/health/live", watch)).status_code == 200


async def test_ready_tells_every_reason_of_every_service() -> None:
    rewards, notifier = Watch("rewards-worker"), Watch("notifier")
    rewards.health.say("reader", True)
    rewards.health.say("log", False, "6 days are made ahead")
    notifier.health.say("relay", False, "Kafka does not answer")
    notifier.health.say("database", False, "gone")

    answer = await get("/health/ready", rewards, notifier)

    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "reasons": [
            "rewards-worker: log: 6 days are made ahead",
            "notifier: database: gone",
            "notifier: relay: Kafka does not answer",
        ],
    }


async def test_ready_once_all_are_well_again() -> None:
    watch = Watch("notifier")
    watch.health.say("database", False, "gone")
    watch.health.say("relay", False, "another process has it")

    watch.health.say("database", True)
    watch.health.remove("relay")
    answer = await get("/health/ready", watch)

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reasons": []})


async def test_nobody_is_ready_before_anything_was_said() -> None:
    answer = await get("/health/ready", Watch("notifier"))

    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["notifier: nothing has said yet that it is well"]


async def test_a_loop_that_gave_its_word_for_a_while_and_fell_silent_is_not_ready() -> None:
    watch = Watch("notifier")
    watch.health.say("reader", True, good_for_s=60)
    assert watch.health.ready() == (True, [])

    watch.health.say("reader", True, good_for_s=-1)

    assert watch.health.ready() == (False, ["reader: has not been heard of for too long"])


async def test_three_services_in_one_process_share_names_without_duplicated_timeseries() -> None:
    watches = [Watch(name) for name in ("referral-api", "rewards-worker", "notifier")]
    for number, watch in enumerate(watches):
        watch.metrics.outbox_lag.labels("rewards-worker").set(number)
        watch.metrics.consumed.labels("notifier", "sales").inc()

    page = (await get("/metrics", *watches)).text

    assert page.count("# TYPE outbox_lag_seconds gauge") == 1
    for number, watch in enumerate(watches):
        lag = f'outbox_lag_seconds{{group="rewards-worker",service="{watch.service}"}} {number}.0'
        read = (
            "messaging_client_consumed_messages_total"
            f'{{destination="sales",group="notifier",service="{watch.service}"}} 1.0'
        )
        assert lag in page.splitlines()
        assert read in page.splitlines()
    assert page.count("\nprocess_resident_memory_bytes ") == 1


async def test_metrics_are_what_prometheus_parses() -> None:
    watch = Watch("referral-api")
    watch.metrics.http_duration.labels("GET", "/v1/sales", "200").observe(0.004)

    families = {
        f.name: f for f in text_string_to_metric_families((await get("/metrics", watch)).text)
    }

    samples = families["http_server_request_duration_seconds"].samples
    assert {"service": "referral-api", "method": "GET", "route": "/v1/sales", "status": "200"} in [
        sample.labels for sample in samples if sample.name.endswith("_count")
    ]
