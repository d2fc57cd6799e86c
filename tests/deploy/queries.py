"""What the alert rules and the dashboard ask of Prometheus."""

import json
import re
from pathlib import Path

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "goodword.json"

NODE_EXPORTER = {"node_filesystem_avail_bytes", "node_filesystem_size_bytes"}
PROMETHEUS = {"up"}
"""Metrics of others, that no registry of ours has."""

_SELECTOR = re.compile(r"([a-z_]+)\{([^}]*)\}")
_GROUPING = re.compile(r"\bby \(([^)]*)\)")
_NAME = re.compile(r"\b[a-z_]{3,}\b(?!\s*\()")
_SUFFIX = re.compile(r"_(?:bucket|count|sum)$")


def alerts() -> dict[str, str]:
    """Each alert's expression, by its name."""
    groups = yaml.safe_load(ALERTS.read_text())["groups"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}


def panels() -> dict[str, list[str]]:
    """Each panel's expressions, by its title."""
    found = json.loads(DASHBOARD.read_text())["panels"]
    return {
        panel["title"]: [target["expr"] for target in panel["targets"]]
        for panel in found
        if panel["type"] != "row"
    }


def asked_in(expression: str) -> dict[str, set[str]]:
    """The metrics in a PromQL expression that are ours, with the labels that it selects by."""
    selected = {
        name: set(re.findall(r"(\w+)[=!]", by)) for name, by in _SELECTOR.findall(expression)
    }
    bare = _GROUPING.sub("", re.sub(r"\{[^}]*\}|\[[^]]*\]", "", expression))
    found: dict[str, set[str]] = {}
    for name in set(_NAME.findall(bare)) - NODE_EXPORTER - PROMETHEUS:
        found.setdefault(_SUFFIX.sub("", name), set()).update(selected.get(name, set()))
    return found


def grouped_by(expression: str) -> set[str]:
    """The labels by which an expression groups."""
    return {name.strip() for names in _GROUPING.findall(expression) for name in names.split(",")}
