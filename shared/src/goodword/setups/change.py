"""Change: donations to charities, made by us and billed to the business once a month."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from goodword.programs import GiftKind
from goodword.setups.gifts import ProviderSetUp

CHANGE = "change"

_DONATIONS = frozenset({GiftKind.CHARITY_DONATION})

PublicKey = Annotated[str, StringConstraints(pattern=r"^pk_(test|live)_[A-Za-z0-9]{8,200}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Charity(BaseModel):
    """A charity that may be given to: as people name it, its registration (such as an EIN), and its
    id at Change."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    registration: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./-]{1,39}$")]
    nonprofit_id: Annotated[str, StringConstraints(pattern=r"^n_[A-Za-z0-9]{1,60}$")]


class ChangeSetUp(ProviderSetUp):
    """The keys there, and the charities that were looked at: a favourite that is not among them is
    nobody's registered charity to us, and a person decides."""

    issues: ClassVar[frozenset[GiftKind]] = _DONATIONS
    by_default: ClassVar[frozenset[GiftKind]] = _DONATIONS

    public_key: PublicKey
    secret_key: SecretStr = Field(min_length=12, max_length=250)
    charities: tuple[Charity, ...] = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> "ChangeSetUp":
        mode = self.public_key.split("_")[1]
        if not self.secret_key.get_secret_value().startswith(f"sk_{mode}_"):
            raise ValueError("give both keys of one environment: pk_live_… with sk_live_…")
        names = [each.casefold() for one in self.charities for each in (one.name, one.registration)]
        if len(set(names)) < len(names):
            raise ValueError("name each charity, and each registration, once")
        return self
