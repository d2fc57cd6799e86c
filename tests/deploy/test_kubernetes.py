"""The Kubernetes manifests, as kustomize builds them: valid, and as strict as they say."""

import re
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from tests.fixtures.go import tool

from goodword.settings import OwnerSettings
from notifier.settings import NotifierSettings
from referral_api.settings import ReferralApiSettings
from rewards_worker.settings import RewardsWorkerSettings

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
VERSION = "1.34"
SERVICES = {
    "referral-api": ReferralApiSettings,
    "rewards-worker": RewardsWorkerSettings,
    "notifier": NotifierSettings,
}
PODS = {**SERVICES, "migrate": OwnerSettings}

# Building the tool takes its time, once.
pytestmark = pytest.mark.timeout(600)

Manifest = dict[str, Any]


def built(folder: Path) -> list[Manifest]:
    run = subprocess.run([tool("kustomize"), "build", folder], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return list(yaml.safe_load_all(run.stdout))


@pytest.fixture(scope="module")
def manifests() -> list[Manifest]:
    return [*built(FOLDER), *built(FOLDER / "migrate")]


def of_kind(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {each["metadata"]["name"]: each for each in manifests if each["kind"] == kind}


def pods(manifests: list[Manifest]) -> dict[str, Manifest]:
    """Each pod's template, by whose it is."""
    owners = {**of_kind(manifests, "Deployment"), **of_kind(manifests, "Job")}
    return {name: owner["spec"]["template"] for name, owner in owners.items()}


def container(template: Manifest) -> Manifest:
    [only] = template["spec"]["containers"]
    found: Manifest = only
    return found


def selects(selector: Manifest, labels: Manifest) -> bool:
    return selector.items() <= labels.items()


def test_kubernetes_takes_every_manifest_and_knows_every_field(manifests: list[Manifest]) -> None:
    for manifest in manifests:
        kubernetes_validate.validate(manifest, VERSION, strict=True)

    assert set(pods(manifests)) == set(PODS)


def test_kubernetes_would_refuse_a_field_that_it_does_not_know(manifests: list[Manifest]) -> None:
    budget = of_kind(manifests, "PodDisruptionBudget")["notifier"]
    wrong = {**budget, "spec": {**budget["spec"], "maxAvailable": 1}}

    with pytest.raises(kubernetes_validate.ValidationError, match="maxAvailable"):
        kubernetes_validate.validate(wrong, VERSION, strict=True)


def test_no_pod_runs_as_root_writes_to_its_image_or_holds_a_token(
    manifests: list[Manifest],
) -> None:
    accounts = of_kind(manifests, "ServiceAccount")
    for name, template in pods(manifests).items():
        spec = template["spec"]

        assert spec["securityContext"] == {
            "runAsNonRoot": True,
            "runAsUser": 10001,
            "runAsGroup": 10001,
            "seccompProfile": {"type": "RuntimeDefault"},
        }, name
        assert container(template)["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        assert spec["automountServiceAccountToken"] is False, name
        assert accounts[spec["serviceAccountName"]]["automountServiceAccountToken"] is False, name
        assert container(template)["resources"]["limits"]["memory"], name


def test_each_service_is_asked_for_its_health_on_its_operations_port(
    manifests: list[Manifest],
) -> None:
    for name in SERVICES:
        asked = container(pods(manifests)[name])
        ports = {each["name"]: each["containerPort"] for each in asked["ports"]}
        probes = {
            probe: asked[probe]["httpGet"]
            for probe in ("startupProbe", "livenessProbe", "readinessProbe")
        }

        assert ports == {"operations": 9100} | ({"http": 8000} if name == "referral-api" else {})
        assert {each["port"] for each in probes.values()} == {"operations"}
        assert [each["path"] for each in probes.values()] == [
            "/health/live",
            "/health/live",
            "/health/ready",
        ]


def test_each_service_runs_twice_grows_by_its_cpu_and_loses_one_pod_at_a_time(
    manifests: list[Manifest],
) -> None:
    budgets = of_kind(manifests, "PodDisruptionBudget")
    for name, scaler in of_kind(manifests, "HorizontalPodAutoscaler").items():
        labels = pods(manifests)[name]["metadata"]["labels"]

        assert scaler["spec"]["scaleTargetRef"]["name"] == name
        assert scaler["spec"]["minReplicas"] == 2
        assert "replicas" not in of_kind(manifests, "Deployment")[name]["spec"]
        assert container(pods(manifests)[name])["resources"]["requests"]["cpu"]
        assert budgets[name]["spec"]["maxUnavailable"] == 1
        assert selects(budgets[name]["spec"]["selector"]["matchLabels"], labels)
    assert set(of_kind(manifests, "HorizontalPodAutoscaler")) == set(SERVICES)


def given(manifests: list[Manifest], name: str) -> dict[str, str | None]:
    """What a pod's environment says; None where a secret is referred to."""
    asked = container(pods(manifests)[name])
    found: dict[str, str | None] = {}
    for source in asked.get("envFrom", ()):
        if "configMapRef" in source:
            found |= of_kind(manifests, "ConfigMap")[source["configMapRef"]["name"]]["data"]
    for each in asked.get("env", ()):
        found[each["name"]] = each.get("value")
        reference = each.get("valueFrom", {}).get("secretKeyRef")
        assert reference is None or reference["key"] == each["name"]
    return found


def test_each_service_is_given_all_it_requires_and_nothing_that_it_does_not_read(
    manifests: list[Manifest],
) -> None:
    for name, settings in SERVICES.items():
        fields = {f"GOODWORD_{field}".upper(): at for field, at in settings.model_fields.items()}

        environment = given(manifests, name)

        assert set(environment) <= set(fields), name
        assert {variable for variable, at in fields.items() if at.is_required()} <= set(environment)


def test_what_is_secret_is_referred_to_and_stands_nowhere(manifests: list[Manifest]) -> None:
    secret = {
        f"GOODWORD_{field}".upper()
        for settings in PODS.values()
        for field, at in settings.model_fields.items()
        if "Secret" in str(at.annotation)
    }

    said = {
        variable
        for name in SERVICES
        for variable, value in given(manifests, name).items()
        if value is not None
    }

    assert "GOODWORD_MAIL_TARGET" in secret
    assert not said & secret
    assert of_kind(manifests, "Secret") == {}
    assert container(pods(manifests)["migrate"])["envFrom"] == [
        {"secretRef": {"name": "goodword-owners"}}
    ]


def test_the_readme_names_every_secret_and_what_is_in_it(manifests: list[Manifest]) -> None:
    referred: dict[str, set[str]] = {
        "goodword-owners": {f"GOODWORD_{field}".upper() for field in OwnerSettings.model_fields}
    }
    for name in SERVICES:
        for each in container(pods(manifests)[name])["env"]:
            if "valueFrom" in each:
                secret = each["valueFrom"]["secretKeyRef"]
                referred.setdefault(secret["name"], set()).add(secret["key"])

    readme = (FOLDER.parents[1] / "README.md").read_text()
    told = {
        row[1]: set(re.findall(r"`(\w+)`", row[2]))
        for row in re.finditer(r"^\| `(goodword-[a-z-]+)` \| (.+) \|$", readme, re.MULTILINE)
    }
    assert told == referred


def test_only_the_api_may_be_reached_and_every_pod_may_reach_its_database(
    manifests: list[Manifest],
) -> None:
    entered: dict[str, set[int]] = {}
    left: dict[str, set[int]] = {}
    for name, template in pods(manifests).items():
        for policy in of_kind(manifests, "NetworkPolicy").values():
            spec = policy["spec"]
            if not selects(
                spec["podSelector"].get("matchLabels", {}), template["metadata"]["labels"]
            ):
                continue
            for found, rules in ((entered, "ingress"), (left, "egress")):
                ports = {at["port"] for rule in spec.get(rules, ()) for at in rule["ports"]}
                found.setdefault(name, set()).update(ports)

    assert entered == {
        "referral-api": {8000, 9100},
        "rewards-worker": {9100},
        "notifier": {9100},
        "migrate": set(),
    }
    assert all({53, 5432} <= ports for ports in left.values())
    assert left["migrate"] == {53, 5432}
    assert of_kind(manifests, "NetworkPolicy")["nothing"]["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }


def test_the_service_leads_to_the_port_of_the_api(manifests: list[Manifest]) -> None:
    [(name, service)] = of_kind(manifests, "Service").items()

    labels = pods(manifests)[name]["metadata"]["labels"]
    assert selects(service["spec"]["selector"], labels)
    assert [each["targetPort"] for each in service["spec"]["ports"]] == ["http"]


def test_every_image_is_one_that_the_dockerfile_makes(manifests: list[Manifest]) -> None:
    for name, template in pods(manifests).items():
        asked = container(template)

        service = "standalone" if name == "migrate" else name
        assert asked["image"].partition(":")[0] == f"goodword-{service}"
        assert asked["args"] == [name]
