"""What commands change, each noted for the audit: people, programs, set-ups, keys, connections."""

import asyncio

import orjson
import pytest
from tests.referral_api.commands.conftest import SECRET_KEY
from tests.referral_api.people import EXAMPLE
from tests.referral_api.said import said
from tests.referral_api.stories import a_person

from goodword.errors import GoodwordError, RejectedError
from goodword.events import (
    ProgramPublished,
    ProgramSignedOff,
    SettingsChanged,
    SettingsTestRequested,
)
from goodword.seal import Sealer
from goodword.setups import SET_UPS
from referral_api.use_cases.businesses.recognise_caller import recognise_caller

SECRET = "a-secret-that-must-be-seen-nowhere"


async def test_people_are_merged_by_the_ids_of_both(house, ask, give, audited):
    ana, double = await a_person(house), await a_person(house, "double@example.com")

    told = await ask("people", "merge", double["id"], ana["id"])
    with pytest.raises(RejectedError, match="the same person"):
        await give("people", "merge", ana["id"], ana["id"])

    assert told["id"] == ana["id"]
    assert "double@example.com" in told["emails"]
    assert (await ask("people", "show", double["id"]))["merged_into"] == ana["id"]
    assert await audited() == [("goodword people merge", double["id"])]


async def test_a_program_goes_from_a_file_to_its_end(house, ask, give, audited, referral_db):
    valid = await give("programs", "validate", str(EXAMPLE))
    made = await ask("programs", "create", "-", stdin=EXAMPLE.read_text())
    program = made["id"]
    published = await ask("programs", "publish", program)
    moves = [await give("programs", move, program) for move in ("pause", "resume", "end")]
    with pytest.raises(GoodwordError):
        await give("programs", "resume", program)

    assert valid[0].startswith("It could be published; ")
    assert (published["status"], published["published_version"]) == ("active", 1)
    assert moves == [[f"{program} is {state}"] for state in ("paused", "active", "ended")]
    assert len(await said(referral_db, ProgramPublished)) == 1
    listed = await give("programs", "list")
    assert listed[1].split()[:3] == [program, "ended", "1"]
    assert (await ask("programs", "show", program))["document"]["name"]
    verbs = ("create", "publish", "pause", "resume", "end")
    assert await audited() == [(f"goodword programs {verb}", program) for verb in verbs]


async def test_a_place_is_signed_for_by_whoever_runs_the_command(ask, give, audited, referral_db):
    program = (await ask("programs", "create", str(EXAMPLE)))["id"]
    await give("programs", "publish", program)
    why = "Our counsel's letter of 1 March."

    lines = await give("programs", "sign", program, "US-OH", "--reason", why)
    wrong = await give("programs", "sign", program, "Ohio", "--reason", why, code=2)

    assert lines[0] == "version 1 is signed for in US-OH"
    assert "not legal advice" in lines[1]
    assert "this is no place of a sign-off" in " ".join(wrong)
    [signed] = await said(referral_db, ProgramSignedOff)
    assert (signed.place, signed.actor) == ("US-OH", "operator")
    assert (await audited())[-1] == ("goodword programs sign", program)


async def test_a_draft_is_changed_and_tried_before_it_is_published(ask, give, tmp_path):
    document = orjson.loads(EXAMPLE.read_bytes())
    program = (await ask("programs", "create", str(EXAMPLE)))["id"]
    other = tmp_path / "other.json"
    other.write_bytes(orjson.dumps({**document, "name": "Another name"}))

    changed = await ask("programs", "draft", program, str(other))
    facts = '{"sale": {"net": {"minor": 9000, "currency": "USD"}}}'
    tried = await ask("programs", "dry-run", program, "--facts", "-", stdin=facts)
    *lines, notice = await give("programs", "dry-run", program, "--facts", "-", stdin=facts)
    neither = await give("programs", "dry-run", program, code=2)
    whose = await give("programs", "dry-run", program, "--stage", "named", code=2)

    assert changed["draft"]["name"] == "Another name"
    assert {verdict["outcome"] for verdict in tried["verdicts"]} == {"earned"}
    assert [line.split(":")[0] for line in lines] == [each["rule"] for each in tried["verdicts"]]
    assert notice.startswith("This is not legal advice.")
    for refused in (neither, whose):
        assert any("give --facts, --sale" in line for line in refused)


async def test_a_document_that_cannot_be_right_names_each_mistake(give, audited, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"name": "No rules"}')
    words = tmp_path / "words.json"
    words.write_text("nonsense")

    with pytest.raises(RejectedError) as refused:
        await give("programs", "validate", str(wrong))
    with pytest.raises(GoodwordError, match="is not JSON"):
        await give("programs", "create", str(words))

    assert refused.value.code == "invalid_program"
    assert {problem.pointer for problem in refused.value.problems} >= {"/kind"}
    assert await audited() == []


async def test_a_provider_is_set_up_from_stdin_and_its_secret_is_seen_nowhere(
    ask, give, audited, referral_db
):
    settings = orjson.dumps({"api_key": SECRET, "campaign_id": "ABCDEFGHIJKL"}).decode()
    kind = "tremendous"
    assert f"provider-{kind}" in SET_UPS

    put = await give("providers", "put", kind, "-", stdin=settings)
    shown = await ask("providers", "show", kind)
    listed = await give("providers", "list")
    tested = await give("providers", "test", kind)
    removed = await give("providers", "remove", kind)
    with pytest.raises(GoodwordError, match="Nothing of this kind"):
        await give("providers", "show", kind)

    everything = "\n".join([*put, str(shown), *listed, *tested, *removed])
    assert SECRET not in everything
    assert "api_key" in shown["secrets"]
    changed = await said(referral_db, SettingsChanged)
    assert SECRET in Sealer([SECRET_KEY]).open(changed[0].sealed)
    assert (changed[-1].body, changed[-1].sealed) == (None, None)
    assert [each.actor for each in await said(referral_db, SettingsTestRequested)] == ["operator"]
    assert await audited() == [
        (f"goodword providers {verb}", kind) for verb in ("put", "test", "remove")
    ]


async def test_what_is_wrong_with_a_set_up_is_told_without_it(give, audited):
    with pytest.raises(GoodwordError) as told:
        await give("channels", "put", "smtp", "-", stdin=f'{{"password": "{SECRET}"')
    with pytest.raises(GoodwordError, match="Nothing of this kind"):
        await give("channels", "put", "pigeon", "-", stdin="{}")

    assert "is not JSON" in str(told.value)
    assert SECRET not in str(told.value)
    assert await audited() == []


async def test_a_key_is_created_used_and_deleted(house, ask, give, audited, referral_db):
    ana = await a_person(house)
    scopes = ("--scope", "read", "--scope", "write")
    lines = await give("api-keys", "create", "till", *scopes, "--owner", ana["id"])
    told = dict(line.split(" ") for line in lines)
    caller = await recognise_caller(told["api_key"], db=referral_db)
    listed = await ask("api-keys", "list")
    deleted = await give("api-keys", "delete", told["id"])
    with pytest.raises(GoodwordError, match="no such API key"):
        await give("api-keys", "delete", told["id"])
    with pytest.raises(GoodwordError, match="Give scopes of"):
        await give("api-keys", "create", "till", "--scope", "everything")

    assert caller.business_id == house.business_id
    assert (listed[0]["name"], listed[0]["scopes"]) == ("till", ["read", "write"])
    assert listed[0]["owner_id"] == ana["id"]
    assert told["api_key"] not in str(listed)
    assert deleted == [f"{told['id']} is deleted"]
    assert await audited() == [
        (f"goodword api-keys {verb}", told["id"]) for verb in ("create", "delete")
    ]


async def test_a_connection_is_made_given_another_secret_and_deleted(
    ask, give, audited, visitor, hearing
):
    lines = await give("connections", "create", "shopify", "Web shop")
    told = dict(line.split(" ") for line in lines)
    listed = await ask("connections", "list")
    [rotated] = await give(
        "connections", "rotate-secret", told["id"], "--secret-stdin", stdin=f"{SECRET}\n"
    )
    await give("connections", "delete", told["id"])
    with pytest.raises(GoodwordError, match="There is no such source"):
        await give("connections", "create", "pigeons", "Post")

    assert told["url"].endswith(f"/webhooks/{told['id']}")
    assert [(each["id"], each["source"]) for each in listed] == [(told["id"], "shopify")]
    assert told["secret"] not in str(listed)
    assert rotated == f"secret {SECRET}"
    assert await ask("connections", "list") == []
    assert await audited() == [
        (f"goodword connections {verb}", told["id"])
        for verb in ("create", "rotate-secret", "delete")
    ]


async def test_a_sender_is_connected_with_its_url_its_steps_and_a_way_to_try_it(ask, give, audited):
    line = "hubspot --name Deals --setting currency=EUR --secret-stdin --credential access_token"
    lines = await give("connect", *line.split(), stdin=f"{SECRET}\npat-na1-0123456789abcdef\n")
    [one] = await ask("connections", "list")
    health = await ask("connections", "health", one["id"])
    with pytest.raises(GoodwordError, match="there are bigcommerce, "):
        await give("connect", "pigeons")
    await give("connect", "hubspot", "--setting", "currency", code=2)

    assert lines[:3] == [f"id {one['id']}", f"url {one['url']}", f"secret {SECRET}"]
    assert lines[4:-3] == [f"{n}. {step}" for n, step in enumerate(one["steps"], 1)]
    assert lines[-2] == f"Try it: goodword connections test {one['id']}"
    assert (one["name"], one["settings"]) == ("Deals", {"currency": "EUR"})
    assert one["credentials"] == ["access_token"]
    assert (health["condition"], health["failures"]) == ("new", [])
    assert await audited() == [("goodword connect", one["id"])]


async def test_a_connection_is_tried_by_the_service_that_runs(
    ask, give, audited, tools, monkeypatch
):
    told = dict(line.split(" ") for line in await give("connections", "create", "standard", "till"))
    stop = asyncio.Event()
    serving = asyncio.create_task(tools.intake.applier.run(stop))

    tried = await ask("connections", "test", told["id"])
    stop.set()
    await serving
    monkeypatch.setattr("referral_api.commands.connections.PATIENCE_S", 0.0)
    with pytest.raises(GoodwordError, match="is referral-api running"):
        await give("connections", "test", told["id"])

    assert (tried["status"], tried["test"]) == ("applied", True)
    assert (await audited())[1:] == [("goodword connections test", told["id"])] * 2
