"""A seed is a plan: the same deeds in the same order, and with time all that there are."""

from itertools import islice

from tests.chaos.plan import STORMS, Act, Targets, plan

TARGETS = Targets(
    services=("api", "worker"),
    stores=("PostgreSQL", "Kafka"),
    outside=("provider",),
    callers=("worker",),
    links=("api to PostgreSQL", "worker to provider"),
)


def first(count, seed):
    return list(islice(plan(seed, TARGETS), count))


def test_a_seed_plans_the_same_deeds_again_and_another_one_others():
    assert first(50, 7) == first(50, 7)
    assert first(50, 7) != first(50, 8)


def test_every_deed_is_done_to_everything_it_can_be_done_to():
    done = {(deed.what, deed.target) for deed in first(2000, 1)}

    assert done == {
        *((Act.KILL, target) for target in ("api", "worker", "PostgreSQL", "Kafka", "provider")),
        *((Act.FREEZE, target) for target in ("api", "worker", "PostgreSQL", "Kafka")),
        (Act.KILL_ASKING, "worker"),
        (Act.KILL_HEARING, "worker"),
        *((storm, link) for storm in STORMS for link in TARGETS.links),
    }
