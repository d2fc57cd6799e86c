"""Who follows a link: a person, or a machine that looks first."""

import pytest

from referral_api.domain.visitors import is_person, origin

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)
CUBOT = "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 21) AppleWebKit/537.36 Chrome/140 Mobile"
MACHINES = [
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Pinterest/0.2 (+https://www.pinterest.com/bot.html)",
    "Mozilla/5.0 (compatible; Pinterestbot/1.0; +https://www.pinterest.com/bot.html)",
    "curl/8.5.0",
    "",
]


def test_a_browser_is_a_person():
    assert is_person("GET", {"user-agent": IPHONE})


def test_what_only_checks_is_none():
    assert not is_person("HEAD", {"user-agent": IPHONE})


@pytest.mark.parametrize("agent", MACHINES)
def test_machines_are_known_by_their_names(agent: str):
    assert not is_person("GET", {"user-agent": agent})


@pytest.mark.parametrize("header", ["purpose", "sec-purpose", "x-purpose", "x-moz"])
def test_a_prefetch_is_not_yet_a_visit(header: str):
    assert not is_person("GET", {"user-agent": IPHONE, header: "prefetch"})


@pytest.mark.parametrize("app", ["[LinkedInApp]/9.31", "[Pinterest/iOS]", "[Pinterest/Android]"])
def test_whoever_reads_inside_an_app_is_a_person(app: str):
    assert is_person("GET", {"user-agent": f"{IPHONE} {app}"})


def test_a_phone_may_have_a_strange_name():
    assert is_person("GET", {"user-agent": CUBOT})


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::ffff:10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("2001:db8::7", "", "2001:db8::/64"),
        ("fd00::1", "2001:db8::9", "2001:db8::/64"),
        ("", "", ""),
    ],
)
def test_where_a_visitor_comes_from(peer, forwarded_for, expected):
    assert origin(peer, forwarded_for) == expected
