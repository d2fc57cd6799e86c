"""What an erased prospect leaves."""

from goodword import ids
from goodword.seal import Hasher
from referral_api.domain.people.person import Identifier
from referral_api.domain.referrals.traces import trace

HASHER = Hasher("a hash key that is long enough to be one")
BEN = Identifier("email", "", "ben@buyers.example")


def test_a_trace_tells_nothing_across_businesses_or_to_a_suppression():
    one, other = ids.new(), ids.new()

    assert trace(HASHER, one, BEN) == trace(HASHER, one, BEN)
    assert trace(HASHER, one, BEN) != trace(HASHER, other, BEN)
    assert trace(HASHER, one, BEN) != HASHER.address(one, "email", BEN.value)
    assert trace(HASHER, one, BEN) != trace(HASHER, one, Identifier("external", "", BEN.value))
