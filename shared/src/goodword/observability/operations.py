"""The routes for whoever runs the services: are they alive, are they ready, what do they count."""

from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from goodword.observability.metrics import written
from goodword.observability.watch import Watch


def routes(watches: Sequence[Watch]) -> list[Route]:
    """`/health/live`, `/health/ready` and `/metrics` of all the services of this process.

    Live answers 200 as long as the process answers at all: restart it when it does not. Ready
    answers 503 with every reason, by service: send it no requests then, and do not restart it.
    """

    async def live(_: Request) -> Response:
        return JSONResponse({"live": True})

    async def ready(_: Request) -> Response:
        reasons = [
            f"{watch.service}: {reason}" for watch in watches for reason in watch.health.ready()[1]
        ]
        return JSONResponse(
            {"ready": not reasons, "reasons": reasons}, status_code=503 if reasons else 200
        )

    async def metrics(_: Request) -> Response:
        page = written({watch.service: watch.registry for watch in watches})
        return Response(page, media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", metrics),
    ]
