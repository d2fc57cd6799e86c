"""What a business can set up at a provider or channel: one form each, for the API and the worker.

The API reads a body into the form, splits it and publishes the rest openly and the secrets sealed;
the worker that owns it joins both again. Secrets are the fields typed `SecretStr`.
"""

from collections.abc import Mapping
from typing import Any, Self, get_args

from pydantic import BaseModel, ConfigDict, SecretStr


class SetUp(BaseModel):
    """A form. A mistake in it is told without its values: they may be secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def secret_names(cls) -> frozenset[str]:
        """The fields that are sealed, and never shown again."""
        return frozenset(
            name
            for name, field in cls.model_fields.items()
            if SecretStr in (field.annotation, *get_args(field.annotation))
        )

    @property
    def body(self) -> dict[str, Any]:
        """All that is no secret, as JSON."""
        return self.model_dump(mode="json", exclude=set(self.secret_names()), exclude_none=True)

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets that are there, opened."""
        found = {name: getattr(self, name) for name in sorted(self.secret_names())}
        return {name: each.get_secret_value() for name, each in found.items() if each is not None}

    @classmethod
    def join(cls, body: Mapping[str, Any], secrets: Mapping[str, str]) -> Self:
        """The form that was split; pydantic's ValidationError where it is none of ours."""
        return cls.model_validate({**body, **secrets})
