"""What may be the address of an endpoint."""

import pytest

from goodword.errors import RejectedError
from referral_api.domain.endpoints.address import check_url
from referral_api.use_cases.endpoints.create_endpoint import check_address


@pytest.mark.parametrize(
    "url",
    ["https://hooks.example.com", "https://h.example:8443/a?b=c", "https://[2606:4700::1111]/"],
)
def test_an_address_in_a_public_network_is_taken(url):
    check_address(url, private=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "hooks.example.com",
        "https://",
        "https:///path",
        "https://user:password@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com:99999/",
        "https://[::1/",
        "https://hooks.example.com/a b",
        "https://hooks.example.com\\@10.0.0.1/",
        "https://h\u00f6oks.example.com/",
        "https://hooks.example.com/\r\nX: 1",
    ],
)
def test_what_nothing_is_posted_to_is_refused(url):
    with pytest.raises(RejectedError) as refused:
        check_url(url, private=False)

    assert refused.value.code == "invalid_url"
    assert refused.value.problems[0].pointer == "/url"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "[fd00::1]", "localhost", "a.localhost."],
)
def test_an_address_in_a_private_network_is_taken_only_where_that_is_set(host):
    check_address(f"http://{host}/", private=True)

    with pytest.raises(RejectedError):
        check_address(f"https://{host}/", private=False)
