"""A few thousand of the requests that `make fuzz` sends a million of."""

from tests.fuzz.corpus import NOW, corpus, signed
from tests.fuzz.requests import play, secret_of

from referral_api.sources import SOURCES


def test_what_the_requests_are_made_of_is_signed_and_of_every_source():
    requests = [(each.source, signed(each, secret_of(each.source))) for each in corpus()]

    assert {name for name, _ in requests} == set(SOURCES)
    for name, sent in requests:
        assert SOURCES[name].verify(sent, [secret_of(name)], NOW), name


def test_no_worsened_request_crashes_a_source_or_is_taken_unsigned():
    outcome = play(5000, seed=1)

    assert outcome.bad == []
    assert outcome.total("taken") + outcome.total("refused") == 5000
    for end in ("taken", "refused", "facts"):
        assert {name for name in SOURCES if not outcome.counts[name, end]} == set(), end


def test_of_the_same_seed_the_requests_are_the_same():
    first, again, other = play(300, seed=1), play(300, seed=1), play(300, seed=2)

    assert first.counts == again.counts
    assert first.counts != other.counts
