"""The places in which a journey is made: one process or several, both transports."""

import pytest
from tests.journeys.cluster import Cluster
from tests.journeys.steps import stepping
from tests.journeys.upped import Upped


@pytest.fixture(params=["log", pytest.param("kafka", marks=pytest.mark.kafka)])
def transport(request):
    return request.param


@pytest.fixture
def bootstrap(request, transport):
    """Kafka's address; none for the log."""
    return request.getfixturevalue("kafka") if transport == "kafka" else None


@pytest.fixture(params=["up", "processes"])
def server(request):
    """The PostgreSQL of several processes; one process brings its own."""
    return request.getfixturevalue("postgres_server") if request.param == "processes" else None


@pytest.fixture
async def place(server, bootstrap, tmp_path):
    """A running Goodword."""
    if server:
        made = Cluster(tmp_path, server, kafka=bootstrap)
    else:
        made = Upped(tmp_path, kafka=bootstrap)
    async with made:
        yield made


@pytest.fixture
async def steps(databases_of_its_own, tmp_path):
    """The services in this process, where nothing happens by itself."""
    async with stepping(databases_of_its_own, tmp_path / "mail") as made:
        yield made
