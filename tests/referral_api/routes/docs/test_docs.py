"""The API's own description: valid, complete, and readable without the internet."""

import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openapi_spec_validator import validate

import goodword
import referral_api
from goodword.compliance import BY_ID
from referral_api.routes.docs.entries import ENTRIES
from referral_api.routes.problems import MEDIA_TYPE

CODE = re.compile(r'(?:RejectedError|_answer)\(\s*(?:\w+(?:\.\w+)*,\s*\d+,\s*)?"([a-z_]+)"')
NOT_OVER_HTTP = {
    "mailbox_closed",
    "mailbox_unknown",
    "job_not_discardable",
    "job_not_found",
    "job_not_retryable",
    "not_parked",
    "unknown_topic",
    "invalid_facts",
}


async def test_the_openapi_document_is_valid(visitor: httpx.AsyncClient):
    document = (await visitor.get("/openapi.json")).json()

    validate(document)


def test_every_route_declares_its_problems(app: FastAPI):
    for path, item in app.openapi()["paths"].items():
        for method, operation in item.items():
            wanted = {"422", "429", "500", "503"}
            wanted |= {"400", "413"} if method in ("post", "patch", "put") else set()
            wanted |= {"401", "403"} if "security" in operation else set()
            wanted |= {"404"} if "{" in path else set()
            missing = wanted - operation["responses"].keys()
            assert not missing, f"{method} {path} does not declare {missing}"
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == [MEDIA_TYPE], f"{method} {path} {status}"


def test_every_post_of_the_api_takes_an_idempotency_key(app: FastAPI):
    for path, item in app.openapi()["paths"].items():
        if path.startswith("/v1/") and "post" in item:
            names = {each["name"] for each in item["post"].get("parameters", ())}
            assert "idempotency-key" in names, path


def test_every_change_of_an_object_honours_if_match(app: FastAPI):
    for path, item in app.openapi()["paths"].items():
        if path.startswith("/v1/") and "patch" in item:
            names = {each["name"] for each in item["patch"].get("parameters", ())}
            assert "if-match" in names, path


@pytest.mark.parametrize("page", ["/docs", "/docs/errors", "/docs/law"])
async def test_the_pages_need_nothing_from_elsewhere(visitor: httpx.AsyncClient, page: str):
    answer = await visitor.get(page)

    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", answer.text)
    assert "<script" not in answer.text


async def test_the_reference_shows_every_route(visitor: httpx.AsyncClient, app: FastAPI):
    page = (await visitor.get("/docs")).text

    for path, item in app.openapi()["paths"].items():
        assert path in page
        for operation in item.values():
            assert f'id="{operation["operationId"]}"' in page


def test_every_code_has_an_entry():
    sources = [
        file
        for package in (referral_api, goodword)
        for file in Path(str(package.__file__)).parent.rglob("*.py")
    ]
    raised = {code for file in sources for code in CODE.findall(file.read_text())}

    assert raised - NOT_OVER_HTTP <= ENTRIES.keys()
    assert "identifiers_conflict" in raised


async def test_each_rule_of_law_is_told_with_its_source(
    visitor: httpx.AsyncClient,
):
    page = (await visitor.get("/docs/law")).text

    assert "This is not legal advice." in page
    assert [rule.id for rule in BY_ID.values() if f'id="{rule.id}"' not in page] == []
    assert "RCW 48.30.133" in page
