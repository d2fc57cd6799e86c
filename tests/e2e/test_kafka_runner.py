"""The Kafka that `make kafka` and the tests start, for real."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from goodword.errors import GoodwordError
from standalone.kafka import LocalKafka
from standalone.port import is_free

pytestmark = [pytest.mark.kafka, pytest.mark.usefixtures("kafka_programs")]


@asynccontextmanager
async def admin_of(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def say(bootstrap: str, topic: str, what: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(topic, what, partition=0)
    finally:
        await producer.stop()


async def heard(bootstrap: str, topic: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


async def runner(folder: Path, port: int = 0) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "standalone.kafka", "--folder", folder, "--port", str(port)),
        stdout=PIPE,
        stderr=PIPE,
    )


async def test_topics_and_messages_outlive_a_killed_broker(tmp_path: Path) -> None:
    async with LocalKafka(tmp_path) as kafka:
        async with admin_of(kafka.bootstrap) as admin:
            await admin.create_topics([NewTopic("facts", 16, 1)])
        await say(kafka.bootstrap, "facts", b"before")
        port, first = kafka.port, kafka.pid

        await kafka.kill9()
        free_while_dead = is_free(port)
        await kafka.start()

        await say(kafka.bootstrap, "facts", b"after")
        assert await heard(kafka.bootstrap, "facts", 2) == [b"before", b"after"]
        async with admin_of(kafka.bootstrap) as admin:
            [facts] = await admin.describe_topics(["facts"])
        assert len(facts["partitions"]) == 16
        assert free_while_dead
        assert (kafka.port, kafka.pid != first) == (port, True)


async def test_a_topic_that_nobody_made_does_not_appear(kafka: str) -> None:
    async with admin_of(kafka) as admin:
        [described] = await admin.describe_topics(["never-made"])

        names = await admin.list_topics()

    assert described["error_code"] == 3
    assert "never-made" not in names


async def test_a_second_kafka_on_the_same_folder_is_refused_in_a_sentence(tmp_path: Path) -> None:
    async with LocalKafka(tmp_path) as kafka:
        with pytest.raises(GoodwordError) as refused:
            await LocalKafka(tmp_path).__aenter__()

        assert str(refused.value) == (
            f"Kafka already runs on this data ({tmp_path}), as process {os.getpid()}."
        )
        assert not is_free(kafka.port)


async def test_the_command_says_where_kafka_is_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    process = await runner(tmp_path)
    assert process.stdout
    said = (await process.stdout.readline()).decode()

    process.send_signal(signal.SIGINT)
    _, complaints = await process.communicate()

    port = int(said.split()[3].rstrip(",").rpartition(":")[2])
    assert said == f"Kafka is at 127.0.0.1:{port}, its data in {tmp_path}. Ctrl-C ends it.\n"
    assert (process.returncode, complaints) == (0, b"")
    assert is_free(port)


async def test_no_broker_outlives_a_killed_owner_and_the_next_start_recovers(
    tmp_path: Path,
) -> None:
    owner = await runner(tmp_path)
    assert owner.stdout
    said = (await owner.stdout.readline()).decode()
    port = int(said.split()[3].rstrip(",").rpartition(":")[2])

    owner.kill()
    await owner.wait()
    while not is_free(port):  # noqa: ASYNC110 - the orphan tells nobody
        await asyncio.sleep(0.05)

    async with LocalKafka(tmp_path) as kafka, admin_of(kafka.bootstrap) as admin:
        assert await admin.list_topics() == []


async def test_a_taken_port_is_refused_in_a_sentence(tmp_path: Path) -> None:
    taken = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]

    process = await runner(tmp_path, port)
    said, complaints = await process.communicate()

    assert (process.returncode, said) == (1, b"")
    assert complaints.decode() == (f"Kafka cannot have port {port}: another program has it.\n")
    taken.close()
    await taken.wait_closed()
