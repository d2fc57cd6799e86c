"""What `goodword up` needs to know. The services' settings it makes up itself, where the
environment does not say otherwise."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from goodword.settings import Environment, Port


class StandaloneSettings(Environment):
    """The settings of all services in one process."""

    data: Path = Field(default=Path(".goodword"), description="goodword up: the folder of its data")
    port: Port = Field(default=8000, description="the port of the API")
    log_format: Literal["json", "console"] = Field(
        default="console", description="json for machines, console for people"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="the least serious line that is printed"
    )
