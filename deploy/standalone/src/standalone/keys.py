"""The secrets of one data folder: made once, kept in `keys.json`, never shown."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from standalone import private


@dataclass(frozen=True, slots=True)
class Keys:
    """`secret_keys` and `hash_key` are those of the settings; losing them loses what they seal."""

    secret_keys: str
    hash_key: str
    operator_token: str
    role_key: str

    def password_of(self, role: str) -> str:
        """The password of one of our PostgreSQL roles."""
        return hmac.new(self.role_key.encode(), role.encode(), hashlib.sha256).hexdigest()


def kept_keys(data: Path) -> Keys:
    """The keys of this data folder."""
    return Keys(**private.kept(data / "keys.json", _make))


def _make() -> dict[str, str]:
    return {
        "secret_keys": Fernet.generate_key().decode(),
        "hash_key": secrets.token_urlsafe(48),
        "operator_token": secrets.token_urlsafe(48),
        "role_key": secrets.token_urlsafe(48),
    }
