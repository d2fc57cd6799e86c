"""What may be the address of an endpoint."""

from urllib.parse import urlsplit

from goodword.errors import Problem, RejectedError


def check_url(url: str, *, private: bool) -> str:
    """The host of the address; RejectedError `invalid_url` for one that nothing is posted to.

    Only where private networks may be called (`private`) need it not be https. The address is kept
    and shown as it is, so it holds no password.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise wrong_url("This is no address.") from error
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise wrong_url("Begin with https://, so that nobody reads along.")
    if not host or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise wrong_url("Name a host, and write what is not ASCII in its encoded form.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise wrong_url("Leave out user names, passwords and fragments; verify the signature.")
    return host


def wrong_url(detail: str) -> RejectedError:
    return RejectedError("invalid_url", detail, problems=[Problem("/url", "invalid_url", detail)])
