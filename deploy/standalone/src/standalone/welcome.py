"""What the first minute needs: a test business, and where to find things."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from goodword.observability import Watch
from goodword.process import pause
from standalone.first_business import credentials
from standalone.port import is_free
from standalone.wiring import ServiceSettings

POLL_S = 0.05
TELL_EVERY = 200

log = structlog.get_logger()


async def welcome(
    services: ServiceSettings,
    data: Path,
    watches: Sequence[Watch],
    stop: asyncio.Event,
) -> None:
    """Once all services are ready, make the test business if need be, and say where things are."""
    api = services.referral_api
    if not await _all_ready(api.port, watches, stop):
        return
    known = await credentials(api, data / "credentials.json")
    bus = "PostgreSQL alone" if api.bus == "log" else f"Kafka at {api.kafka}"
    print(_words(known, _near(data), _mail(services, data), bus), flush=True)


async def _all_ready(port: int, watches: Sequence[Watch], stop: asyncio.Event) -> bool:
    polls = 0
    while not stop.is_set():
        reasons = [
            f"{watch.service}: {reason}" for watch in watches for reason in watch.health.ready()[1]
        ]
        if not reasons and not is_free(port):
            return True
        polls += 1
        if polls % TELL_EVERY == 0:
            log.warning("not ready yet", reasons=reasons)
        await pause(stop, POLL_S)
    return False


def _mail(services: ServiceSettings, data: Path) -> str:
    if services.notifier.mail_channel == "smtp":
        return "sent by SMTP"
    return f"{_near(Path(services.notifier.mail_target.get_secret_value()))}/ (and shown here)"


def _near(path: Path) -> Path:
    """The path as someone in this folder would write it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _words(known: dict[str, Any], data: Path, mail: str, bus: str) -> str:
    url = known["base_url"]
    return f"""
Goodword runs on {url} (Ctrl-C ends it)

  API      {url}/v1, described at {url}/docs
  Key      {known["api_key"]}
           of the test business {known["business_slug"]}; also in {data}/credentials.json
  Webhooks POST {url}/webhooks/{known["shopify_connection_id"]}
           as Shopify signs them, with the secret in that file
  Mail     {mail}
  Health   {url}/health/ready, and numbers at {url}/metrics
  Events   travel by {bus}
"""
