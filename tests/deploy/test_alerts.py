"""The alert rules and the dashboard: that Prometheus takes them, that each alert fires on what it
is about and on nothing else, and that every metric that they name is one of ours."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from tests.deploy.queries import ALERTS, alerts, asked_in, grouped_by, panels
from tests.fixtures.need import lacking

from goodword.observability import Watch
from goodword.observability.metrics import written
from referral_api.use_cases.deliveries.meters import Meters
from rewards_worker.use_cases.following.meters import note_finding
from rewards_worker.use_cases.ledger.watch_ledger import LedgerWatch

PER_SCRAPE = {"service", "job", "instance", "le"}
"""Labels that come with the page or with Prometheus, and not with a metric."""

WELL = {
    'ledger_invariant_violations{service="rewards-worker"}': "0x180",
    'waiting_without_a_job{service="rewards-worker"}': "0x180",
    'payouts_for_a_person{service="rewards-worker"}': "0x180",
    'payout_oldest_open_seconds{service="rewards-worker"}': "3600x180",
    'payout_findings_total{provider="tremendous",finding="same"}': "0+1x180",
    'payout_findings_total{provider="tremendous",finding="missing"}': "0x180",
    'outbox_lag_seconds{group="notifier"}': "2x180",
    "outbox_xmin_stall_seconds": "1x180",
    "outbox_days_ahead": "14x180",
    'inbox_parked_events{service="notifier",state="parked"}': "0x180",
    'inbox_parked_events{service="notifier",state="waiting"}': "5x180",
    'inbox_waiting_longest_seconds{service="notifier"}': "30x180",
    'jobs{service="rewards-worker",kind="hand_over",state="unknown"}': "0x180",
    'jobs{service="rewards-worker",kind="hand_over",state="dead"}': "0x180",
    'jobs{service="rewards-worker",kind="hand_over",state="due"}': "100x180",
    'job_lateness_seconds_bucket{service="notifier",kind="send",le="1"}': "0+9x180",
    'job_lateness_seconds_bucket{service="notifier",kind="send",le="900"}': "0+10x180",
    'job_lateness_seconds_bucket{service="notifier",kind="send",le="+Inf"}': "0+10x180",
    'job_outcomes_total{service="notifier",kind="send",outcome="done"}': "0+9x180",
    'job_outcomes_total{service="notifier",kind="send",outcome="again"}': "0+1x180",
    'webhooks_total{source="shopify",outcome="accepted"}': "0+100x180",
    'webhooks_total{source="shopify",outcome="refused"}': "0+1x180",
    "delivery_oldest_received_seconds": "1x180",
    'deliveries{status="failed"}': "0x180",
    'deliveries{status="waiting"}': "3x180",
    'up{job="goodword-notifier",instance="a:9100"}': "1x180",
    'http_server_request_duration_seconds_count{status="200"}': "0+1000x180",
    'http_server_request_duration_seconds_count{status="503"}': "0+1x180",
    'http_server_request_duration_seconds_bucket{le="0.5"}': "0+1000x180",
    'http_server_request_duration_seconds_bucket{le="2.5"}': "0+1001x180",
    'http_server_request_duration_seconds_bucket{le="+Inf"}': "0+1001x180",
    'process_resident_memory_bytes{job="goodword",instance="a:9100"}': "150000000x180",
    'node_filesystem_avail_bytes{mountpoint="/data"}': "50x180",
    'node_filesystem_size_bytes{mountpoint="/data"}': "100x180",
}
"""Minute by minute for three hours, where all is well."""

ILL = {
    "LedgerDoesNotBalance": ('ledger_invariant_violations{service="rewards-worker"}', "1x180"),
    "NothingMovesOnWhatWaits": ('waiting_without_a_job{service="rewards-worker"}', "1x180"),
    "PayoutUnknown": ('payouts_for_a_person{service="rewards-worker"}', "1x180"),
    "PayoutOpenTooLong": ('payout_oldest_open_seconds{service="rewards-worker"}', "86401x180"),
    "PayoutDiffersFromOurBooks": (
        'payout_findings_total{provider="tremendous",finding="missing"}',
        "0x150 1x30",
    ),
    "ReaderBehind": ('outbox_lag_seconds{group="notifier"}', "301x180"),
    "LogHeldBack": ("outbox_xmin_stall_seconds", "301x180"),
    "LogDaysRunOut": ("outbox_days_ahead", "6x180"),
    "EventsParked": ('inbox_parked_events{service="notifier",state="parked"}', "1x180"),
    "EventWaitsTooLong": ('inbox_waiting_longest_seconds{service="notifier"}', "3601x180"),
    "JobsUnknown": (
        'jobs{service="rewards-worker",kind="hand_over",state="unknown"}',
        "1x180",
    ),
    "JobsDead": ('jobs{service="rewards-worker",kind="hand_over",state="dead"}', "1x180"),
    "JobBacklog": ('jobs{service="rewards-worker",kind="hand_over",state="due"}', "1001x180"),
    "JobsLate": (
        'job_lateness_seconds_bucket{service="notifier",kind="send",le="1"}',
        "0+1x180",
    ),
    "JobsFail": (
        'job_outcomes_total{service="notifier",kind="send",outcome="again"}',
        "0+10x180",
    ),
    "WebhooksRefused": ('webhooks_total{source="shopify",outcome="refused"}', "0+20x180"),
    "DeliveriesWait": ("delivery_oldest_received_seconds", "301x180"),
    "DeliveriesFailed": ('deliveries{status="failed"}', "1x180"),
    "ServiceGone": ('up{job="goodword-notifier",instance="a:9100"}', "0x180"),
    "RequestsFail": ('http_server_request_duration_seconds_count{status="503"}', "0+20x180"),
    "RequestsSlow": ('http_server_request_duration_seconds_bucket{le="0.5"}', "0+900x180"),
    "MemoryGrows": (
        'process_resident_memory_bytes{job="goodword",instance="a:9100"}',
        "500000000x180",
    ),
    "DiskFills": ('node_filesystem_avail_bytes{mountpoint="/data"}', "14x180"),
}
"""The one series that differs where an alert must fire."""


@pytest.fixture(scope="module")
def promtool() -> str:
    found = shutil.which("promtool")
    if not found:
        lacking("alert rules need promtool: apt install prometheus")
    return found


def said(promtool: str, *arguments: str | Path) -> str:
    run = subprocess.run([promtool, *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def test_prometheus_takes_the_alert_rules(promtool: str) -> None:
    assert f"{len(alerts())} rules found" in said(promtool, "check", "rules", ALERTS)


def test_prometheus_understands_every_panel_of_the_dashboard(promtool: str, tmp_path: Path) -> None:
    expressions = [each for asked in panels().values() for each in asked]
    rules = [{"record": f"panel:{at}", "expr": each} for at, each in enumerate(expressions)]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))

    assert f"{len(expressions)} rules found" in said(promtool, "check", "rules", file)


def test_each_alert_fires_on_what_it_is_about_and_on_nothing_else(
    promtool: str, tmp_path: Path
) -> None:
    assert set(ILL) == set(alerts())
    cases = [case(WELL, [])]
    for alert, (series, values) in ILL.items():
        assert series in WELL
        cases.append(case({**WELL, series: values}, [alert]))
    file = tmp_path / "tests.yml"
    file.write_text(
        yaml.safe_dump({"rule_files": [str(ALERTS)], "evaluation_interval": "5m", "tests": cases})
    )

    said(promtool, "test", "rules", file)


def case(series: dict[str, str], firing: list[str]) -> dict[str, Any]:
    """That after three hours of `series` these alerts are firing, once each."""
    samples = [{"labels": f'{{alertname="{name}"}}', "value": 1} for name in firing]
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                "eval_time": "3h",
                "exp_samples": samples,
            }
        ],
    }


def ours() -> dict[str, set[str]]:
    """Every metric that a service keeps, with its labels."""
    watch = Watch("all")
    Meters(watch.registry)
    LedgerWatch(watch)
    note_finding(watch.registry, "tremendous", "same")
    found = {each._name: set(each._labelnames) for each in collectors(watch.registry)}
    counters = {f"{name}_total": labels for name, labels in found.items()}
    process = [
        line.split()[2]
        for line in written({"all": watch.registry}).decode().splitlines()
        if line.startswith("# TYPE process_")
    ]
    return {**found, **counters, **{name: set() for name in process}}


def collectors(registry: CollectorRegistry) -> list[Any]:
    return list(registry._collector_to_names)


def test_every_metric_and_every_label_that_is_asked_for_is_one_of_ours() -> None:
    known = ours()
    expressions = [*alerts().values(), *(each for asked in panels().values() for each in asked)]

    for expression in expressions:
        asked = asked_in(expression)
        for name, labels in asked.items():
            assert name in known, f"{name}: {expression}"
            assert labels <= known[name] | PER_SCRAPE, expression
        if asked:
            shared = set.intersection(*(known[name] for name in asked))
            assert grouped_by(expression) <= shared | PER_SCRAPE, expression


def test_every_metric_of_ours_is_on_the_dashboard() -> None:
    shown = {name for asked in panels().values() for each in asked for name in asked_in(each)}

    kept = {name.removesuffix("_total") for name in ours() if not name.startswith("process_")}
    assert kept - {name.removesuffix("_total") for name in shown} == set()


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    for group in yaml.safe_load(ALERTS.read_text())["groups"]:
        for rule in group["rules"]:
            assert set(rule["annotations"]) == {"summary", "action"}, rule["alert"]
            assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
