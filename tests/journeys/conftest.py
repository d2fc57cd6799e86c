"""The places in which a journey is made: one process or several, both transports."""

import pytest
from tests.journeys.cluster import Cluster
from tests.journeys.upped import Upped

SHAPES = ("up", "processes")
TRANSPORTS = ("log", pytest.param("kafka", marks=pytest.mark.kafka))


@pytest.fixture(params=TRANSPORTS)
def transport(request):
    return request.param


@pytest.fixture(params=SHAPES)
async def place(request, transport, tmp_path):
    """A running Goodword."""
    kafka = request.getfixturevalue("kafka") if transport == "kafka" else None
    if request.param == "up":
        made = Upped(tmp_path, kafka=kafka)
    else:
        made = Cluster(tmp_path, request.getfixturevalue("postgres_server"), kafka=kafka)
    async with made:
        yield made
