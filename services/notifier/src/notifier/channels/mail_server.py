"""Where mail goes: an SMTP server, read from one URL."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_PARAMETERS = {"starttls", "ca"}


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server. `tls` means TLS from the first byte, `starttls` an upgrade that must succeed;
    the certificate is checked in both cases, against `ca_file` if given."""

    host: str
    port: int
    tls: bool = False
    starttls: bool = False
    ca_file: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, url: str) -> "MailServer":
        """Read `smtp://user:password@host:587?starttls=1` or `smtps://…` (`&ca=FILE` adds a CA).

        Ports are 465 (smtps), 587 (starttls) or 25 if not said. ValueError, never with the
        password in it, where the URL is wrong, or would send a password in the clear without
        saying `starttls=0`.
        """
        parts = urlsplit(url)
        # A path is refused, because it is where half a password with a / in it would end up.
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
            raise ValueError("a mail server's URL has the form smtp://host:port or smtps://host")
        given = parse_qs(parts.query, keep_blank_values=True)
        if given.keys() - _PARAMETERS or given.get("starttls", ["1"])[-1] not in ("0", "1"):
            raise ValueError("a mail server's URL takes starttls=0, starttls=1 and ca=FILE")
        tls, starttls = parts.scheme == "smtps", given.get("starttls", ["0"])[-1] == "1"
        if parts.username and not tls and "starttls" not in given:
            raise ValueError("a mail server with a password needs smtps:// or starttls=1")
        return cls(
            host=parts.hostname,
            port=_port(parts) or (465 if tls else 587 if starttls else 25),
            tls=tls,
            starttls=starttls and not tls,
            ca_file=given["ca"][-1] if "ca" in given else None,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password or "") if parts.username else None,
        )


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        # urlsplit's own message quotes what stands there, which is the password where somebody
        # forgot to percent-encode an @ or a /.
        raise ValueError("the port of a mail server is a number up to 65535") from None
