"""The app: every route there is, behind one door."""

from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from referral_api.routes import messages, problems, tasks, templates
from referral_api.routes.asks import asks, previews
from referral_api.routes.asks import explanations as explained_asks
from referral_api.routes.businesses import api_keys, audit, businesses, events, set_ups, test_clock
from referral_api.routes.connections import (
    connections,
    deliveries,
    health,
    sources,
    trials,
    webhooks,
)
from referral_api.routes.docs import pages as docs
from referral_api.routes.door import WEBHOOKS, Door
from referral_api.routes.endpoints import dispatches, endpoints
from referral_api.routes.openapi import describe, refuse_unknown_parameters
from referral_api.routes.people import erasure, people, timeline
from referral_api.routes.programs import dry_runs, participants, programs, sign_offs
from referral_api.routes.public import answering, choosing, opting, unsubscribing
from referral_api.routes.public import links as public
from referral_api.routes.referrals import explanations, introductions, referrals
from referral_api.routes.relationships import care, deals, invitations, reviews
from referral_api.routes.rewards import balances, reward_decisions, rewards
from referral_api.routes.sales import sales
from referral_api.routes.tools import Tools

ROUTERS: tuple[APIRouter, ...] = (
    businesses.router,
    api_keys.router,
    people.router,
    erasure.router,
    timeline.router,
    programs.router,
    dry_runs.router,
    sign_offs.router,
    participants.router,
    test_clock.router,
    public.router,
    unsubscribing.router,
    choosing.router,
    answering.router,
    opting.router,
    sales.router,
    referrals.router,
    introductions.router,
    explanations.router,
    explained_asks.router,
    reviews.router,
    care.router,
    deals.router,
    invitations.router,
    previews.router,
    asks.router,
    rewards.router,
    balances.router,
    reward_decisions.router,
    messages.router,
    templates.router,
    sources.router,
    connections.router,
    trials.router,
    health.router,
    deliveries.router,
    webhooks.router,
    endpoints.router,
    dispatches.router,
    tasks.router,
    set_ups.providers,
    set_ups.channels,
    events.router,
    audit.router,
    docs.router,
)

DESCRIPTION = "The referral backend a business runs itself."


class _App(FastAPI):
    """Webhooks go past FastAPI, through a door of the same kind."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_post = scope["type"] == "http" and scope["method"] == "POST"
        if is_post and scope["path"].startswith(WEBHOOKS):
            await self.state.webhooks(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(tools: Tools, mounts: Sequence[BaseRoute] = ()) -> FastAPI:
    """The API. `mounts` are more routes to serve on its port, such as the operations' ones."""
    app = _App(
        title="Goodword",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        # A redirect would drop the body of a POST with a slash too many.
        redirect_slashes=False,
        # Its own spans would name paths, and so the tokens in them; ours are made at the door.
        telemetry={"tracing": False},
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    app.state.tools = tools
    for router in ROUTERS:
        app.include_router(router)
    app.state.webhooks = Door(webhooks.FastLane(tools), tools.public_url)
    app.router.routes.extend(mounts)
    problems.install(app)
    app.add_middleware(Door, public_url=tools.public_url)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # as FastAPI documents it
    return app
