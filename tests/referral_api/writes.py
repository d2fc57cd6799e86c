"""Every write of the API, valid and complete: what must be there before it, and its body."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.referral_api.conftest import House
from tests.referral_api.everything import url_of, with_ids
from tests.referral_api.stories import a_draft, a_participant, a_person, a_program, a_template
from tests.referral_api.tasks import a_task
from tests.referral_api.told_asks import an_ask
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.database import Database
from goodword.events import RewardNeedsAction
from goodword.letters.own import OWN_KINDS
from goodword.testing.events import deliver
from referral_api.main import HANDLERS
from referral_api.routes.docs.examples import EXAMPLES


@dataclass(frozen=True, slots=True)
class Stage:
    """A house that was filled, and what is known of it."""

    house: House
    db: Database
    known: dict[str, str]


Prepare = Callable[[Stage], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Request:
    """A write as it is sent."""

    method: str
    url: str
    body: Any

    async def send(self, house: House, **headers: str) -> Any:
        return await house.http.request(self.method, self.url, json=self.body, headers=headers)


async def request(stage: Stage, route: str, target: str | None = None) -> Request:
    """A write that its house may do; of `target` instead, where one is given."""
    method, path = route.split()
    prepare = WRITES[route]
    target = target or (await prepare(stage) if prepare else None)
    prefix = target.partition("_")[0] if target else ""
    url = url_of(path, stage.known | ({prefix: target} if target else {}))
    return Request(method, url, with_ids(EXAMPLES.get(route), stage.known))


def _fresh() -> str:
    return f"p{ids.new().hex}@example.com"


async def _person(stage: Stage) -> str:
    return str((await a_person(stage.house, _fresh()))["id"])


async def _draft(stage: Stage) -> str:
    return str((await a_draft(stage.house))["id"])


async def _program(stage: Stage) -> str:
    return str((await a_program(stage.house))["id"])


async def _template(stage: Stage) -> str:
    """A draft, new where there is none yet of a kind."""
    listed = (await stage.house.get("/v1/templates")).json()["data"]
    taken = {each["kind"] for each in listed}
    free = next(kind for kind in OWN_KINDS if kind not in taken | {"welcome"})
    return str((await a_template(stage.house, free))["id"])


async def _paused(stage: Stage) -> str:
    program = await _program(stage)
    assert (await stage.house.post(f"/v1/programs/{program}/pause")).is_success
    return program


async def _participant(stage: Stage) -> str:
    return str((await a_participant(stage.house, person_ref={"email": _fresh()}))["id"])


async def _referral(stage: Stage) -> str:
    named = {"referrer_ref": stage.known["per"], "prospect_ref": {"email": _fresh()}}
    body = {"program_id": stage.known["prg"], "permission": True, **named}
    answer = await stage.house.post("/v1/referrals", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _reward(stage: Stage) -> str:
    reward = told_reward(stage.house, RewardNeedsAction, 1)
    await deliver(stage.db, HANDLERS, [Said(reward, 1)])
    return ids.show("rwd", reward.reward_id)


async def _task(stage: Stage) -> str:
    return await a_task(stage.house, stage.db, subjects=(ids.show("rwd", ids.new()),))


async def _connection(stage: Stage) -> str:
    made = await stage.house.post("/v1/connections", {"source": "standard", "name": "till"})
    return str(made.json()["id"])


async def _shop(stage: Stage) -> str:
    made = await stage.house.post("/v1/connections", {"source": "shopify", "name": "Web shop"})
    return str(made.json()["id"])


async def _endpoint(stage: Stage) -> str:
    body = {"url": "https://hooks.example.com/", "name": "spare"}
    made = await stage.house.post("/v1/webhook_endpoints", body)
    return str(made.json()["id"])


async def _key(stage: Stage) -> str:
    made = await stage.house.post("/v1/api_keys", {"name": "spare", "scopes": ["read"]})
    return str(made.json()["id"])


async def _sale(stage: Stage) -> str:
    return stage.known["sal"]


async def _delivery(stage: Stage) -> str:
    return stage.known["dlv"]


async def _issue(stage: Stage) -> str:
    body = {"kind": "question", "opened_at": "2026-03-01T10:00:00Z"}
    answer = await stage.house.post("/v1/issues", {**body, "person_ref": stage.known["per"]})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _ask(stage: Stage) -> str:
    return await an_ask(stage.house, stage.db, await _person(stage))


WRITES: dict[str, Prepare | None] = {
    "PATCH /v1/business": None,
    "POST /v1/api_keys": None,
    "DELETE /v1/api_keys/{key_id}": _key,
    "POST /v1/people": None,
    "PATCH /v1/people/{person_id}": _person,
    "PUT /v1/people/{person_id}/preferences": _person,
    "POST /v1/people/{person_id}/consents": _person,
    "POST /v1/people/{person_id}/merge": _person,
    "POST /v1/people/{person_id}/erase": _person,
    "POST /v1/programs": None,
    "PATCH /v1/programs/{program_id}": _draft,
    "POST /v1/programs/{program_id}/publish": _draft,
    "POST /v1/programs/{program_id}/pause": _program,
    "POST /v1/programs/{program_id}/resume": _paused,
    "POST /v1/programs/{program_id}/end": _program,
    "POST /v1/programs/{program_id}/dry_run": _program,
    "POST /v1/programs/{program_id}/sign_offs": _program,
    "POST /v1/templates": None,
    "PATCH /v1/templates/{template_id}": _template,
    "POST /v1/templates/{template_id}/publish": _template,
    "POST /v1/templates/{template_id}/preview": _template,
    "POST /v1/templates/{template_id}/lint": _template,
    "POST /v1/templates/lint": None,
    "POST /v1/participants": None,
    "PATCH /v1/participants/{participant_id}": _participant,
    "POST /v1/participants/{participant_id}/discuss": _participant,
    "POST /v1/test_clock/advance": None,
    "POST /v1/sales": None,
    "POST /v1/sales/{sale_id}/refunds": _sale,
    "POST /v1/sales/{sale_id}/attribute": _sale,
    "POST /v1/referrals": None,
    "POST /v1/referrals/{referral_id}/request_introduction": _referral,
    "POST /v1/referrals/{referral_id}/introductions": _referral,
    "POST /v1/referrals/{referral_id}/advance": _referral,
    "POST /v1/referrals/{referral_id}/lose": _referral,
    "POST /v1/referrals/{referral_id}/withdraw": _referral,
    "POST /v1/reviews": None,
    "POST /v1/survey_answers": None,
    "POST /v1/value_contacts": None,
    "POST /v1/issues": None,
    "POST /v1/issues/{issue_id}/reply": _issue,
    "POST /v1/issues/{issue_id}/resolve": _issue,
    "POST /v1/opportunities": None,
    "POST /v1/order_fulfilments": None,
    "POST /v1/invitations": None,
    "POST /v1/asks": None,
    "POST /v1/asks/preview": None,
    "POST /v1/asks/{ask_id}/answer": _ask,
    "POST /v1/rewards/{reward_id}/approve": _reward,
    "POST /v1/rewards/{reward_id}/deny": _reward,
    "POST /v1/rewards/{reward_id}/retry": _reward,
    "POST /v1/rewards/{reward_id}/revoke": _reward,
    "POST /v1/rewards/{reward_id}/recover": _reward,
    "POST /v1/rewards/{reward_id}/choose": _reward,
    "POST /v1/tasks/{task_id}/done": _task,
    "PUT /v1/providers/{kind}": None,
    "POST /v1/providers/{kind}/test": None,
    "DELETE /v1/providers/{kind}": None,
    "PUT /v1/channels/{kind}": None,
    "POST /v1/channels/{kind}/test": None,
    "DELETE /v1/channels/{kind}": None,
    "POST /v1/connections": None,
    "PATCH /v1/connections/{connection_id}": _connection,
    "POST /v1/connections/{connection_id}/rotate_secret": _connection,
    "POST /v1/connections/{connection_id}/test": _shop,
    "POST /v1/connections/{connection_id}/dry_run": _shop,
    "DELETE /v1/connections/{connection_id}": _connection,
    "POST /v1/webhook_endpoints": None,
    "PATCH /v1/webhook_endpoints/{endpoint_id}": _endpoint,
    "POST /v1/webhook_endpoints/{endpoint_id}/rotate_secret": _endpoint,
    "POST /v1/webhook_endpoints/{endpoint_id}/test": _endpoint,
    "POST /v1/webhook_endpoints/{endpoint_id}/replay": _endpoint,
    "DELETE /v1/webhook_endpoints/{endpoint_id}": _endpoint,
    "POST /v1/deliveries/replay": None,
    "POST /v1/deliveries/{delivery_id}/replay": _delivery,
}
"""By method and path, in an order in which one house can do them all; with what makes the thing
that it is done to."""
