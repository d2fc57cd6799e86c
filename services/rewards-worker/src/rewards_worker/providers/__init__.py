"""Providers: who issues rewards. One file and one line here make a new one."""

from collections.abc import Callable, Mapping

import httpx

from rewards_worker.ports import Provider
from rewards_worker.providers.sandbox.client import SandboxProvider

PROVIDERS: Mapping[str, Callable[[str, str, httpx.AsyncClient], Provider]] = {
    "sandbox": SandboxProvider,
}
"""Each provider by name, opened with the address of its API, our token there, and a client."""
