"""JSON of senders: however deep it is, it is read or refused."""

import pytest

from referral_api.domain.connections.delivery import UnreadableError
from referral_api.sources.json_body import read_object


@pytest.mark.parametrize("depth", [600, 900, 5000])
def test_a_body_that_is_too_deep_to_be_cleaned_is_refused(depth):
    deep = b'{"a":' + b"[" * depth + b'"\\u0041"' + b"]" * depth + b"}"

    with pytest.raises(UnreadableError, match="The body is not JSON"):
        read_object(deep)
